/** Files in memory, by path. */
import * as vscode from 'vscode';

interface Entry extends vscode.FileStat {
  /** Of a file. */
  bytes?: Uint8Array;
}

export class MemoryFiles implements vscode.FileSystemProvider {
  private readonly entries = new Map<string, Entry>();
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;

  /** Writes a file, and the folders above it if they are missing. */
  put(path: string, bytes: Uint8Array): void {
    const now = Date.now();
    for (let above = parent(path); above && !this.entries.has(above); above = parent(above))
      this.entries.set(above, { type: vscode.FileType.Directory, ctime: now, mtime: now, size: 0 });
    const ctime = this.entries.get(path)?.ctime ?? now;
    this.entries.set(path, { type: vscode.FileType.File, ctime, mtime: now, size: bytes.length, bytes });
  }

  /** Paths of files below a folder that fit one of the patterns; `*` and `**` are all they know. */
  find(folder: string, patterns: readonly string[]): string[] {
    const expressions = patterns.map((pattern) => {
      const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
      return new RegExp(`^${escaped.replace(/\*\*\/|\*/g, (star) => (star === '*' ? '[^/]*' : '(.*/)?'))}$`);
    });
    const fits = (name: string) => patterns.length === 0 || expressions.some((each) => each.test(name));
    return [...this.entries]
      .filter(
        ([path, { bytes }]) => bytes && path.startsWith(`${folder}/`) && fits(path.slice(folder.length + 1)),
      )
      .map(([path]) => path);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {}); // every change is told anyway
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    return this.entry(uri);
  }

  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    if (this.entry(uri).type !== vscode.FileType.Directory)
      throw vscode.FileSystemError.FileNotADirectory(uri);
    return [...this.entries]
      .filter(([path]) => parent(path) === uri.path)
      .map(([path, { type }]) => [path.slice(uri.path.length + 1), type]);
  }

  readFile(uri: vscode.Uri): Uint8Array {
    const { bytes } = this.entry(uri);
    if (!bytes) throw vscode.FileSystemError.FileIsADirectory(uri);
    return bytes;
  }

  writeFile(uri: vscode.Uri, bytes: Uint8Array): void {
    const { Changed, Created } = vscode.FileChangeType;
    const type = this.entries.has(uri.path) ? Changed : Created;
    this.put(uri.path, bytes);
    this.changed.fire([{ type, uri }]);
  }

  delete(uri: vscode.Uri): void {
    this.entry(uri);
    for (const path of [...this.entries.keys()])
      if (path === uri.path || path.startsWith(`${uri.path}/`)) this.entries.delete(path);
    this.changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
  }

  createDirectory(uri: vscode.Uri): void {
    const now = Date.now();
    this.entries.set(uri.path, { type: vscode.FileType.Directory, ctime: now, mtime: now, size: 0 });
    this.changed.fire([{ type: vscode.FileChangeType.Created, uri }]);
  }

  rename(from: vscode.Uri, to: vscode.Uri): void {
    this.writeFile(to, this.readFile(from));
    this.delete(from);
  }

  private entry(uri: vscode.Uri): Entry {
    const entry = this.entries.get(uri.path);
    if (!entry) throw vscode.FileSystemError.FileNotFound(uri);
    return entry;
  }
}

const parent = (path: string): string => path.slice(0, path.lastIndexOf('/'));
