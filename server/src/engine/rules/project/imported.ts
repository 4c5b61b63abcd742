/** Which packages a project's code needs, as its imports say. */
import { isStandardLibrary } from '../../fix/standardLibrary';
import { distributionOf } from '../../knowledge/distributions';
import type { ProjectFacts } from '../rule';

/** Come with the environment that a notebook runs in, or with several packages. */
const NOT_INSTALLED: ReadonlySet<string> = new Set([
  'google',
  'pkg_resources',
  'setuptools',
  'IPython',
  'antigravity',
]);

/** The distributions of everything third-party that the project imports outside of its tests, sorted. */
export function importedDistributions(project: ProjectFacts): string[] {
  const names = new Set<string>();
  for (const unit of project.units) {
    if (unit.role === 'test') continue;
    for (const name of Object.keys(unit.imports))
      if (isThirdParty(name, project) && !NOT_INSTALLED.has(name)) names.add(distributionOf(name));
  }
  return [...names].sort();
}

/** True for a top-level name that neither Python nor the project itself has. */
export function isThirdParty(name: string, project: ProjectFacts): boolean {
  return !isStandardLibrary(name) && !name.startsWith('_') && !isLocal(name, project);
}

function isLocal(name: string, { files }: ProjectFacts): boolean {
  return files.some(
    (file) => file === `${name}.py` || file.endsWith(`/${name}.py`) || `/${file}`.includes(`/${name}/`),
  );
}
