/** Keeps the latest syntax trees, so that an edit in one cell of a notebook parses one cell. */
import type { Source } from '../source/unit';
import type { Module } from './ast';

/** Modules of at most this many characters of code are kept; an AST takes 10 to 16 bytes per character. */
const CAPACITY = 2_000_000;

interface Entry {
  readonly module: Module;
  readonly size: number;
}

export class ModuleCache {
  /** The order of insertion is the order of use. */
  private readonly entries = new Map<string, Entry>();
  private size = 0;

  get(source: Source): Module | undefined {
    const key = keyOf(source);
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.module;
  }

  set(source: Source, module: Module): void {
    const key = keyOf(source);
    this.drop(key);
    this.entries.set(key, { module, size: key.length });
    this.size += key.length;
    for (const oldest of this.entries.keys()) {
      if (this.size <= CAPACITY || oldest === key) break;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.entries.delete(key);
    this.size -= entry.size;
  }
}

/** A module holds unit positions and its source's index, so the same code elsewhere is another module. */
function keyOf({ index, base, code }: Source): string {
  return `${index} ${base} ${code}`;
}
