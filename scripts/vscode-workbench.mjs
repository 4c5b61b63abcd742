// Runs an extension-host test suite in VS Code's web workbench: VS Code's server in one process, headless Chromium as the
// window. Node's extension host runs the extension and the suite, as on the desktop.
import http from 'node:http';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { ensureChromium, ensureServer, installExtension, startServer } from './vscode-server.mjs';

const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-sync',
];
CHROMIUM_FLAGS.push('--disable-background-networking', '--disable-component-update');

/** playwright would survive an interrupt to close its browser, and so keep this process alive for ever. */
const KILLED_WITH_US = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };

const VIEWPORT = { width: 1360, height: 850 };

/** Errors of this server build itself: it has no native modules, and they are not needed. */
const USUAL_ERRORS = /Could not locate the bindings file|ServiceWorker|watchdog/;

/** What the workbench itself says on the way and nobody needs to read. */
const NOISE =
  /^(Resolv|Creating a socket|Updating additional|ChatSession|Ignoring fetching|Request to .*nls|Loading development|\[|The web worker extension host|Started local)/;

/**
 * @param {object} run
 * @param {string} run.extensionPath folder of the extension under development
 * @param {string} run.suite the bundled suite, an absolute path
 * @param {string} run.workspace folder or .code-workspace file to open
 * @param {string} run.home empty folder for all data of this run
 * @param {string} run.screenshots folder for pictures
 * @param {string} [run.vsix] packaged extension to install first
 * @param {Record<string, string>} [run.env] for the suite
 * @param {Record<string, unknown>} [run.settings] user settings
 * @param {boolean} [run.verbose] shows what the page says
 * @param {number} [run.timeoutMs]
 * @returns {Promise<number>} exit code of the suite
 */
export async function runInWorkbench(run) {
  const serverMain = ensureServer();
  const executablePath = ensureChromium();
  mkdirSync(run.screenshots, { recursive: true });
  if (run.vsix) installExtension({ serverMain, home: run.home, vsix: run.vsix });
  const camera = await startCamera(run.screenshots);
  let server, browser;
  const interrupted = () =>
    Promise.allSettled([browser?.close(), server?.stop()]).then(() => process.exit(1));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    const env = { ...run.env, MLOPS_CAMERA: camera.url };
    const logFile = path.join(run.home, 'server.log');
    server = await startServer({
      serverMain,
      home: run.home,
      settings: run.settings,
      env,
      logFile,
      forTests: true,
    });
    browser = await chromium.launch({
      executablePath,
      headless: true,
      args: CHROMIUM_FLAGS,
      ...KILLED_WITH_US,
    });
    const page = await browser.newPage({ viewport: VIEWPORT });
    camera.lookAt(page);
    const suite = await listen(page, run.verbose);
    await page.goto(address(server.port, run));
    return await Promise.race([suite.exitCode, server.died, expire(page, run)]);
  } finally {
    camera.stop();
    await browser?.close();
    await server?.stop();
  }
}

/** Address of the workbench that opens a folder, or a workspace of several, and runs a suite. */
function address(port, { extensionPath, suite, workspace }) {
  const authority = `127.0.0.1:${port}`;
  const remote = (file) => `vscode-remote://${authority}${file}`;
  const payload = [
    ['extensionDevelopmentPath', remote(extensionPath)],
    ['extensionTestsPath', remote(suite)],
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  const kind = workspace.endsWith('.code-workspace') ? 'workspace' : 'folder';
  return `http://${authority}/?${kind}=${encodeURIComponent(workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

/** Gives a promise of the suite's exit code (in an object, so that awaiting this call doesn't await the suite). */
async function listen(page, verbose = false) {
  if (verbose)
    page.on('console', (message) => console.log('[page]', message.type(), message.text().slice(0, 400)));
  await page.exposeFunction('codeAutomationLog', (type, args) => {
    if (verbose || (type === 'info' && !NOISE.test(String(args[0])))) console.log(...args);
  });
  let finish;
  const exitCode = new Promise((resolve) => (finish = resolve));
  await page.exposeFunction('codeAutomationExit', (code, logs) => {
    if (code !== 0) printErrors(logs);
    finish(code);
  });
  return { exitCode };
}

function printErrors(logs) {
  for (const { relativePath, contents } of logs) {
    if (!/exthost|window\.log/.test(relativePath)) continue;
    const errors = contents
      .split('\n')
      .filter((line) => line.includes('[error]') && !USUAL_ERRORS.test(line));
    if (errors.length > 0) console.error(`-- ${relativePath}\n${errors.slice(-20).join('\n')}`);
  }
}

async function expire(page, { screenshots, timeoutMs = 240_000 }) {
  await new Promise((resolve) => setTimeout(resolve, timeoutMs).unref());
  await page.screenshot({ path: path.join(screenshots, 'timeout.png') }).catch(() => {});
  throw new Error(
    `The suite did not finish in ${timeoutMs / 1000} s; see ${path.join(screenshots, 'timeout.png')}`,
  );
}

/**
 * A little server on this machine that a suite asks for pictures: `POST /shoot/<name>` answers when
 * <name>.png is written, `POST /hover/<text>` moves the mouse over the first editor text that contains <text>, as only a window can.
 */
async function startCamera(folder) {
  let page;
  const server = http.createServer(async (request, response) => {
    try {
      const [verb, argument] = decodeURIComponent(request.url.slice(1)).split(/\/(.*)/s);
      if (verb === 'hover') await page.locator('.view-line span span', { hasText: argument }).first().hover();
      if (verb === 'shoot') await page.screenshot({ path: path.join(folder, `${argument}.png`) });
      response.end('done');
    } catch (error) {
      response.statusCode = 500;
      response.end(String(error));
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    lookAt: (target) => (page = target),
    stop: () => server.close(),
  };
}
