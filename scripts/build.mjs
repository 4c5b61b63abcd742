// Bundles the extension, the language server and the command line into dist/.
//
//   node scripts/build.mjs             for use: minified, no source maps
//   node scripts/build.mjs --dev       for debugging: readable, with source maps
//   node scripts/build.mjs --if-stale  does nothing when dist/ is newer than every source
//   node scripts/build.mjs --watch     --dev, and again on every change
import * as esbuild from 'esbuild';
import { createRequire } from 'node:module';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

/** What runs in Node: CommonJS, because VS Code's extension host loads it with `require`. */
const node = {
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // The ES module of web-tree-sitter calls createRequire(import.meta.url), which is undefined in a CommonJS bundle.
  alias: {
    'web-tree-sitter': require.resolve('web-tree-sitter'),
    // Its CommonJS build requires its parts by names that a bundler can't see.
    'jsonc-parser': require.resolve('jsonc-parser/lib/esm/main.js'),
  },
};

/** What npm links as a command. */
const command = { options: { ...node, banner: { js: '#!/usr/bin/env node' } }, executable: true };

/** What runs in a browser's worker. */
const browser = { platform: 'browser', target: 'es2022', mainFields: ['browser', 'module', 'main'] };

/** One row per bundle: source, outfile and how it differs from the common options. */
const BUNDLES = [
  {
    source: 'client/src/node.ts',
    outfile: 'dist/client/node.js',
    options: { ...node, external: ['vscode'] },
  },
  {
    source: 'client/src/browser.ts',
    outfile: 'dist/client/browser.js',
    options: { ...browser, format: 'cjs', external: ['vscode'] },
  },
  { source: 'server/src/entry/node.ts', outfile: 'dist/server/node.js', ...command },
  {
    source: 'server/src/entry/browser.ts',
    outfile: 'dist/server/browser.js',
    options: { ...browser, format: 'iife' },
  },
  { source: 'server/src/entry/cli.ts', outfile: 'dist/server/cli.js', ...command },
];

/** Files that the bundles read at run time from their own folder. */
const ASSETS = [
  {
    source: require.resolve('web-tree-sitter/web-tree-sitter.wasm'),
    outfile: 'dist/server/web-tree-sitter.wasm',
  },
  { source: 'grammars/tree-sitter-python.wasm', outfile: 'dist/server/tree-sitter-python.wasm' },
];

/** Its age is the moment at which the last good build started; its text says which kind of build it was. */
const STAMP = 'dist/.built';

/** Changes to these make a build stale. */
const INPUTS = [
  'client/src',
  'server/src',
  'grammars',
  'package.json',
  'package-lock.json',
  'scripts/build.mjs',
];

/**
 * Builds everything whose source exists.
 * @param {{ dev?: boolean, log?: (line: string) => void }} [settings]
 * @returns {Promise<void>} rejects with esbuild's own error, already printed, when a source doesn't compile
 */
export async function build({ dev = false, log = console.log } = {}) {
  const started = Date.now();
  const present = BUNDLES.filter(({ source }) => existsSync(path.join(root, source)));
  for (const { source } of BUNDLES.filter((bundle) => !present.includes(bundle))) {
    log(`build: ${source} does not exist yet, skipped`);
  }
  const sizes = await Promise.all([
    ...present.map((bundle) => buildBundle(bundle, dev)),
    ...ASSETS.map(copyAsset),
  ]);
  await writeIfChanged(path.join(root, STAMP), Buffer.from(dev ? 'dev' : 'release'));
  await utimes(path.join(root, STAMP), started / 1000, started / 1000);
  log(`build: ${sizes.join(', ')}; ${Date.now() - started} ms`);
}

/**
 * Builds only when a source is newer than the last build. A development build satisfies everybody but the packager.
 * @param {{ dev?: boolean, log?: (line: string) => void }} [settings]
 */
export async function buildIfStale({ dev = false, log = console.log } = {}) {
  const stamp = path.join(root, STAMP);
  const built = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
  const complete = BUNDLES.every(({ source, outfile }) =>
    existsSync(path.join(root, source)) ? existsSync(path.join(root, outfile)) : true,
  );
  const serves = dev || (built > 0 && readFileSync(stamp, 'utf8') === 'release');
  if (complete && serves && built > Math.max(...INPUTS.map((input) => newest(path.join(root, input)))))
    return;
  await build({ dev, log });
}

/** @returns {number} time of the last change in a file or folder tree, in ms; 0 if there is none */
function newest(entry) {
  if (!existsSync(entry)) return 0;
  const info = statSync(entry);
  if (!info.isDirectory()) return info.mtimeMs;
  return Math.max(info.mtimeMs, ...readdirSync(entry).map((name) => newest(path.join(entry, name))));
}

function optionsOf({ source, outfile, options }, dev) {
  return {
    absWorkingDir: root,
    entryPoints: [source],
    outfile,
    bundle: true,
    minify: !dev,
    sourcemap: dev,
    legalComments: 'none',
    logLevel: 'warning',
    ...options,
  };
}

async function buildBundle(bundle, dev) {
  const { outputFiles } = await esbuild.build({ ...optionsOf(bundle, dev), write: false });
  for (const { path: file, contents } of outputFiles) await writeIfChanged(file, contents);
  if (bundle.executable) await chmod(path.join(root, bundle.outfile), 0o755);
  const main = outputFiles.find(({ path: file }) => file.endsWith('.js'));
  return `${bundle.outfile} ${Math.round(main.contents.length / 1024)} KB`;
}

async function copyAsset({ source, outfile }) {
  const contents = await readFile(path.resolve(root, source));
  await writeIfChanged(path.join(root, outfile), contents);
  return `${path.basename(outfile)} ${Math.round(contents.length / 1024)} KB`;
}

/** Replaces a file in one step, so that a server that starts meanwhile never reads half a bundle. */
async function writeIfChanged(file, contents) {
  if (existsSync(file) && (await readFile(file)).equals(contents)) return;
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  await writeFile(draft, contents);
  await rename(draft, file);
}

async function watch() {
  await build({ dev: true });
  const contexts = await Promise.all(
    BUNDLES.filter(({ source }) => existsSync(path.join(root, source))).map((bundle) =>
      esbuild.context({ ...optionsOf(bundle, true), logLevel: 'info' }),
    ),
  );
  // VS Code's background task waits for these words before it starts the debugger.
  console.log('build: watching');
  await Promise.all(contexts.map((context) => context.watch()));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const has = (flag) => process.argv.includes(flag);
  const run = has('--watch') ? watch : has('--if-stale') ? buildIfStale : build;
  try {
    await run({ dev: has('--dev') });
  } catch (error) {
    if (!Array.isArray(error?.errors)) console.error(error); // esbuild has printed its own errors
    process.exitCode = 1;
  }
}
