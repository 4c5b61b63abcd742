/** Path patterns, written as in .gitignore: `data/`, `*.ipynb`, `/scripts/old_*.py`, `!keep.py`. */
import ignore from 'ignore';

/** Tells whether a path (relative to the patterns' folder, `/` between parts) is matched. */
export type PathMatcher = (relativePath: string, isDirectory?: boolean) => boolean;

/** A matcher for patterns; without patterns nothing matches. Paths outside the folder never match. */
export function matchPaths(patterns: readonly string[]): PathMatcher {
  if (patterns.length === 0) return () => false;
  const matcher = ignore().add([...patterns]);
  return (path, isDirectory = false) => {
    if (path === '' || !ignore.isPathValid(path)) return false;
    return matcher.ignores(isDirectory ? `${path}/` : path);
  };
}
