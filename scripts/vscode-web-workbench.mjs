// Serves VS Code's workbench as vscode.dev does: a page and files, and no server behind them. The files are those of VS Code's
// server (vscode-server.mjs).
import http from 'node:http';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { listenLocally } from './vscode-window.mjs';

/** Where the workbench's own files stand on its origin; it finds its parts relative to this. */
const PLACE = '/static';

const MAIN = '/out/vs/code/browser/workbench/workbench.js';

/** The extension that reads and writes notebooks. */
const NOTEBOOKS = {
  browser: '/extensions/ipynb/dist/browser/ipynbMain.browser.js',
  node: '/extensions/ipynb/dist/ipynbMain.node.js',
};

/** Extensions of VS Code whose build for browsers is missing would complain about it in the window. */
const EXTENSION = /^\/extensions\/.+\.js$/;

/** What vscode.dev forbids its page; extensions come from `localhost`, because VS Code's worker lets that name in. */
const POLICY = [
  "default-src 'self'",
  "img-src 'self' https: data: blob: http://localhost:*",
  "script-src 'self' 'unsafe-eval' 'unsafe-inline' blob: http://localhost:*",
  "worker-src 'self' data: blob:",
  "frame-src 'self' data:",
  "style-src 'self' 'unsafe-inline' http://localhost:*",
  "connect-src 'self' https: ws: wss: http://localhost:* http://127.0.0.1:*",
  "font-src 'self' blob:",
].join('; ');

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

/**
 * Serves the workbench on a free local port.
 * @param {object} options
 * @param {string} options.vscode folder of VS Code's server
 * @param {object} options.folder URI of the folder to open
 * @param {object[]} options.extensions URIs of the extensions under development
 * @param {object} options.suite URI of the suite to run
 * @param {Record<string, unknown>} [options.settings] user settings
 * @returns {Promise<{ url: string, stop: () => void }>}
 */
export async function serveWorkbench({ vscode, folder, extensions, suite, settings = {} }) {
  const html = pageOf({
    folderUri: folder,
    enableWorkspaceTrust: false,
    // What code-server's workbench asks for beyond VS Code's.
    userDataPath: '/',
    isEnabledFileDownloads: true,
    isEnabledFileUploads: true,
    isEnabledCoderGettingStarted: false,
    webviewEndpoint: `${PLACE}/out/vs/workbench/contrib/webview/browser/pre`,
    configurationDefaults: {
      'telemetry.telemetryLevel': 'off',
      'workbench.startupEditor': 'none',
      'files.autoSave': 'off',
      'ipynb.experimental.serialization': false, // in a worker of Node
      ...settings,
    },
    developmentOptions: { extensions, extensionTestsPath: suite, enableSmokeTestDriver: true },
  });
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (pathname === '/') {
      response.setHeader('Content-Security-Policy', POLICY);
      sendFile(response, 'index.html', html);
    } else {
      sendFile(response, pathname, fileOfWorkbench(vscode, pathname.slice(PLACE.length)));
    }
  });
  return { url: await listenLocally(server), stop: () => server.close() };
}

function fileOfWorkbench(vscode, name) {
  if (name === MAIN) return withoutServer(readBelow(vscode, name));
  if (name === NOTEBOOKS.browser) return withoutNode(readBelow(vscode, NOTEBOOKS.node));
  return readBelow(vscode, name) ?? (EXTENSION.test(name) ? '' : undefined);
}

/**
 * This build of the workbench has its server in two places, vscode.dev has none: where the window comes from, and where the
 * user's settings lie (on the web: in the browser).
 */
function withoutServer(contents) {
  const changes = [
    [/,remoteAuthority:location\.host\}/, '}'],
    [/(this\.userDataPath\)\.with\(\{scheme:\w+\.)vscodeRemote\}/, '$1vscodeUserData}'],
  ];
  let text = contents.toString('latin1'); // byte for byte
  for (const [expected, replacement] of changes) {
    if (!expected.test(text))
      throw new Error(`The workbench of this VS Code is not as expected: ${expected}`);
    text = text.replace(expected, replacement);
  }
  return Buffer.from(text, 'latin1');
}

/** The extension that reads notebooks asks Node for nothing that it needs, but its build for browsers is missing too. */
function withoutNode(contents) {
  return `const ask = require;
require = (name) => (name === 'vscode' ? ask(name) : {});
${contents}`;
}

function pageOf(configuration) {
  const escaped = JSON.stringify(configuration).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<!DOCTYPE html>
<html>
  <head>
    <meta charset="utf-8" />
    <meta id="vscode-workbench-web-configuration" data-settings="${escaped}">
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${PLACE}${MAIN.replace(/js$/, 'css')}">
  </head>
  <body aria-label=""></body>
  <script>globalThis._VSCODE_FILE_ROOT = new URL('${PLACE}/out/', window.location).toString();</script>
  <script type="module" src="${PLACE}/out/nls.messages.js"></script>
  <script type="module" src="${PLACE}${MAIN}"></script>
</html>`;
}

/** @returns {Buffer | undefined} what a file below a folder contains, if there is one */
export function readBelow(folder, name) {
  const file = path.join(folder, path.posix.normalize(decodeURIComponent(`/${name}`)));
  return existsSync(file) && statSync(file).isFile() ? readFileSync(file) : undefined;
}

/** Answers with a file's contents; without any, that there is none. */
export function sendFile(response, name, contents) {
  if (contents === undefined) response.statusCode = 404;
  else response.setHeader('Content-Type', TYPES[path.extname(name)] ?? 'application/octet-stream');
  response.end(contents);
}
