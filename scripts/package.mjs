// Packs the extension as a .vsix that contains its bundles and nothing else. `node scripts/package.mjs` prints its path.
import { createVSIX } from '@vscode/vsce';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import picomatch from 'picomatch';
import { build } from './build.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Users on slow lines install it too. */
const MOST_BYTES = 2 * 1024 * 1024;

/**
 * Copies what .vscodeignore allows (its lines `!folder/pattern`) into an empty folder: vsce would otherwise walk through
 * everything that lies about here, such as the Python environments of the tests.
 * @param {string} folder
 */
export function stageExtension(folder) {
  cpSync(path.join(root, '.vscodeignore'), path.join(folder, '.vscodeignore'));
  const allowed = readFileSync(path.join(root, '.vscodeignore'), 'utf8').match(/(?<=^!).+$/gm) ?? [];
  for (const pattern of allowed) {
    const from = path.dirname(pattern);
    const matches = picomatch(path.basename(pattern));
    for (const name of readdirSync(path.join(root, from)).filter((name) => matches(name))) {
      cpSync(path.join(root, from, name), path.join(folder, from, name));
    }
  }
}

/**
 * Builds for release and packs.
 * @returns {Promise<string>} path of the .vsix
 * @throws if it is larger than it may be
 */
export async function packageExtension() {
  const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  await build();
  const packagePath = path.join(root, `${name}-${version}.vsix`);
  const stage = mkdtempSync(path.join(os.tmpdir(), 'mlops-package-'));
  try {
    stageExtension(stage);
    await createVSIX({
      cwd: stage,
      packagePath,
      dependencies: false, // everything is bundled: node_modules stays outside
      allowMissingRepository: true,
      rewriteRelativeLinks: false,
    });
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
  const { size } = statSync(packagePath);
  if (size > MOST_BYTES)
    throw new Error(`${packagePath} has ${size} bytes; at most ${MOST_BYTES} are allowed`);
  return packagePath;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = await packageExtension();
  console.log(`${path.relative(process.cwd(), file)} ${(statSync(file).size / 1024 / 1024).toFixed(2)} MB`);
}
