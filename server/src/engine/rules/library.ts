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

/** True for a file in a folder of examples, tutorials, documentation or benchmarks. */
export function isShowcase(path: string): boolean {
  return SHOWCASE.test(path);
}

/** True for a file that shows how a library is used: what such a file leaves out is left out on purpose. */
export function isLibraryExample(path: string, project: ProjectFacts): boolean {
  return isShowcase(path) && isLibrary(project);
}

/** Folders and files as courses, books and collections of tutorials name them: `ch05`, `02-regression`, `how-to-use-it`. */
const LESSON =
  /(^|\/)(ch(apter)?[-_ ]?\d|\d{2,3}[-_. ]|(week|day|unit|module|lesson|lecture|lab|session)[-_ ]?\d|(lessons?|lectures?|homeworks?|exercises?|courses?|cohorts?|workshops?|tutorials?|how[-_ ]?to|samples?|examples?|demos?)([-_/.]|$))/i;
const LESSON_TITLE =
  /\b(tutorials?|course|book|bootcamp|zoomcamp|workshop|examples|exercises|lectures?|lessons?)\b/i;

/** True for a course, a book or a collection of tutorials: what it leaves out is not its subject. */
export function teaches({ units, manifests }: ProjectFacts): boolean {
  const readme = manifests.find(({ path }) => /^readme(\.\w+)?$/i.test(path))?.text ?? '';
  const title = /^\s*(?:#+\s*|<h1[^>]*>\s*)?(\S.*)/m.exec(readme)?.[1] ?? '';
  if (LESSON_TITLE.test(title)) return true;
  const lessons = units.filter(({ path }) => LESSON.test(path)).length;
  return lessons > 2 && lessons * 2 >= units.length;
}
