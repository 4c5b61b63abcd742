/** Reads the files that say what a project depends on, as far as rules must know: which packages, at which version. */
import { isReadme } from '../environment';

export interface Dependency {
  /** As written, without extras and version. */
  readonly name: string;
  /** Only one version satisfies it. */
  readonly pinned: boolean;
  /** Offsets of the entry in the file. */
  readonly start: number;
  readonly end: number;
}

export interface BaseImage {
  readonly image: string;
  readonly pinned: boolean;
  readonly start: number;
  readonly end: number;
}

/**
 * `runtime` files name a Python or services, `readme` explains, `other` ones declare packages in ways
 * that are not read here.
 */
export type ManifestKind = 'requirements' | 'conda' | 'lock' | 'docker' | 'runtime' | 'readme' | 'other';

/** What a manifest is, by its name. */
export function manifestKind(path: string): ManifestKind {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (isReadme(path)) return 'readme';
  if (
    /^(uv|poetry|pdm|pipfile|pixi|conda)[.-]lock|^conda-lock\.ya?ml$|\.lock$|^pylock(\..+)?\.toml$/.test(name)
  )
    return 'lock';
  if (/^(docker-compose.*|runtime\.txt|\.python-version)$/.test(name)) return 'runtime';
  if (/^dockerfile|\.dockerfile$|^containerfile/.test(name)) return 'docker';
  if (/^(conda_?|conda-)?env(ironment)?[\w.-]*\.ya?ml$|^conda\.ya?ml$/.test(name)) return 'conda';
  return /requirements.*\.txt$/.test(name) || /(^|\/)requirements\/[^/]+\.txt$/.test(path)
    ? 'requirements'
    : 'other';
}

/** The entries of a requirements file; options, addresses and paths are left out. */
export function requirementsIn(text: string): Dependency[] {
  const found: Dependency[] = [];
  for (const { line, start } of linesOf(text)) {
    const entry = line.replace(/(^|\s)#.*$/, '');
    const dependency = requirement(entry.trim());
    if (!dependency) continue;
    const from = start + entry.length - entry.trimStart().length;
    found.push({ ...dependency, start: from, end: from + entry.trim().length });
  }
  return found;
}

/** True if pip is told to check hashes or to keep to a constraints file: nothing floats then. */
export function isConstrained(text: string): boolean {
  return /^\s*(-c|--constraint|--require-hashes)\b|--hash=/m.test(text);
}

/** The entries of a conda environment's `dependencies`, those for pip included. */
export function condaDependenciesIn(text: string): Dependency[] {
  const found: Dependency[] = [];
  let isInside = false;
  let pipDepth: number | undefined;
  for (const { line, start } of linesOf(text)) {
    if (/^\S/.test(line) && !line.startsWith('-')) isInside = /^dependencies\s*:/.test(line);
    const item = /^(\s*)-\s+(["']?)([^#]*?)\2\s*(#.*)?$/.exec(line);
    if (!isInside || !item) continue;
    const depth = item[1]!.length;
    const entry = item[3]!;
    if (pipDepth !== undefined && depth <= pipDepth) pipDepth = undefined;
    if (/^pip\s*:$/.test(entry)) {
      pipDepth = depth;
      continue;
    }
    const dependency = pipDepth === undefined ? condaEntry(entry) : requirement(entry);
    const from = start + line.indexOf(entry);
    if (dependency) found.push({ ...dependency, start: from, end: from + entry.length });
  }
  return found;
}

/** What a Dockerfile installs with pip by name. */
export function dockerInstallsIn(text: string): Dependency[] {
  const found: Dependency[] = [];
  for (const match of text.matchAll(/\bpip3?\s+install\b((?:[^\n&|;\\]|\\\r?\n|\\(?!\r?\n))*)/g)) {
    const lineStart = text.lastIndexOf('\n', match.index) + 1;
    if (/^\s*#/.test(text.slice(lineStart, match.index))) continue;
    const start = match.index + match[0].length - match[1]!.length;
    let isOptionValue = false;
    for (const token of match[1]!.matchAll(/"[^"]*"|'[^']*'|[^\s\\"']+/g)) {
      const entry = token[0].replace(/^["']|["']$/g, '');
      const from = start + token.index;
      if (isOptionValue) isOptionValue = false;
      else if (entry.startsWith('-')) isOptionValue = OPTIONS_WITH_VALUE.test(entry);
      else {
        const dependency = requirement(entry);
        if (dependency) found.push({ ...dependency, start: from, end: from + token[0].length });
      }
    }
  }
  return found;
}

const OPTIONS_WITH_VALUE =
  /^(-[rcefti]|--(requirement|constraint|editable|find-links|target|index-url|extra-index-url|trusted-host|timeout|retries|prefix|root|platform|python-version|cache-dir|proxy|progress-bar|no-binary|only-binary))$/;

/** The images that a Dockerfile builds on, earlier stages left out. */
export function baseImagesIn(text: string): BaseImage[] {
  const found: BaseImage[] = [];
  const stages = new Set<string>();
  for (const { line, start } of linesOf(text)) {
    const match = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line);
    if (!match) continue;
    const image = match[1]!;
    if (!stages.has(image.toLowerCase()) && image !== 'scratch' && !image.includes('$')) {
      const tag = /:([^:/@]+)$/.exec(image)?.[1];
      const from = start + line.indexOf(image, line.toUpperCase().indexOf('FROM') + 4);
      const pinned = image.includes('@') || (tag !== undefined && tag !== 'latest');
      found.push({ image, pinned, start: from, end: from + image.length });
    }
    if (match[2]) stages.add(match[2].toLowerCase());
  }
  return found;
}

/** One requirement as pip reads it; undefined for options, paths and addresses. */
export function requirement(entry: string): Pick<Dependency, 'name' | 'pinned'> | undefined {
  if (
    entry === '' ||
    entry.startsWith('-') ||
    /^(\.|\/|~|git\+|https?:|file:|\$|\{)|\.(whl|zip|txt)$|\.tar\.gz$/.test(entry)
  )
    return undefined;
  const match = /^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[[^\]]*\])?\s*(.*)$/.exec(entry);
  if (!match || match[1]!.includes('/')) return undefined;
  return { name: match[1]!, pinned: /^\(?\s*={2,3}|^@/.test(match[3]!) };
}

/** One conda package: `numpy`, `numpy=1.26`, `conda-forge::numpy>=1.2`. */
function condaEntry(entry: string): Pick<Dependency, 'name' | 'pinned'> | undefined {
  const match = /^(?:[\w.-]+::)?([A-Za-z0-9][\w.-]*)\s*(.*)$/.exec(entry);
  return match ? { name: match[1]!, pinned: /^=/.test(match[2]!) || /^\d/.test(match[2]!) } : undefined;
}

/** The lines of a text with their offsets. */
export function* linesOf(text: string): Iterable<{ line: string; start: number }> {
  let start = 0;
  for (const line of text.split(/(?<=\n)/)) {
    yield { line: line.replace(/\r?\n$/, ''), start };
    start += line.length;
  }
}
