/** The host over node:fs, for the command line and the server outside the browser. */
import { randomBytes } from 'node:crypto';
import { chmod, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  failure,
  success,
  type DirectoryEntry,
  type FileKind,
  type HostErrorCode,
  type HostResult,
  type WritableHost,
} from '../project/host';

const CODES: Readonly<Record<string, HostErrorCode>> = {
  ENOENT: 'not-found',
  EACCES: 'no-permission',
  EPERM: 'no-permission',
  EISDIR: 'not-a-file',
  ENOTDIR: 'not-a-directory',
};

/** A path of this system as a host path: absolute, with `/`. */
export function hostPath(path: string): string {
  const absolute = resolve(path);
  return process.platform === 'win32' ? absolute.replaceAll('\\', '/') : absolute;
}

/** Creates the host; it keeps no state. */
export function createNodeHost(): WritableHost {
  return {
    async readFile(path) {
      try {
        return success(await readFile(path));
      } catch (error) {
        return failed(error);
      }
    },
    async listDirectory(path) {
      try {
        const entries = await readdir(path, { withFileTypes: true });
        return success(
          await Promise.all(
            entries.map(async (entry): Promise<DirectoryEntry> => {
              if (!entry.isSymbolicLink()) return { name: entry.name, kind: kindOf(entry), isLink: false };
              const target = await stat(`${path}/${entry.name}`).catch(() => undefined);
              return { name: entry.name, kind: target ? kindOf(target) : 'other', isLink: true };
            }),
          ),
        );
      } catch (error) {
        return failed(error);
      }
    },
    async stat(path) {
      try {
        const found = await stat(path);
        return success({ kind: kindOf(found), size: found.size });
      } catch (error) {
        return failed(error);
      }
    },
    async realPath(path) {
      const real = await realpath(path).catch(() => path);
      return process.platform === 'win32' ? real.replaceAll('\\', '/') : real;
    },
    async writeFile(path, bytes) {
      // Written beside the target and renamed over it, so that a crash leaves the old file. Links stay links.
      // A device or a pipe (`/dev/null`, `/dev/stdout`) is written to as it is.
      const target = await realpath(path).catch(() => path);
      const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
      try {
        const before = await stat(path).catch(() => undefined);
        if (before && kindOf(before) === 'other') {
          await writeFile(path, bytes);
          return success(undefined);
        }
        await writeFile(temporary, bytes, { flag: 'wx' });
        if (before) await chmod(temporary, before.mode);
        await rename(temporary, target);
        return success(undefined);
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined);
        return failed(error, 'it could not be written');
      }
    },
  };
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean }): FileKind {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'directory' : 'other';
}

function failed(error: unknown, otherwise?: string): HostResult<never> {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  const known = CODES[code];
  if (known) return failure(known);
  if (code === 'ELOOP') return failure('failed', 'its links lead in a circle');
  return failure('failed', code ? `${otherwise ?? 'it could not be read'} (${code})` : otherwise);
}
