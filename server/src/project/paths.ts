/**
 * Path arithmetic for host paths: absolute, `/` between parts, no dependency on Node.
 *
 * A path's *root* is `/`, `C:/`, `//server/share/` or, in a virtual workspace, `scheme://authority/`.
 */

const ROOT = /^(?:[A-Za-z]:\/|[A-Za-z][A-Za-z0-9+.-]+:\/\/[^/]*\/?|\/\/[^/]+\/[^/]+\/?|\/)/;

/** The root of an absolute path, or '' for a relative one. */
export function rootOf(path: string): string {
  return ROOT.exec(path)?.[0] ?? '';
}

/** True if the path starts at a root. */
export function isAbsolute(path: string): boolean {
  return rootOf(path) !== '';
}

/** Removes `.`, `..`, doubled and trailing slashes; Windows' backslashes are the host's business. */
export function normalise(path: string): string {
  const root = rootOf(path);
  const parts: string[] = [];
  for (const part of path.slice(root.length).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || root === '') parts.push(part);
  }
  if (root === '') return parts.join('/') || '.';
  return parts.length === 0 ? root : `${root.endsWith('/') ? root : `${root}/`}${parts.join('/')}`;
}

/** Joins a folder with a path; an absolute second path stands alone. */
export function join(folder: string, path: string): string {
  return normalise(isAbsolute(path) ? path : `${folder}/${path}`);
}

/** The folder that holds a path; a root is its own folder. */
export function dirname(path: string): string {
  const root = rootOf(path);
  const slash = path.lastIndexOf('/');
  if (slash < root.length) return root || '.';
  return path.slice(0, slash);
}

/** The last part of a path. */
export function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `.py`, `.ipynb` … in lower case, or ''. */
export function extension(path: string): string {
  const name = basename(path);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot).toLowerCase();
}

/** True if `path` is `folder` or lies below it. */
export function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** `path` as seen from `folder`, with `../` where needed; '' for the folder itself; absolute if the roots differ. */
export function relative(folder: string, path: string): string {
  if (isInside(folder, path)) return path.slice(folder.length).replace(/^\//, '');
  if (rootOf(folder) !== rootOf(path)) return path;
  const from = folder.slice(rootOf(folder).length).split('/').filter(Boolean);
  const to = path.slice(rootOf(path).length).split('/').filter(Boolean);
  let common = 0;
  while (common < from.length && common < to.length && from[common] === to[common]) common++;
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/');
}

/** The folders from `folder` up to its root, nearest first. */
export function* ancestors(folder: string): Generator<string> {
  for (let at = folder; ; at = dirname(at)) {
    yield at;
    if (dirname(at) === at) return;
  }
}
