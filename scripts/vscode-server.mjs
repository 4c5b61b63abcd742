// VS Code's own server and web workbench, for machines where the desktop VS Code can't be downloaded: it comes inside the
// npm package code-server (only its lib/vscode is used), and headless Chromium shows it.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { aptInstall, which } from './debian.mjs';

/** Newest releases that run: 4.103.2 (VS Code 1.103) on Node 20 only, 4.100.3 (VS Code 1.100) on Node 20 to 24. */
const CODE_SERVER = process.versions.node.startsWith('20.') ? '4.103.2' : '4.100.3';
const RIPGREP = '1.18.0';

const CACHE = path.join(
  process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'),
  'mlops-antipatterns',
);

/** Browsers that can show the workbench, best first. */
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/**
 * Finds VS Code's server in the cache, or installs it there (280 MB, once).
 * @returns {string} path of its server-main.js
 */
export function ensureServer() {
  const home = path.join(CACHE, `code-server-${CODE_SERVER}`);
  const main = path.join(home, 'lib/vscode/out/server-main.js');
  if (existsSync(main)) return main;
  console.log(`Installing VS Code's server (code-server ${CODE_SERVER}) into ${home} …`);
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(path.join(CACHE, 'draft-')); // renamed when whole: an interrupted install leaves no half server
  try {
    unpack(`code-server@${CODE_SERVER}`, draft, [
      '--strip-components=1',
      'package/lib/vscode',
      'package/LICENSE',
    ]);
    const vscode = path.join(draft, 'lib/vscode');
    npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], vscode);
    const ripgrep = path.join(vscode, 'node_modules/@vscode/ripgrep/bin');
    if (process.platform === 'linux' && !existsSync(path.join(ripgrep, 'rg'))) {
      mkdirSync(ripgrep, { recursive: true });
      unpack(`@vscode/ripgrep-linux-${process.arch}@${RIPGREP}`, ripgrep, [
        '--strip-components=2',
        'package/bin/rg',
      ]);
    }
    rmSync(home, { recursive: true, force: true });
    renameSync(draft, home);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return main;
}

/** Downloads a package of the npm registry and unpacks a part of it. */
function unpack(name, folder, tarArguments) {
  npm(['pack', name, '--silent', '--pack-destination', folder], folder);
  const archive = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  execFileSync('tar', ['xzf', path.join(folder, archive), '-C', folder, ...tarArguments]);
  rmSync(path.join(folder, archive));
}

function npm(args, cwd) {
  execFileSync('npm', args, {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}

/** @returns {string | undefined} path of a Chromium that is there */
export function findChromium() {
  return process.env.CHROMIUM_PATH ?? BROWSERS.map(which).find(Boolean);
}

/**
 * Finds a Chromium, or installs Debian's where this process may.
 * @returns {string} path of the executable
 * @throws if there is none and none can be installed
 */
export function ensureChromium() {
  if (!findChromium()) aptInstall(['chromium']);
  const found = findChromium();
  if (!found) throw new Error('No Chromium was found: install one, or name it in CHROMIUM_PATH.');
  return found;
}

/**
 * Starts the server on a free local port.
 * @param {object} options
 * @param {string} options.serverMain path of server-main.js
 * @param {string} options.home folder for the server's data, its extensions and its HOME
 * @param {Record<string, unknown>} [options.settings] user settings
 * @param {Record<string, string>} [options.env] added to the environment; reaches the extension host
 * @param {string} [options.logFile] where the server's output is kept
 * @param {boolean} [options.forTests] lets a page run a test suite (VS Code's smoke test driver)
 * @returns {Promise<{ port: number, died: Promise<never>, stop: () => Promise<void> }>}
 */
export async function startServer({ serverMain, home, settings = {}, env = {}, logFile, forTests = false }) {
  const user = path.join(home, 'data/data/User'); // the server keeps the *user's* settings
  mkdirSync(user, { recursive: true });
  mkdirSync(path.join(home, 'data/data/logs'), { recursive: true }); // read at the end of a test run, missing or not
  const quiet = {
    'telemetry.telemetryLevel': 'off',
    'workbench.startupEditor': 'none',
    'files.autoSave': 'off',
  };
  writeFileSync(path.join(user, 'settings.json'), JSON.stringify({ ...quiet, ...settings }, null, 2));
  const server = spawn(process.execPath, [serverMain, ...serverArguments(home, forTests)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: cleanEnvironment({ ...env, HOME: home }),
  });
  const log = logFile ? createWriteStream(logFile) : undefined;
  let output = '';
  const died = new Promise((_, reject) => {
    server.once('error', reject);
    server.once('exit', (code) =>
      reject(new Error(`VS Code's server exited with ${code}\n${output.slice(-2000)}`)),
    );
  });
  died.catch(() => {}); // stopping it is no error
  const listening = new Promise((resolve) => {
    const read = (chunk) => {
      log?.write(chunk);
      output = (output + chunk).slice(-20_000);
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (port) resolve(Number(port));
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
  });
  const stop = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await gone;
  };
  return { port: await Promise.race([listening, died]), died, stop };
}

/**
 * Installs a packaged extension the way a user does.
 * @param {{ serverMain: string, home: string, vsix: string }} options
 */
export function installExtension({ serverMain, home, vsix }) {
  const folders = [
    '--server-data-dir',
    path.join(home, 'data'),
    '--extensions-dir',
    path.join(home, 'extensions'),
  ];
  const args = [serverMain, '--accept-server-license-terms', ...folders, '--install-extension', vsix];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: cleanEnvironment({ HOME: home }),
  });
  if (status !== 0) throw new Error(`VS Code refused ${vsix}:\n${stdout}\n${stderr}`);
}

function serverArguments(home, forTests) {
  return [
    ...['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms'],
    ...['--telemetry-level', 'off', '--log', 'info', '--disable-workspace-trust'],
    ...['--server-data-dir', path.join(home, 'data'), '--extensions-dir', path.join(home, 'extensions')],
    ...(forTests ? ['--enable-smoke-test-driver'] : []),
  ];
}

/** Our own environment without what belongs to a VS Code that we may run in; no marketplace is asked. */
function cleanEnvironment(added) {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name),
  );
  return { ...Object.fromEntries(own), EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...added };
}
