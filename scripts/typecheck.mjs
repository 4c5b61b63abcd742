// Checks the types of every part under its own tsconfig: a part that uses what it must not know (Node, the DOM, vscode)
// does not compile.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const PROJECTS = [
  'server/tsconfig.engine.json',
  'server/tsconfig.portable.json',
  'server/tsconfig.json',
  'client/tsconfig.json',
  'test/tsconfig.json',
];

let failed = 0;
for (const project of PROJECTS) {
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', project], { cwd: root, stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${project}`);
  if (status !== 0) failed++;
}
process.exitCode = failed > 0 ? 1 : 0;
