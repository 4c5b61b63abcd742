/** A host that shows the text on standard input as a file. */
import { dirname } from '../project/paths';
import { success, type Host } from '../project/host';

/** `path` is the file's absolute name; it need not exist, nor its folder. */
export function withStdin(host: Host, path: string, bytes: Uint8Array): Host {
  return {
    readFile: async (asked) => (asked === path ? success(bytes) : host.readFile(asked)),
    stat: async (asked) =>
      asked === path ? success({ kind: 'file', size: bytes.length }) : host.stat(asked),
    listDirectory: async (asked) => {
      const entries = await host.listDirectory(asked);
      return !entries.ok && asked === dirname(path) ? success([]) : entries;
    },
    realPath: (asked) => host.realPath(asked),
  };
}
