/** The only importer of web-tree-sitter. */
import { Language, Parser } from 'web-tree-sitter';
import type { Source } from '../source/unit';
import type { Module } from './ast';
import { convert } from './convert';
import { kindTable, type KindTable } from './kinds';
import { ModuleCache } from './moduleCache';

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

/**
 * Loads the runtime and the grammar.
 * @throws Error if the bytes are no WebAssembly, or the grammar is not the one that the conversion was written for
 */
export async function createParser(assets: ParserAssets): Promise<PythonParser> {
  // The runtime wants a way to locate its file even when it is handed the bytes: without one it fails in a browser's worker.
  await Parser.init({ wasmBinary: new Uint8Array(assets.runtime), locateFile: (name: string) => name });
  // `Language.load` takes anything but a plain Uint8Array for an address.
  const language = await Language.load(new Uint8Array(assets.grammar));
  const parser = new Parser();
  parser.setLanguage(language);
  return new TreeSitterParser(parser, kindTable(language));
}

class TreeSitterParser implements PythonParser {
  private readonly cache = new ModuleCache();

  constructor(
    private readonly parser: Parser,
    private readonly table: KindTable,
  ) {}

  parse(source: Source): Module {
    const kept = this.cache.get(source);
    if (kept) return kept;
    const module = this.fresh(source);
    this.cache.set(source, module);
    return module;
  }

  private fresh({ code, base, index }: Source): Module {
    if (code.trim() === '') return { source: index, body: [], comments: [], errors: [] };
    const tree = this.parser.parse(code);
    if (!tree) throw new Error('The parser gave no tree.'); // only happens when a parse is cancelled
    try {
      return convert(tree, this.table, code, base, index);
    } finally {
      tree.delete();
    }
  }
}
