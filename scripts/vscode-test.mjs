// Runs test/extension and test/web in a real VS Code:
//   - the desktop VS Code (@vscode/test-electron) where it can be downloaded or VSCODE_EXECUTABLE names one,
//   - VS Code's server with a headless Chromium where not.
// Four suites: `development` loads the extension from this folder, `multiroot` does so in a workspace of two folders,
// `packaged` installs the .vsix as a user does, `web` (test/web) runs what is packed in the browser, as on vscode.dev, over a
// workspace that lies on no disk.
// VSCODE_TEST_HOST=electron|server forces a host. --suite NAME and --grep TEXT narrow, --verbose shows what VS Code says.
import {
  downloadAndUnzipVSCode,
  resolveCliArgsFromVSCodeExecutablePath,
  runTests,
} from '@vscode/test-electron';
import * as esbuild from 'esbuild';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildIfStale } from './build.mjs';
import { aptInstall, which } from './debian.mjs';
import { packageExtension } from './package.mjs';
import { runInBrowser } from './vscode-web.mjs';
import { runInWorkbench } from './vscode-workbench.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const artifacts = path.join(root, 'artifacts');
const SUITES = ['development', 'multiroot', 'packaged', 'web'];

/** What the desktop VS Code needs on a Linux without a desktop. */
const DESKTOP_LIBRARIES = [
  'xvfb',
  'xauth',
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libsecret-1-0',
  'libxkbfile1',
];

const SETTINGS = {
  'security.workspace.trust.enabled': false,
  'editor.minimap.enabled': false,
  'update.mode': 'none',
};

/**
 * @typedef {object} Run one suite in one VS Code
 * @property {string} extensionPath @property {string} suite @property {string} workspace @property {string} home
 * @property {string} screenshots @property {string | undefined} vsix @property {Record<string, string>} env
 * @property {Record<string, unknown>} settings @property {boolean} verbose
 */

/** Bundles every test file of a suite; mocha stays outside, because it loads its parts at run time. */
async function bundleSuite(suite) {
  const folder = path.join(root, 'test/extension', suite);
  const tests = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  const outdir = path.join(root, 'dist/test/extension', suite);
  rmSync(outdir, { recursive: true, force: true });
  await esbuild.build({
    entryPoints: [
      path.join(root, 'test/extension/index.ts'),
      ...tests.map((name) => path.join(folder, name)),
    ],
    entryNames: '[name]',
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return path.join(outdir, 'index.js');
}

/**
 * Finds a desktop VS Code.
 * @returns {Promise<string | undefined>} its executable; undefined where there is none
 */
async function findDesktop() {
  const wanted = process.env.VSCODE_TEST_HOST ?? 'auto';
  if (wanted === 'server') return undefined;
  if (process.env.VSCODE_EXECUTABLE) return process.env.VSCODE_EXECUTABLE;
  try {
    const version = process.env.VSCODE_TEST_VERSION ?? 'stable';
    return await downloadAndUnzipVSCode({
      version,
      cachePath: path.join(root, '.vscode-test'),
      timeout: 15_000,
    });
  } catch (error) {
    if (wanted === 'electron') throw error;
    console.log(`The desktop VS Code can't be downloaded here (${error.message}): using VS Code's server.`);
    return undefined;
  }
}

/** Runs a suite in the desktop VS Code, on a virtual screen where there is no real one. */
async function runOnDesktop(executable, run) {
  const extensions = path.join(run.home, 'extensions');
  const user = path.join(run.home, 'user');
  mkdirSync(path.join(user, 'User'), { recursive: true });
  writeFileSync(path.join(user, 'User/settings.json'), JSON.stringify(run.settings));
  const folders = ['--extensions-dir', extensions, '--user-data-dir', user];
  if (run.vsix) {
    const [cli, ...args] = resolveCliArgsFromVSCodeExecutablePath(executable);
    const { status } = spawnSync(
      cli,
      [...args, ...folders, '--no-sandbox', '--install-extension', run.vsix],
      {
        stdio: 'inherit',
        shell: process.platform === 'win32',
      },
    );
    if (status !== 0) throw new Error(`VS Code refused ${path.basename(run.vsix)}`);
  }
  const headless = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  if (headless && !which('xvfb-run')) aptInstall(DESKTOP_LIBRARIES);
  return runTests({
    vscodeExecutablePath: headless ? virtualScreen(executable, run.home) : executable,
    extensionDevelopmentPath: run.extensionPath,
    extensionTestsPath: run.suite,
    extensionTestsEnv: run.env,
    launchArgs: [run.workspace, ...folders, '--no-sandbox', '--disable-workspace-trust', '--skip-welcome'],
  });
}

/** @returns {string} a script that starts VS Code under xvfb */
function virtualScreen(executable, home) {
  const script = path.join(home, 'code-on-virtual-screen.sh');
  writeFileSync(script, `#!/bin/sh\nexec xvfb-run -a '${executable}' "$@"\n`, { mode: 0o755 });
  return script;
}

/** The packaged extension runs beside an extension that only carries the suite. */
function writeCarrier(folder) {
  mkdirSync(folder);
  const manifest = { name: 'suite-carrier', publisher: 'test', version: '0.0.0', engines: { vscode: '*' } };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}

/**
 * Copies what is opened, because the tests write into it.
 * @returns {string} a folder, or a .code-workspace file that names two
 */
function writeWorkspace(temporary, hasFolders) {
  const folder = path.join(temporary, 'churn');
  cpSync(path.join(root, 'test/extension/workspace'), folder, { recursive: true });
  if (!hasFolders) return folder;
  cpSync(path.join(root, 'test/extension/second'), path.join(temporary, 'second'), { recursive: true });
  const file = path.join(temporary, 'two.code-workspace');
  writeFileSync(file, JSON.stringify({ folders: [{ path: 'churn' }, { path: 'second' }] }));
  return file;
}

/**
 * Runs one suite and reads what it wrote down.
 * @returns {Promise<{ passed: string[], failed: { title: string, error: string }[] }>}
 */
async function runSuite(name, desktop, { grep = '', verbose = false }) {
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'mlops-vscode-'));
  const results = path.join(artifacts, `extension-${name}.json`);
  rmSync(results, { force: true });
  const home = path.join(temporary, 'home');
  mkdirSync(home);
  const screenshots = path.join(artifacts, 'screenshots');
  const run = { home, screenshots, results, grep, settings: SETTINGS, verbose };
  try {
    if (name === 'web') await runOnWeb(run);
    else await runWithNode(name, desktop, temporary, run);
  } catch (error) {
    // A failed test is in the results; without results VS Code itself did not start or end.
    if (!existsSync(results)) throw error;
  } finally {
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  if (!existsSync(results)) throw new Error(`VS Code ended before the suite '${name}' had run.`);
  return JSON.parse(readFileSync(results, 'utf8'));
}

/** What is packed is what runs on the web: minified. */
async function runOnWeb(run) {
  await buildIfStale();
  await runInBrowser(run);
}

/** In Node's extension host, over a copy of the workspace. */
async function runWithNode(name, desktop, temporary, { results, grep, ...common }) {
  const workspace = writeWorkspace(temporary, name === 'multiroot');
  const packaged = name === 'packaged';
  const run = {
    ...common,
    extensionPath: packaged ? writeCarrier(path.join(temporary, 'carrier')) : root,
    suite: await bundleSuite(name),
    workspace,
    vsix: packaged ? await packageExtension() : undefined,
    env: { MLOPS_TEST_RESULTS: results, MLOPS_TEST_GREP: grep },
  };
  if (desktop) await runOnDesktop(desktop, run);
  else await runInWorkbench(run);
}

async function main() {
  const { values } = parseArgs({
    options: { suite: { type: 'string' }, grep: { type: 'string' }, verbose: { type: 'boolean' } },
  });
  mkdirSync(artifacts, { recursive: true });
  await buildIfStale({ dev: values.suite !== 'web' });
  let desktop = values.suite === 'web' ? undefined : await findDesktop();
  let failures = 0;
  for (const name of values.suite ? [values.suite] : SUITES) {
    const started = Date.now();
    let result;
    try {
      result = await runSuite(name, desktop, values);
    } catch (error) {
      if (!desktop || name === 'web' || process.env.VSCODE_TEST_HOST === 'electron') throw error;
      console.log(`The desktop VS Code does not run here (${error.message}): using VS Code's server.`);
      desktop = undefined;
      result = await runSuite(name, desktop, values);
    }
    failures += result.failed.length;
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    const host = name === 'web' ? 'VS Code in Chromium' : desktop ? 'desktop VS Code' : 'VS Code server';
    console.log(
      `${name} (${host}): ${result.passed.length} passed, ${result.failed.length} failed, ${seconds} s\n`,
    );
  }
  process.exitCode = failures > 0 ? 1 : 0;
}

await main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
