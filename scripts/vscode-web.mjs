// Runs test/web in VS Code as vscode.dev has it: the extensions and the suite run in a worker of the browser, the extension
// comes over HTTP as it is packed, and the workspace lies on no disk.
import * as esbuild from 'esbuild';
import http from 'node:http';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { stageExtension } from './package.mjs';
import { ensureServer } from './vscode-server.mjs';
import { readBelow, sendFile, serveWorkbench } from './vscode-web-workbench.mjs';
import { expire, launchBrowser, listen, listenLocally, openWindow, startCamera } from './vscode-window.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** The workspace, below an authority and a folder that have to be escaped in a URI. */
const FOLDER = { scheme: 'memfs', authority: 'lab+7b', path: '/churn model' };

/** Lets extensions use what VS Code only proposes: a file system that can be searched. */
const PROPOSALS = JSON.stringify([['enableProposedApi', 'true']]);

/** Chromium's own news, whatever it shows. */
const OF_THE_BROWSER = /\b(googleapis|google)\.com\b/;

/**
 * @param {object} run
 * @param {string} run.home empty folder for all data of this run
 * @param {string} run.screenshots folder for pictures
 * @param {string} run.results file for what passed and failed
 * @param {string} [run.grep] narrows the tests
 * @param {Record<string, unknown>} [run.settings] user settings
 * @param {boolean} [run.verbose] shows what the page says
 * @param {number} [run.timeoutMs]
 * @returns {Promise<number>} exit code of the suite
 */
export async function runInBrowser(run) {
  mkdirSync(run.screenshots, { recursive: true });
  const extensions = path.join(run.home, 'extensions');
  mkdirSync(path.join(extensions, 'mlops-antipatterns'), { recursive: true });
  stageExtension(path.join(extensions, 'mlops-antipatterns'));

  const border = await guardBorder();
  const served = await serveExtensions(extensions);
  const camera = await startCamera(run.screenshots, {
    results: (_, body) => writeFileSync(run.results, body),
    network: () => JSON.stringify({ served: served.files, outside: border.hosts }),
  });
  await bundleTests(extensions, { MLOPS_CAMERA: camera.url, MLOPS_TEST_GREP: run.grep ?? '' });
  const workbench = await serveWorkbench({
    vscode: path.resolve(path.dirname(ensureServer()), '..'),
    folder: FOLDER,
    extensions: [served.at('/memory-files'), served.at('/mlops-antipatterns')],
    suite: served.at('/memory-files/suite.js'),
    settings: run.settings,
  });

  let browser;
  const interrupted = () => Promise.allSettled([browser?.close()]).then(() => process.exit(1));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    browser = await launchBrowser({ flags: [`--proxy-server=${border.url}`] });
    const page = await openWindow(browser);
    camera.lookAt(page);
    const suite = await listen(page, run.verbose);
    await page.goto(`${workbench.url}/?payload=${encodeURIComponent(PROPOSALS)}`);
    return await Promise.race([suite.exitCode, expire(page, run)]);
  } finally {
    await browser?.close();
    for (const server of [camera, served, workbench, border]) server.stop();
  }
}

/** Bundles the suite with mocha, and the extension that is the workspace: VS Code wants a suite inside an extension. */
async function bundleTests(extensions, environment) {
  const source = path.join(root, 'test/web');
  const target = path.join(extensions, 'memory-files');
  const common = {
    bundle: true,
    platform: 'browser',
    format: 'cjs',
    target: 'es2022',
    sourcemap: 'inline',
    external: ['vscode'],
    logLevel: 'warning',
  };
  await Promise.all([
    esbuild.build({
      ...common,
      entryPoints: [path.join(source, 'index.ts')],
      outfile: path.join(target, 'suite.js'),
      alias: { 'node:assert': path.join(source, 'assert.ts') },
      // mocha's build for browsers would take the bundle's exports for its own.
      define: { 'process.env': JSON.stringify(environment), module: 'undefined' },
    }),
    esbuild.build({
      ...common,
      entryPoints: [path.join(source, 'memoryFiles/extension.ts')],
      outfile: path.join(target, 'extension.js'),
      define: { FOLDER: JSON.stringify(FOLDER.path), FILES: JSON.stringify(workspaceFiles()) },
    }),
  ]);
  const manifest = readFileSync(path.join(source, 'memoryFiles/package.json'));
  writeFileSync(path.join(target, 'package.json'), manifest);
}

/** The texts of the workspace: that of the other suites, and what is special here. */
function workspaceFiles() {
  const files = {};
  for (const folder of ['test/extension/workspace', 'test/web/workspace']) {
    for (const name of readdirSync(path.join(root, folder), { recursive: true })) {
      const file = path.join(root, folder, name);
      if (statSync(file).isFile()) files[name.replaceAll(path.sep, '/')] = readFileSync(file, 'utf8');
    }
  }
  return files;
}

/** Serves the extensions as a marketplace's file host does: from another origin, to everybody. Keeps what was asked for. */
async function serveExtensions(folder) {
  const files = [];
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const contents = readBelow(folder, pathname);
    if (contents) files.push(pathname);
    response.setHeader('Access-Control-Allow-Origin', '*');
    sendFile(response, pathname, contents);
  });
  const { port } = new URL(await listenLocally(server));
  return {
    files,
    at: (file) => ({ scheme: 'http', authority: `localhost:${port}`, path: file }),
    stop: () => server.close(),
  };
}

/** A proxy that lets nothing through: whatever wants to leave this machine is refused, and named. */
async function guardBorder() {
  const hosts = [];
  const note = ({ url }) => {
    if (!OF_THE_BROWSER.test(url)) hosts.push(url);
  };
  const server = http.createServer((request, response) => {
    note(request);
    response.statusCode = 403;
    response.end();
  });
  server.on('connect', (request, socket) => {
    note(request);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  return { url: await listenLocally(server), hosts, stop: () => server.close() };
}
