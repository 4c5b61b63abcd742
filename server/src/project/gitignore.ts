/** `.gitignore` files as git reads them: nested, the deepest that says something decides. */
import ignore, { type Ignore } from 'ignore';
import type { Host } from './host';
import { dirname, join, relative } from './paths';
import { decodeSource } from './sourceFile';

/** The ignore files that hold in a folder, deepest first. */
export interface IgnoreScope {
  readonly rules: readonly { readonly folder: string; readonly matcher: Ignore }[];
}

export const NO_IGNORES: IgnoreScope = { rules: [] };

/** The scope of a folder inside its parent's: with the folder's own `.gitignore` on top, if it has one. */
export async function enterFolder(
  host: Host,
  folder: string,
  parent: IgnoreScope,
  names: ReadonlySet<string>,
): Promise<IgnoreScope> {
  const rules = [...parent.rules];
  // A repository starts afresh; its own list of private ignores counts too.
  if (names.has('.git')) {
    rules.length = 0;
    await add(host, join(folder, '.git/info/exclude'), folder, rules);
  }
  if (names.has('.gitignore')) await add(host, join(folder, '.gitignore'), folder, rules);
  return rules.length === 0 ? NO_IGNORES : { rules };
}

/** The scope that holds in a folder given its ancestors, up to the root of its repository. Without one, nothing holds. */
export async function scopeAbove(host: Host, folder: string): Promise<IgnoreScope> {
  const chain: { folder: string; names: ReadonlySet<string> }[] = [];
  for (let at = dirname(folder); ; at = dirname(at)) {
    const entries = await host.listDirectory(at);
    const names = new Set(entries.ok ? entries.value.map((entry) => entry.name) : []);
    chain.unshift({ folder: at, names });
    if (names.has('.git')) break;
    if (dirname(at) === at) return NO_IGNORES;
  }
  let scope = NO_IGNORES;
  for (const { folder: at, names } of chain) scope = await enterFolder(host, at, scope, names);
  return scope;
}

/** True if git would ignore the path. */
export function isIgnored(scope: IgnoreScope, path: string, isDirectory: boolean): boolean {
  for (const { folder, matcher } of scope.rules) {
    const name = relative(folder, path);
    if (!ignore.isPathValid(name)) continue;
    const verdict = matcher.test(isDirectory ? `${name}/` : name);
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}

async function add(
  host: Host,
  path: string,
  folder: string,
  rules: { folder: string; matcher: Ignore }[],
): Promise<void> {
  const bytes = await host.readFile(path);
  const decoded = bytes.ok ? decodeSource(bytes.value) : undefined;
  if (decoded?.ok) rules.unshift({ folder, matcher: ignore().add(decoded.source.text) });
}
