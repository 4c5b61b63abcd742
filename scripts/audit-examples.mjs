// The README's first command: audits examples/, prints what it finds and writes mlops-report.html.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from './build.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const REPORT = 'mlops-report.html';

await buildIfStale({ log: () => {} }).catch(() => process.exit(1)); // esbuild has said why
const args = ['dist/server/cli.js', 'examples', '--report', REPORT, '--exit-zero', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
