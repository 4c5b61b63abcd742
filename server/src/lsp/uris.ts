/** Between URIs, which the protocol speaks, and host paths (project/host.ts), which the project layer speaks. */
import { normalise } from '../project/paths';

const VIRTUAL = /^([A-Za-z][A-Za-z0-9+.-]+):\/\/([^/]*)(.*)$/s;

/** True for the host path of what lies on no disk. */
export function isVirtual(path: string): boolean {
  return VIRTUAL.test(path);
}

/**
 * The host path of a URI: `/home/me/train.py`, `C:/ml/train.py`, `//server/share/train.py`, or
 * `scheme://authority/path` for files that no disk holds. Undecodable escapes are kept as they are.
 */
export function pathOf(uri: string): string {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)/.exec(uri);
  if (!match) return normalise(decode(uri));
  const [, scheme = '', authority = '', rawPath = ''] = match;
  const path = decode(rawPath);
  if (scheme.toLowerCase() !== 'file') return normalise(`${scheme}://${decode(authority)}${path}`);
  if (authority && authority !== 'localhost') return normalise(`//${decode(authority)}${path}`);
  const drive = /^\/([A-Za-z]):(.*)$/s.exec(path);
  return normalise(drive ? `${drive[1]!.toUpperCase()}:${drive[2] || '/'}` : path);
}

/** The URI of an absolute host path. */
export function uriOf(path: string): string {
  const virtual = VIRTUAL.exec(path);
  if (virtual) {
    const [, scheme, authority = '', rest = ''] = virtual;
    return `${scheme}:${authority && `//${encodePath(authority)}`}${encodePath(rest)}`; // as VS Code writes it
  }
  const share = /^\/\/([^/]+)(\/.*)?$/s.exec(path);
  if (share) return `file://${encodePath(share[1]!)}${encodePath(share[2] ?? '/')}`;
  const drive = /^([A-Za-z]):(.*)$/s.exec(path);
  // As VS Code writes it: a small drive letter and an escaped colon.
  if (drive) return `file:///${drive[1]!.toLowerCase()}%3A${encodePath(drive[2]!)}`;
  return `file://${encodePath(path)}`;
}

/** True for a URI whose document lies in a file (on disk or in a virtual workspace) and not just in the editor. */
export function isFile(uri: string): boolean {
  return !/^(untitled|git|output|vscode-notebook-cell|vscode-interactive|vscode-interactive-input|inmemory):/i.test(
    uri,
  );
}

/** Escapes as VS Code does: everything but unreserved characters and slashes. */
function encodePath(path: string): string {
  return path
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(
        /[!'()*]/g,
        (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    )
    .join('/');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
