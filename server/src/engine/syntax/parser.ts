/** The only importer of web-tree-sitter. */
import type { Module } from './ast';
import type { Source } from '../source/unit';

export interface ParserAssets {
  /** web-tree-sitter.wasm */
  readonly runtime: Uint8Array;
  /** tree-sitter-python.wasm */
  readonly grammar: Uint8Array;
}

export interface PythonParser {
  /** Syntax tree of a source's masked code. Kept while the source's code and base stay the same (small cache). */
  parse(source: Source): Module;
}

export declare function createParser(assets: ParserAssets): Promise<PythonParser>;
