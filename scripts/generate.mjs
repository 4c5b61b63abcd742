// Writes everything that follows from the rule files: the registry, the rules' pages, the README's table, the schema of the
// configuration and the settings in package.json.
//
//   node scripts/generate.mjs          writes what is not fresh
//   node scripts/generate.mjs --check  writes nothing; exit code 1 if something is not fresh
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as prettier from 'prettier';
import { configurationSchema } from './generate/configurationSchema.mjs';
import { withSettings } from './generate/manifest.mjs';
import { README_MARKERS, readmeTable, rulePage, rulesIndex } from './generate/pages.mjs';
import { findRuleFiles, loadConfigurationKeys, loadRules, registrySource } from './generate/registry.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Computes every generated text.
 * @returns {Promise<{ files: Map<string, string>, stale: string[] }>} texts by path relative to the root, and pages of rules
 *   that no longer exist
 */
export async function generated() {
  const found = await findRuleFiles(root);
  const rules = await loadRules(root, found);
  const files = new Map([['server/src/engine/rules/registry.ts', registrySource(found)]]);
  files.set('docs/rules/index.md', rulesIndex(rules));
  for (const rule of rules) files.set(`docs/rules/${rule.name}.md`, rulePage(rule));
  files.set(
    'schemas/configuration.schema.json',
    configurationSchema(rules, await loadConfigurationKeys(root)),
  );
  files.set('package.json', withSettings(await readText('package.json'), rules));
  const readme = await readText('README.md');
  if (readme.includes(README_MARKERS.start)) files.set('README.md', readmeTable(readme, rules));
  for (const [file, text] of files) files.set(file, await formatted(file, text));
  const folder = path.join(root, 'docs/rules');
  const pages = existsSync(folder) ? await readdir(folder) : [];
  const stale = pages
    .map((name) => `docs/rules/${name}`)
    .filter((file) => file.endsWith('.md') && !files.has(file));
  return { files, stale };
}

/** A text as `npm run format` leaves it, so that the two never quarrel. */
async function formatted(file, text) {
  const filepath = path.join(root, file);
  return prettier.format(text, { ...(await prettier.resolveConfig(filepath)), filepath });
}

async function readText(file) {
  const full = path.join(root, file);
  return existsSync(full) ? readFile(full, 'utf8') : '';
}

async function writeRegistry() {
  const file = 'server/src/engine/rules/registry.ts';
  const text = await formatted(file, registrySource(await findRuleFiles(root)));
  if ((await readText(file)) === text) return;
  await writeFile(path.join(root, file), text);
  console.log(`generate: ${file}`);
}

async function main() {
  const isCheck = process.argv.includes('--check');
  // First, so that a rule file that doesn't load yet can be seen by the type checker.
  if (!isCheck) await writeRegistry();
  const { files, stale } = await generated();
  const outdated = [];
  for (const [file, text] of files) if ((await readText(file)) !== text) outdated.push(file);
  if (isCheck) {
    for (const file of [...outdated, ...stale]) console.error(`not fresh: ${file}`);
    if (outdated.length + stale.length > 0) {
      console.error('Run `npm run generate` and commit what it writes.');
      process.exitCode = 1;
    }
    return;
  }
  for (const file of outdated) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), files.get(file));
    console.log(`generate: ${file}`);
  }
  for (const file of stale) {
    await rm(path.join(root, file));
    console.log(`generate: ${file} removed`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
