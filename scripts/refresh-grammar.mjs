// Takes the Python grammar for tree-sitter from the installed npm package into grammars/, with its provenance.
//
//   node scripts/refresh-grammar.mjs           copies, and writes PROVENANCE.json
//   node scripts/refresh-grammar.mjs --check   changes nothing; fails if grammars/ is not what the package holds
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const PACKAGE = 'tree-sitter-python';
/** Files of the package, each with its name in grammars/. */
const FILES = [
  { from: `${PACKAGE}.wasm`, to: `${PACKAGE}.wasm` },
  { from: 'src/node-types.json', to: `${PACKAGE}.node-types.json` },
  { from: 'LICENSE', to: `${PACKAGE}.LICENSE` },
];
const PROVENANCE = 'grammars/PROVENANCE.json';

const source = path.dirname(require.resolve(`${PACKAGE}/package.json`));
const inGrammars = (name) => path.join(root, 'grammars', name);
const sha256 = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

/**
 * What grammars/ must say of itself after a refresh.
 * @returns {Promise<string>} the text of PROVENANCE.json
 */
async function provenance() {
  const { version, license, repository } = JSON.parse(
    readFileSync(path.join(source, 'package.json'), 'utf8'),
  );
  const files = FILES.map(({ from, to }) => ({
    name: to,
    packageFile: from,
    sha256: sha256(path.join(source, from)),
  }));
  const facts = {
    package: PACKAGE,
    version,
    license,
    repository,
    abi: await abiOf(path.join(source, FILES[0].from)),
    files,
  };
  return `${JSON.stringify(facts, null, 2)}\n`;
}

/** The version of tree-sitter's binary interface that a grammar was built for. */
async function abiOf(wasm) {
  const { Language, Parser } = require('web-tree-sitter');
  await Parser.init();
  return (await Language.load(new Uint8Array(readFileSync(wasm)))).abiVersion;
}

async function refresh() {
  for (const { from, to } of FILES) copyFileSync(path.join(source, from), inGrammars(to));
  writeFileSync(path.join(root, PROVENANCE), await provenance());
  console.log(`grammars/ is ${PACKAGE} ${require(`${PACKAGE}/package.json`).version}`);
}

/** @returns {Promise<string[]>} what is wrong; empty if nothing is */
export async function check() {
  const wrong = FILES.filter(
    ({ from, to }) => sha256(path.join(source, from)) !== sha256(inGrammars(to)),
  ).map(({ to }) => `grammars/${to} is not the file of the installed ${PACKAGE}`);
  if (readFileSync(path.join(root, PROVENANCE), 'utf8') !== (await provenance()))
    wrong.push(`${PROVENANCE} is stale`);
  return wrong;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (!process.argv.includes('--check')) await refresh();
  else {
    const wrong = await check();
    for (const line of wrong) console.error(line);
    if (wrong.length > 0) console.error('Run: node scripts/refresh-grammar.mjs');
    process.exitCode = wrong.length > 0 ? 1 : 0;
  }
}
