/** Which files of a project import a file, and what of it. */
import type { ProjectFacts } from '../rule';

export interface Importer {
  readonly path: string;
  /** Names that it imports from the module; undefined if it imports the module itself, and may use any. */
  readonly members?: ReadonlySet<string>;
}

/** The other files that import the module at `path`, as far as absolute imports show. */
export function importersOf(path: string, project: ProjectFacts): readonly Importer[] {
  let index = indices.get(project);
  if (!index) indices.set(project, (index = indexOf(project)));
  return index.get(path) ?? [];
}

/** Made once per state of a project: every file of it asks. */
const indices = new WeakMap<ProjectFacts, ReadonlyMap<string, Importer[]>>();

function indexOf({ units, files }: ProjectFacts): Map<string, Importer[]> {
  const known = new Set(files);
  const index = new Map<string, Importer[]>();
  for (const unit of units) {
    const modules = unit.modules ?? [];
    const names = new Map<string, string[]>();
    for (const name of modules) {
      const path = resolve(name, unit.path, known);
      if (path !== undefined && path !== unit.path) names.set(path, [...(names.get(path) ?? []), name]);
    }
    for (const [path, imported] of names) {
      const members = modules
        .filter((name) => imported.some((module) => name.startsWith(`${module}.`)))
        .map((name) => name.slice(name.lastIndexOf('.') + 1));
      const importer = { path: unit.path, ...(members.length > 0 ? { members: new Set(members) } : {}) };
      index.set(path, [...(index.get(path) ?? []), importer]);
    }
  }
  return index;
}

/** The file that a dotted name means in a file: beside it, or in a folder around it, or in that folder's `src`. */
function resolve(name: string, from: string, files: ReadonlySet<string>): string | undefined {
  const tail = name.replaceAll('.', '/');
  const folders = from.split('/').slice(0, -1);
  for (let depth = folders.length; depth >= 0; depth--) {
    const folder = folders
      .slice(0, depth)
      .map((part) => `${part}/`)
      .join('');
    for (const base of [folder, `${folder}src/`])
      for (const path of [`${base}${tail}.py`, `${base}${tail}/__init__.py`])
        if (files.has(path)) return path;
  }
  return undefined;
}
