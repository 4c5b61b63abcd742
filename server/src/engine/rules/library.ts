/** Projects that others install: their environment, their seeds and their records are the user's business. */
import type { ProjectFacts } from './rule';

/** True for a project that is packaged for others and serves nothing itself. */
export function isLibrary(project: ProjectFacts): boolean {
  return !project.units.some((unit) => unit.role === 'serving') && isPackaged(project);
}

/** True for a project that can be installed. */
export function isPackaged({ manifests, files }: ProjectFacts): boolean {
  if (files.includes('setup.py') || files.includes('setup.cfg')) return true;
  const pyproject = manifests.find(({ path }) => path === 'pyproject.toml');
  return pyproject !== undefined && /^\[build-system\]|^classifiers\s*=/m.test(pyproject.text);
}

const SHOWCASE = /(^|\/)(examples?|docs?|doc_src|tutorials?|demos?|samples?|benchmarks?|asv_benchmarks)\//;

/** True for a file that shows how a library is used: what such a file leaves out is left out on purpose. */
export function isLibraryExample(path: string, project: ProjectFacts): boolean {
  return SHOWCASE.test(path) && isLibrary(project);
}
