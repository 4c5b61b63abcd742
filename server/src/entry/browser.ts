/** Starts the language server in a browser's worker. It reads no files itself: the client does. */
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from 'vscode-languageserver/browser';
import { version } from '../../../package.json';
import { fromBase64 } from '../lsp/clientHost';
import { serve } from '../lsp/server';

const worker = self as unknown as DedicatedWorkerGlobalScope;
const connection = createConnection(
  ProposedFeatures.all,
  new BrowserMessageReader(worker),
  new BrowserMessageWriter(worker),
);

serve(connection, {
  version,
  now: () => performance.now(),
  loadAssets: async ({ assets }) => {
    if (!assets)
      throw new Error(
        'In a browser the client has to name the WebAssembly files: initializationOptions.assets.',
      );
    const [runtime, grammar] = await Promise.all([bytesOf(assets.runtime), bytesOf(assets.grammar)]);
    return { runtime, grammar };
  },
});

/** The bytes of a base64 text, or of what an address names. */
async function bytesOf(source: string): Promise<Uint8Array> {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(source)) return fromBase64(source);
  const response = await fetch(source);
  if (!response.ok)
    throw new Error(`${source} could not be fetched: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}
