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
  const inside = new Set(
    repositories.filter((repository) => repository !== folder && isInside(folder, repository)),
  );
  const marked = new Set(files.filter((file) => isProjectMarker(basename(file))).map(dirname));
  if (marked.has(folder) || repositories.includes(folder)) return [folder, ...inside];
  const roots = new Set<string>();
  for (const candidate of [...new Set([...marked, ...inside])].sort((a, b) => a.length - b.length)) {
    if (!isInside(folder, candidate)) continue;
    if (inside.has(candidate) || ![...ancestors(candidate)].some((at) => roots.has(at))) roots.add(candidate);
  }
  return [folder, ...roots];
}

/** The innermost of the roots that holds a path. */
export function rootFor(roots: readonly string[], path: string): string | undefined {
  let best: string | undefined;
  for (const root of roots) if (isInside(root, path) && (!best || root.length > best.length)) best = root;
  return best;
}

/** `rootFor` for many paths: climbs from each folder once, since an audit may meet thousands of projects. */
export function rootLookup(roots: Iterable<string>): (path: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  for (const root of roots) known.set(root, root);
  return (path) => {
    const climbed: string[] = [];
    let found: string | undefined;
    for (const at of ancestors(path)) {
      found = known.get(at);
      if (found !== undefined || known.has(at)) break;
      climbed.push(at);
    }
    // The path itself is asked for once; its folders again and again.
    for (const folder of climbed.slice(1)) known.set(folder, found);
    return found;
  };
}
