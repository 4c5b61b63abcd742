/** The real parser for tests. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { createUnit } from '../../server/src/engine/source/createUnit';
import type { Module } from '../../server/src/engine/syntax/ast';
import { createParser, type ParserAssets, type PythonParser } from '../../server/src/engine/syntax/parser';

const require = createRequire(import.meta.url);
let parser: Promise<PythonParser> | undefined;

/** Bytes of the runtime and of the grammar that the project ships. */
export function parserAssets(): ParserAssets {
  return {
    runtime: readFileSync(require.resolve('web-tree-sitter/web-tree-sitter.wasm')),
    grammar: readFileSync(fileURLToPath(new URL('../../grammars/tree-sitter-python.wasm', import.meta.url))),
  };
}

/** The parser, loaded once. */
export function parserForTests(): Promise<PythonParser> {
  return (parser ??= createParser(parserAssets()));
}

/** Syntax tree of a script. */
export async function parse(code: string): Promise<Module> {
  const unit = createUnit({ path: 'test.py', kind: 'script', sources: [{ text: code }] });
  return (await parserForTests()).parse(unit.sources[0]!);
}
