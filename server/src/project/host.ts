/**
 * How the project layer reaches files: the same few operations over node:fs, VS Code's `workspace.fs` or a test's folder.
 *
 * Paths are absolute strings with `/` (see paths.ts); on Windows `C:/project/train.py`, in a virtual workspace
 * `vscode-vfs://github/owner/repository/train.py`. Nothing here throws for a file's sake: errors are values.
 */

export type HostErrorCode = 'not-found' | 'no-permission' | 'not-a-file' | 'not-a-directory' | 'failed';

export interface HostError {
  readonly code: HostErrorCode;
  /** A short sentence for users, without the path: "no such file", "permission denied" … */
  readonly message: string;
}

export type HostResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: HostError };

export type FileKind = 'file' | 'directory' | 'other';

export interface DirectoryEntry {
  readonly name: string;
  /** What the entry is; for a link, what it points to ('other' if that is missing). */
  readonly kind: FileKind;
  readonly isLink: boolean;
}

export interface FileStat {
  /** Links are followed. */
  readonly kind: FileKind;
  /** Bytes. */
  readonly size: number;
}

export interface Host {
  readFile(path: string): Promise<HostResult<Uint8Array>>;
  /** Entries of a folder, in any order, without `.` and `..`. */
  listDirectory(path: string): Promise<HostResult<readonly DirectoryEntry[]>>;
  stat(path: string): Promise<HostResult<FileStat>>;
  /** The path with all links resolved; the path itself where the file system knows no links. */
  realPath(path: string): Promise<string>;
}

/** A host that can also write; only fixes and reports need it. */
export interface WritableHost extends Host {
  /** Replaces a file as a whole: readers see the old text or the new one, never a part. */
  writeFile(path: string, bytes: Uint8Array): Promise<HostResult<void>>;
}

/** Wraps a value as a success. */
export function success<T>(value: T): HostResult<T> {
  return { ok: true, value };
}

/** Wraps an error; `message` defaults to a plain sentence for the code. */
export function failure(code: HostErrorCode, message: string = MESSAGES[code]): HostResult<never> {
  return { ok: false, error: { code, message } };
}

const MESSAGES: Readonly<Record<HostErrorCode, string>> = {
  'not-found': 'no such file or folder',
  'no-permission': 'permission denied',
  'not-a-file': 'it is not a file',
  'not-a-directory': 'it is not a folder',
  failed: 'it could not be read',
};
