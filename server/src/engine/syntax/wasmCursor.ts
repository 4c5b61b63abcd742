/**
 * A tree cursor that speaks to web-tree-sitter's WebAssembly directly. The library's own TreeCursor copies its state into
 * WebAssembly's memory before each step and back after it; while nothing else uses the library, the state can stay there,
 * which halves the time of a conversion.
 */
import type { Cursor } from './reader';

/** The functions of the runtime that are used, as Emscripten puts them on the options object given to `Parser.init`. */
const FUNCTIONS = [
  '_ts_tree_root_node_wasm',
  '_ts_tree_cursor_new_wasm',
  '_ts_tree_cursor_delete_wasm',
  '_ts_tree_cursor_goto_first_child_wasm',
  '_ts_tree_cursor_goto_next_sibling_wasm',
  '_ts_tree_cursor_goto_parent_wasm',
  '_ts_tree_cursor_current_node_type_id_wasm',
  '_ts_tree_cursor_start_index_wasm',
  '_ts_tree_cursor_end_index_wasm',
] as const;

export type WasmRuntime = Readonly<Record<(typeof FUNCTIONS)[number], (tree: number) => number>>;

/** The runtime behind an object, or undefined if it isn't the one that is known here. */
export function wasmRuntime(module: object): WasmRuntime | undefined {
  const functions = module as Partial<Record<string, unknown>>;
  return FUNCTIONS.every((name) => typeof functions[name] === 'function')
    ? (module as WasmRuntime)
    : undefined;
}

/** On the root of a tree at first. Until `delete`, nothing else may be asked of web-tree-sitter. */
export class WasmCursor implements Cursor {
  /** @param tree address of the tree in WebAssembly's memory */
  constructor(
    private readonly runtime: WasmRuntime,
    private readonly tree: number,
  ) {
    runtime._ts_tree_root_node_wasm(tree); // leaves the node where the next call looks for one
    runtime._ts_tree_cursor_new_wasm(tree);
  }

  get nodeTypeId(): number {
    return this.runtime._ts_tree_cursor_current_node_type_id_wasm(this.tree);
  }

  get startIndex(): number {
    return this.runtime._ts_tree_cursor_start_index_wasm(this.tree);
  }

  get endIndex(): number {
    return this.runtime._ts_tree_cursor_end_index_wasm(this.tree);
  }

  gotoFirstChild(): boolean {
    return this.runtime._ts_tree_cursor_goto_first_child_wasm(this.tree) === 1;
  }

  gotoNextSibling(): boolean {
    return this.runtime._ts_tree_cursor_goto_next_sibling_wasm(this.tree) === 1;
  }

  gotoParent(): boolean {
    return this.runtime._ts_tree_cursor_goto_parent_wasm(this.tree) === 1;
  }

  delete(): void {
    this.runtime._ts_tree_cursor_delete_wasm(this.tree);
  }
}
