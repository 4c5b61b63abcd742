/** Starts the language server in Node: over stdio for any editor, over IPC in VS Code. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../../../package.json';
import { serve } from '../lsp/server';
import { createNodeHost } from './nodeHost';

const HELP = `mlops-antipatterns language server ${version}

Usage: mlops-language-server [--stdio | --node-ipc | --socket=PORT | --pipe=NAME]

  --stdio      speak over standard input and output (default)
  --node-ipc   speak over the channel of a parent Node process
  --socket     connect to a TCP port of this machine
  --pipe       connect to a named pipe
  --version    print the version
  --help       print this text
`;

const TRANSPORT = /^--(stdio|node-ipc|socket|pipe)(=|$)/;

function main(args: readonly string[]): void {
  if (args.includes('--help')) return void process.stdout.write(HELP);
  if (args.includes('--version')) return void process.stdout.write(`${version}\n`);
  const hasTransport = args.some((argument) => TRANSPORT.test(argument));
  const connection = hasTransport
    ? createConnection(ProposedFeatures.all)
    : createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  // The last resort: a promise that nobody watches must not end the server.
  process.on('unhandledRejection', (error) => connection.console.error(`Internal error: ${String(error)}`));
  serve(connection, {
    version,
    host: createNodeHost(),
    documentation: pathToFileURL(join(__dirname, '../../docs/rules/')).href,
    now: () => performance.now(),
    loadAssets: async () => {
      const [runtime, grammar] = await Promise.all(
        ['web-tree-sitter.wasm', 'tree-sitter-python.wasm'].map(asset),
      );
      return { runtime: runtime!, grammar: grammar! };
    },
  });
}

/** Reads a file that is shipped beside the bundle. */
async function asset(name: string): Promise<Uint8Array> {
  const path = join(__dirname, name);
  try {
    return await readFile(path);
  } catch (error) {
    throw new Error(`The installation is incomplete: ${path} can't be read (${String(error)}).`);
  }
}

main(process.argv.slice(2));
