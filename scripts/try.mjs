// Opens VS Code in the browser, with this extension, on a copy of a folder: `npm run try` (examples/) or
// `npm run try -- path/to/project`. For the desktop VS Code press F5 instead.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageExtension } from './package.mjs';
import { ensureServer, installExtension, startServer } from './vscode-server.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const project = path.resolve(process.argv[2] ?? path.join(root, 'examples'));
if (!existsSync(project)) {
  console.error(`There is no folder ${project}`);
  process.exit(1);
}

const home = mkdtempSync(path.join(os.tmpdir(), 'mlops-try-'));
// A copy, so that quick fixes can be tried without harm.
const workspace = path.join(home, path.basename(project));
mkdirSync(workspace);
cpSync(project, workspace, {
  recursive: true,
  filter: (file) => !/[\\/](node_modules|\.git|\.venv)$/.test(file),
});

const serverMain = ensureServer();
installExtension({ serverMain, home, vsix: await packageExtension() });
const server = await startServer({ serverMain, home });
console.log(`
Open   http://127.0.0.1:${server.port}/?folder=${encodeURIComponent(workspace)}
Then   open train.py or a notebook, or run "MLOps: Audit Workspace" from the command palette (F1).
Ctrl+C ends it and deletes the copy.`);

const interrupted = new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
await Promise.race([interrupted, server.died]).catch((error) => console.error(error.message));
await server.stop();
rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
process.exit(0);
