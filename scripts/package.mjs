// Packs the extension as a .vsix that contains its bundles and nothing else. `node scripts/package.mjs` prints its path.
import { createVSIX } from '@vscode/vsce';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from './build.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Builds for release and packs.
 * @returns {Promise<string>} path of the .vsix
 */
export async function packageExtension() {
  const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  await build();
  const packagePath = path.join(root, `${name}-${version}.vsix`);
  // Everything is bundled: node_modules stays outside.
  await createVSIX({ cwd: root, packagePath, dependencies: false, allowMissingRepository: true });
  return packagePath;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = await packageExtension();
  console.log(`${path.relative(process.cwd(), file)} ${(statSync(file).size / 1024 / 1024).toFixed(2)} MB`);
}
