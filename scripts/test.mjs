// `npm test`: everything, in order of speed, and a closing line with the sums. Goes on after a failure, so that one run
// tells all. Steps that use one processor each run beside each other.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { aptInstall, which } from './debian.mjs';
import { findChromium } from './vscode-server.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => path.join(root, 'node_modules', name);
const UNIT_RESULTS = 'artifacts/unit.json';
const EXTENSION_RESULTS = ['development', 'multiroot', 'packaged', 'web'].map(
  (suite) => `artifacts/extension-${suite}.json`,
);

/** Each step runs in Node; one without `count` is one test itself. Neighbours that are `beside` run at the same time. */
const STEPS = [
  { name: 'build', args: ['scripts/build.mjs', '--dev'] },
  { name: 'generated files are fresh', beside: true, args: ['scripts/generate.mjs', '--check'] },
  {
    name: 'format',
    beside: true,
    args: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  },
  { name: 'lint', beside: true, args: [bin('eslint/bin/eslint.js'), '.'] },
  { name: 'types', beside: true, args: ['scripts/typecheck.mjs'] },
  {
    name: 'unit, protocol and command line',
    args: [
      bin('vitest/vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${UNIT_RESULTS}`,
    ],
    results: [UNIT_RESULTS],
    count: ({ numPassedTests, numFailedTests, numFailedTestSuites, success }) => ({
      passed: numPassedTests,
      // A file that doesn't load has no failed test, only a failed suite.
      failed: numFailedTests || (success ? 0 : Math.max(1, numFailedTestSuites)),
    }),
  },
  {
    name: 'in a real VS Code',
    args: ['scripts/vscode-test.mjs'],
    results: EXTENSION_RESULTS,
    count: ({ passed, failed }) => ({ passed: passed.length, failed: failed.length }),
  },
];

/** Runs a script to its end; `keep`: what it says comes back in one piece, else it is shown as it comes. */
function run(args, keep) {
  return new Promise((resolve) => {
    const output = keep ? 'pipe' : 'inherit';
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', output, output] });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => said.push(data));
    child.once('error', () => resolve({ exitCode: 1, said: '' }));
    child.once('close', (code) => resolve({ exitCode: code ?? 1, said: Buffer.concat(said).toString() }));
  });
}

/** Sums of a step: from the results that it wrote, else from its exit code. */
function sums({ results = [], count }, exitCode) {
  const written = results.map((file) => path.join(root, file)).filter(existsSync);
  const parts = written.map((file) => count(JSON.parse(readFileSync(file, 'utf8'))));
  if (results.length === 0) parts.push({ passed: exitCode === 0 ? 1 : 0, failed: 0 });
  const sum = (key) => parts.reduce((total, part) => total + part[key], 0);
  const failed = sum('failed');
  // A step that ended badly has failed, whatever it wrote.
  return { passed: sum('passed'), failed: exitCode !== 0 && failed === 0 ? 1 : failed };
}

mkdirSync(path.join(root, 'artifacts'), { recursive: true });
for (const { results = [] } of STEPS)
  for (const file of results) rmSync(path.join(root, file), { force: true });

// test/editors and test/report drive them; where they can't be had, the tests say so.
const programs = [...(which('nvim') ? [] : ['neovim']), ...(findChromium() ? [] : ['chromium'])];
if (programs.length > 0) aptInstall(programs);

const lines = [];
const total = { passed: 0, failed: 0 };
async function take(step, keep) {
  const started = Date.now();
  if (!keep) console.log(`\n== ${step.name}`);
  const { exitCode, said } = await run(step.args, keep);
  if (keep) console.log(`\n== ${step.name}\n${said.trimEnd()}`);
  const { passed, failed } = sums(step, exitCode);
  total.passed += passed;
  total.failed += failed;
  const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(6);
  lines.push(
    `${failed > 0 ? 'FAILED' : 'ok    '} ${seconds} s  ${step.name}: ${passed} passed, ${failed} failed`,
  );
}

const waiting = [...STEPS];
while (waiting.length > 0) {
  if (!waiting[0].beside) {
    await take(waiting.shift(), false);
    continue;
  }
  const one = async () => {
    while (waiting[0]?.beside) await take(waiting.shift(), true);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, one));
}
console.log(`\n${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
