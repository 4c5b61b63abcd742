/** Files through the client: in the browser, and in virtual workspaces, only the editor can read them. */
import type { Connection } from 'vscode-languageserver';
import { failure, success, type Host, type HostResult } from '../project/host';
import {
  messages,
  type DirectoryContent,
  type FileContent,
  type FileFailure,
  type FileInformation,
  type FileParams,
} from './protocol';
import { isVirtual, uriOf } from './uris';

/** A host that asks the client, by the requests of protocol.ts. */
export function createClientHost(connection: Connection): Host {
  const ask = async <T extends object>(
    method: string,
    path: string,
  ): Promise<HostResult<Exclude<T, FileFailure>>> => {
    const params: FileParams = { uri: uriOf(path) };
    try {
      const answer = await connection.sendRequest<T | FileFailure>(method, params);
      if ('error' in answer) return failure(answer.error);
      return success(answer as Exclude<T, FileFailure>);
    } catch {
      return failure('failed', 'the editor could not read it');
    }
  };
  return {
    async readFile(path) {
      const answer = await ask<FileContent>(messages.readFile, path);
      return answer.ok ? success(fromBase64(answer.value.base64)) : answer;
    },
    async listDirectory(path) {
      const answer = await ask<DirectoryContent>(messages.listDirectory, path);
      return answer.ok ? success(answer.value.entries) : answer;
    },
    async stat(path) {
      return ask<FileInformation>(messages.stat, path);
    },
    async realPath(path) {
      return path;
    },
  };
}

/** A host that reads from the disk itself and asks another one for what lies on no disk. */
export function createMixedHost(disk: Host, elsewhere: Host): Host {
  const hostOf = (path: string): Host => (isVirtual(path) ? elsewhere : disk);
  return {
    readFile: (path) => hostOf(path).readFile(path),
    listDirectory: (path) => hostOf(path).listDirectory(path),
    stat: (path) => hostOf(path).stat(path),
    realPath: (path) => hostOf(path).realPath(path),
  };
}

/** The bytes of a base64 text. */
export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
