// Runs an extension-host test suite in VS Code's web workbench: VS Code's server in one process, headless Chromium as the
// window. Node's extension host runs the extension and the suite, as on the desktop.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ensureServer, installExtension, startServer } from './vscode-server.mjs';
import { expire, launchBrowser, listen, openWindow, startCamera } from './vscode-window.mjs';

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
    browser = await launchBrowser();
    const page = await openWindow(browser);
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
