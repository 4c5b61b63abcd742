/** The engine in Node: its two WebAssembly files stand beside the bundle. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createEngine, createParser } from '../engine';

/** Loads the parser and builds the engine; about 30 ms. */
export async function createNodeEngine(): Promise<ReturnType<typeof createEngine>> {
  const [runtime, grammar] = await Promise.all([
    readFile(join(__dirname, 'web-tree-sitter.wasm')),
    readFile(join(__dirname, 'tree-sitter-python.wasm')),
  ]);
  return createEngine(
    await createParser({ runtime: new Uint8Array(runtime), grammar: new Uint8Array(grammar) }),
  );
}
