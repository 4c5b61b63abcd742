/** The only importer of web-tree-sitter. */
import { Edit, Language, Parser, type Tree } from 'web-tree-sitter';
import type { Source } from '../source/unit';
import type { Module } from './ast';
import { convert } from './convert';
import { changeBetween } from './edit';
import { kindTable, type KindTable } from './kinds';
import { ModuleCache } from './moduleCache';
import { WasmCursor, wasmRuntime, type WasmRuntime } from './wasmCursor';

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

/** The two halves of a parse, without a cache: for the benchmark and for tests. */
export interface ParserPhases {
  /** tree-sitter's own tree; the caller deletes it. */
  parseTree(code: string): Tree;
  convertTree(tree: Tree, source: Pick<Source, 'code' | 'base' | 'index'>): Module;
}

/**
 * Loads the runtime and the grammar.
 * @throws Error if the bytes are no WebAssembly, or the grammar is not the one that the conversion was written for
 */
export async function createParser(assets: ParserAssets): Promise<PythonParser & ParserPhases> {
  const runtime = await loadRuntime(assets.runtime);
  // `Language.load` takes anything but a plain Uint8Array for an address.
  const language = await Language.load(new Uint8Array(assets.grammar));
  const parser = new Parser();
  parser.setLanguage(language);
  return new TreeSitterParser(parser, kindTable(language), wasmRuntime(runtime));
}

let loading: Promise<object> | undefined;

/** The runtime exists once, however many parsers there are. */
function loadRuntime(bytes: Uint8Array): Promise<object> {
  // The runtime wants a way to locate its file even when it has the bytes: without one it fails in a browser's worker.
  const module = { wasmBinary: new Uint8Array(bytes), locateFile: (name: string) => name };
  loading ??= Parser.init(module).then(
    () => module,
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** From this many characters on, the tree of the text that was parsed last is kept: an edit then costs 1/10 of a parse. */
const LARGE = 10_000;
/** Share of a text that an edit may replace for the old tree to be of use. */
const MAX_CHANGE = 0.2;

class TreeSitterParser implements PythonParser, ParserPhases {
  private readonly cache = new ModuleCache();
  /** The tree of the large text that was parsed last: most likely somebody is editing it. */
  private kept: { readonly code: string; readonly tree: Tree } | undefined;

  constructor(
    private readonly parser: Parser,
    private readonly table: KindTable,
    private readonly runtime: WasmRuntime | undefined,
  ) {}

  parse(source: Source): Module {
    const known = this.cache.get(source);
    if (known) return known;
    const module = this.fresh(source);
    this.cache.set(source, module);
    return module;
  }

  parseTree(code: string, old: Tree | null = null): Tree {
    const tree = this.parser.parse(code, old);
    if (!tree) throw new Error('The parser gave no tree.'); // happens only when a parse is cancelled
    return tree;
  }

  convertTree(tree: Tree, source: Pick<Source, 'code' | 'base' | 'index'>): Module {
    const { runtime } = this;
    return convert(tree, this.table, source, runtime && (() => new WasmCursor(runtime, addressOf(tree))));
  }

  private fresh(source: Source): Module {
    const { code, index } = source;
    if (code.trim() === '') return { source: index, body: [], comments: [], errors: [] };
    const isLarge = code.length >= LARGE;
    const tree = isLarge ? this.reparse(code) : this.parseTree(code);
    try {
      return this.convertTree(tree, source);
    } finally {
      // The memory of WebAssembly never shrinks: a tree that nobody needs must go at once.
      if (isLarge) this.kept = { code, tree };
      else tree.delete();
    }
  }

  /** Parses a text, with the help of the kept tree if it is of nearly the same text; the kept tree is used up. */
  private reparse(code: string): Tree {
    const { kept } = this;
    if (!kept) return this.parseTree(code);
    this.kept = undefined;
    try {
      const change = changeBetween(kept.code, code);
      const changed = Math.max(change.oldEndIndex, change.newEndIndex) - change.startIndex;
      if (changed > code.length * MAX_CHANGE) return this.parseTree(code);
      kept.tree.edit(new Edit(change));
      const tree = this.parseTree(code, kept.tree);
      if (!tree.rootNode.hasError) return tree;
      // Of broken code, tree-sitter may make another tree than without the old one: findings must not depend on history.
      tree.delete();
      return this.parseTree(code);
    } finally {
      kept.tree.delete();
    }
  }
}

/** A tree's address in WebAssembly's memory. */
function addressOf(tree: Tree): number {
  return (tree as unknown as readonly [number])[0];
}
