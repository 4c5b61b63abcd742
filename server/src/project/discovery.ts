/**
 * Finds what to audit: files, folders and globs become a list of Python files and notebooks, with the other files of the
 * walked folders by name (manifests are among them). Honours `.gitignore` and `exclude`; does not follow links to folders.
 */
import picomatch from 'picomatch';
import type { ConfigurationStore } from './configurationStore';
import { enterFolder, isIgnored, scopeAbove, type IgnoreScope } from './gitignore';
import type { DirectoryEntry, Host } from './host';
import { dirname, extension, isInside, join, rootOf } from './paths';
import { isEnvironment, isSkippedFolder } from './skippedFolders';

export interface DiscoveryError {
  readonly path: string;
  readonly message: string;
}

export interface Discovery {
  /** Python files and notebooks to audit, absolute, sorted, each once. */
  readonly sources: readonly string[];
  /** All files seen in walked folders, absolute, sorted; up to the limit. */
  readonly files: readonly string[];
  /** The folders that were walked, as they were asked for. */
  readonly folders: readonly string[];
  /** Folders that hold a `.git`. */
  readonly repositories: readonly string[];
  /** Folders that could not be read. */
  readonly errors: readonly DiscoveryError[];
  /** Arguments that name nothing: no such file, no file matches. */
  readonly missing: readonly DiscoveryError[];
}

export interface DiscoveryOptions {
  /** Largest number of files that are listed; beyond it the walk ends with an error in the summary. Default 200,000. */
  readonly maxFiles?: number;
  readonly isCancelled?: () => boolean;
}

/** How many folders are read at a time. */
const CONCURRENCY = 16;

/** Extensions of what is audited. */
const SCRIPTS: ReadonlySet<string> = new Set(['.py', '.pyw']);

/** True for a path that is audited by its name alone. */
export function isSourcePath(path: string): boolean {
  return SCRIPTS.has(extension(path)) || isNotebookPath(path);
}

/** True for `.ipynb`. */
export function isNotebookPath(path: string): boolean {
  return extension(path) === '.ipynb';
}

/** Walks the arguments: absolute paths of files or folders, or globs (absolute too). */
export async function discover(
  host: Host,
  configuration: ConfigurationStore,
  paths: readonly string[],
  options: DiscoveryOptions = {},
): Promise<Discovery> {
  const walk = new Walk(host, configuration, options);
  for (const path of paths) await walk.argument(path);
  return walk.result();
}

class Walk {
  private readonly sources = new Set<string>();
  private readonly files = new Set<string>();
  private readonly folders: string[] = [];
  private readonly repositories: string[] = [];
  private readonly errors: DiscoveryError[] = [];
  private readonly missing: DiscoveryError[] = [];
  private readonly linkedFiles: string[] = [];
  private readonly maxFiles: number;
  private isFull = false;

  constructor(
    private readonly host: Host,
    private readonly configuration: ConfigurationStore,
    private readonly options: DiscoveryOptions,
  ) {
    this.maxFiles = options.maxFiles ?? 200_000;
  }

  async argument(path: string): Promise<void> {
    const stat = await this.host.stat(path);
    if (stat.ok && stat.value.kind === 'directory') await this.folder(path, isSourcePath);
    else if (stat.ok && stat.value.kind === 'file') this.named(path);
    else if (!stat.ok && picomatch.scan(path).isGlob) await this.glob(path);
    else this.missing.push({ path, message: stat.ok ? 'neither a file nor a folder' : stat.error.message });
  }

  /** A file that the user names is audited even if it is ignored or excluded. */
  private named(path: string): void {
    this.files.add(path);
    if (isSourcePath(path) || extension(path) === '') this.sources.add(path);
  }

  private async glob(pattern: string): Promise<void> {
    const { base } = picomatch.scan(pattern);
    const matches = picomatch(pattern, { dot: true });
    const before = this.sources.size;
    await this.folder(base || rootOf(pattern), (path) => isSourcePath(path) && matches(path));
    if (this.sources.size === before)
      this.missing.push({ path: pattern, message: 'no Python file or notebook matches' });
  }

  private async folder(folder: string, wanted: (path: string) => boolean): Promise<void> {
    this.folders.push(folder);
    let level = [{ folder, scope: await scopeAbove(this.host, folder) }];
    while (level.length > 0 && !this.isFull && !this.options.isCancelled?.()) {
      const next: { folder: string; scope: IgnoreScope }[] = [];
      for (let at = 0; at < level.length; at += CONCURRENCY) {
        const batch = level.slice(at, at + CONCURRENCY);
        const below = await Promise.all(batch.map((each) => this.list(each.folder, each.scope, wanted)));
        next.push(...below.flat());
      }
      level = next;
    }
  }

  /** Reads one folder; returns the folders below it that are to be walked. */
  private async list(
    folder: string,
    above: IgnoreScope,
    wanted: (path: string) => boolean,
  ): Promise<{ folder: string; scope: IgnoreScope }[]> {
    const listed = await this.host.listDirectory(folder);
    if (!listed.ok) {
      this.errors.push({ path: folder, message: listed.error.message });
      return [];
    }
    const entries = [...listed.value].sort((a, b) => (a.name < b.name ? -1 : 1));
    if (!this.folders.includes(folder) && isEnvironment(entries)) return [];
    const names = new Set(entries.map((entry) => entry.name));
    if (names.has('.git')) this.repositories.push(folder);
    const scope = await enterFolder(this.host, folder, above, names);
    const below: { folder: string; scope: IgnoreScope }[] = [];
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.kind === 'directory') {
        if (await this.isWalked(entry, path, scope)) below.push({ folder: path, scope });
      } else if (
        entry.kind === 'file' &&
        !isIgnored(scope, path, false) &&
        !(await this.configuration.excludes(path, false))
      ) {
        this.add(path, entry.isLink, wanted);
      }
    }
    return below;
  }

  private async isWalked(entry: DirectoryEntry, path: string, scope: IgnoreScope): Promise<boolean> {
    if (entry.isLink || isSkippedFolder(entry.name) || isIgnored(scope, path, true)) return false;
    return !(await this.configuration.excludes(path, true));
  }

  private add(path: string, isLink: boolean, wanted: (path: string) => boolean): void {
    if (this.files.size >= this.maxFiles) {
      if (!this.isFull) {
        const message = `more than ${this.maxFiles} files: the rest was not looked at; exclude folders or audit a part`;
        this.errors.push({ path: dirname(path), message });
      }
      this.isFull = true;
      return;
    }
    this.files.add(path);
    if (!wanted(path)) return;
    if (isLink) this.linkedFiles.push(path);
    else this.sources.add(path);
  }

  async result(): Promise<Discovery> {
    // A linked file counts once: not at all if its target is audited anyway.
    const seen = new Set(this.sources);
    for (const link of this.linkedFiles.sort()) {
      const target = await this.host.realPath(link);
      if (seen.has(target)) continue;
      seen.add(target);
      this.sources.add(link);
    }
    return {
      sources: [...this.sources].sort(),
      files: [...this.files].sort(),
      folders: this.folders,
      repositories: this.repositories,
      errors: this.errors,
      missing: this.missing,
    };
  }
}

/** True if a path lies in one of the folders or is one of the files that were asked for. */
export function isAskedFor(discovery: Discovery, path: string): boolean {
  return discovery.sources.includes(path) || discovery.folders.some((folder) => isInside(folder, path));
}
