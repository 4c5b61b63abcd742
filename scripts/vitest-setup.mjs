// Tests drive the real bundles (the server over stdio, the command line as a process): build them once before any test.
import { buildIfStale } from './build.mjs';

export async function setup() {
  try {
    await buildIfStale({ dev: true });
  } catch {
    // `npm test` stops at its build step; here, tests of a part that needs no bundle are still worth running.
    console.error(
      'The build failed (see above): tests of the server and the command line run on the last good bundles.',
    );
  }
}
