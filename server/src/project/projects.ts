/**
 * Which project a file belongs to. Rules about something missing ask a whole project; `mlops-audit train.py` must know of the
 * requirements beside it, and a folder of many clones must not be taken for one project.
 */
import type { Host } from './host';
import { declaresEnvironment } from './manifests';
import { ancestors, basename, dirname, isInside } from './paths';

/** Files and folders that mark a project's root, besides manifests. */
const MARKERS: ReadonlySet<string> = new Set(['.git', '.hg', 'mlops-antipatterns.toml', 'dvc.yaml']);

/** True if an entry of this name marks its folder as a project's root. */
export function isProjectMarker(name: string): boolean {
  return MARKERS.has(name) || (declaresEnvironment(name) && !/dockerfile|containerfile|compose/i.test(name));
}

/** The nearest folder upwards, `folder` itself first, that has a marker; without one, `folder`. */
export async function findProjectRoot(host: Host, folder: string): Promise<string> {
  for (const at of ancestors(folder)) {
    const entries = await host.listDirectory(at);
    if (entries.ok && entries.value.some((entry) => isProjectMarker(entry.name))) return at;
  }
  return folder;
}

/**
 * The roots of the projects at and below a walked folder. A folder with a marker is one project, save for repositories nested
 * in it; without one, each outermost folder with a marker is a project, and the rest belongs to the walked folder.
 */
export function projectRootsBelow(
  folder: string,
  files: readonly string[],
  repositories: readonly string[],
): string[] {
  const inside = repositories.filter((repository) => repository !== folder && isInside(folder, repository));
  const marked = files.filter((file) => isProjectMarker(basename(file))).map(dirname);
  if (marked.includes(folder) || repositories.includes(folder)) return [folder, ...inside];
  const roots: string[] = [];
  for (const candidate of [...new Set([...marked, ...inside])].sort((a, b) => a.length - b.length)) {
    if (!isInside(folder, candidate)) continue;
    if (inside.includes(candidate) || !roots.some((root) => isInside(root, candidate))) roots.push(candidate);
  }
  return [folder, ...roots];
}

/** The innermost of the roots that holds a path. */
export function rootFor(roots: readonly string[], path: string): string | undefined {
  let best: string | undefined;
  for (const root of roots) if (isInside(root, path) && (!best || root.length > best.length)) best = root;
  return best;
}
