/** What the pool makes of workers that die. The workers here are real threads with bad scripts. */
import { afterEach, describe, expect, it } from 'vitest';
import { Pool } from '../../server/src/cli/pool';
import type { FileJob } from '../../server/src/project/analyst';
import { temporaryFolder } from '../support/temporaryFolder';

const job = (path: string): FileJob => ({
  path,
  root: '/',
  settings: new Map(),
  minSeverity: 'hint',
  maxFileSize: 1,
});

/** Dies of the file `bad.py`; of others it says how many projects it has been told of. */
const SCRIPT = `
const { parentPort } = require('node:worker_threads');
let projects = 0;
parentPort.on('message', ({ id, method, parameters }) => {
  if (method === 'openProject') projects++;
  if (method === 'analyse' && parameters[0].path === '/bad.py') process.exit(3);
  if (method === 'analyse' && parameters[0].path === '/throws.py') throw new Error('out of luck');
  parentPort.postMessage({ id, value: { path: parameters[0].path, lines: projects } });
});
`;

let pool: Pool;
afterEach(() => pool.close());

async function poolOf(jobs: number): Promise<Pool> {
  const folder = temporaryFolder({ 'worker.cjs': SCRIPT });
  const createAnalyst = () => Promise.reject(new Error('not in this thread'));
  pool = new Pool({ script: `${folder}/worker.cjs`, jobs, isExact: true, createAnalyst });
  await pool.prepare(100);
  await pool.openProject({ root: '/', modules: [] });
  return pool;
}

describe('pool', () => {
  it.each([
    ['/bad.py', 'internal error: the worker ended'],
    ['/throws.py', 'internal error: out of luck'],
  ])('a worker that dies of %s costs that file only', async (path, message) => {
    const pool = await poolOf(2);
    expect(await pool.analyse(job(path))).toMatchObject({ path, status: 'crashed', message });
    const others = await Promise.all(Array.from({ length: 6 }, (_, i) => pool.analyse(job(`/f${i}.py`))));
    // The worker that came for the dead one knows the project too.
    expect(others.map(({ lines }) => lines)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('starts no thread for one worker', async () => {
    await expect(poolOf(1)).rejects.toThrow('not in this thread');
  });
});
