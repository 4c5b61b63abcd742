// Starts a rule: its file, its test and everything that is generated.
//
//   npm run new-rule -- <area>/<rule-name>      for example: npm run new-rule -- evaluation/best-of-many
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AREA_NAMES } from './generate/pages.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** @returns {string | undefined} what is wrong with the arguments */
function problem(area, name) {
  if (!area || !name) return 'Usage: npm run new-rule -- <area>/<rule-name>';
  if (!AREA_NAMES.includes(area)) return `Unknown area "${area}"; areas are ${AREA_NAMES.join(', ')}.`;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(name))
    return `A rule's name is kebab-case, of two words or more: "${name}" is not.`;
  if (existsSync(path.join(root, ruleFile(area, name)))) return `${ruleFile(area, name)} exists already.`;
  return undefined;
}

function ruleFile(area, name) {
  return `server/src/engine/rules/${area}/${name}.ts`;
}

async function writeFrom(template, file, values) {
  const text = await readFile(path.join(root, 'scripts/templates', template), 'utf8');
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(
    path.join(root, file),
    text.replace(/\{(name|area|version)\}/g, (_, key) => values[key]),
    { flag: 'wx' },
  );
  console.log(`new-rule: ${file}`);
}

const [area, name] = (process.argv[2] ?? '').split('/');
const wrong = problem(area, name);
if (wrong) {
  console.error(wrong);
  process.exitCode = 2;
} else {
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  await writeFrom('rule.ts.txt', ruleFile(area, name), { area, name, version });
  await writeFrom('rule.test.ts.txt', `test/rules/${area}/${name}.test.ts`, { area, name, version });
  spawnSync(process.execPath, [path.join(root, 'scripts/generate.mjs')], { stdio: 'inherit' });
  console.log(`Now: npx vitest run test/rules/${area}/${name}.test.ts, and docs/writing-a-rule.md.`);
}
