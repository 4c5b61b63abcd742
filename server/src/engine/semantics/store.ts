/** The interpreter's mutable state, with an undo journal so that branches can be run apart and joined. */

/** What a store writes into: names of a frame, slots of a value. */
export interface Places<K, V> {
  get(key: K): V | undefined;
  has(key: K): boolean;
  set(key: K, value: V): unknown;
  delete(key: K): boolean;
}

interface Write {
  readonly map: Places<unknown, unknown>;
  readonly key: unknown;
  readonly old: unknown;
  readonly had: boolean;
}

/** Writes of one branch, last value per place. */
export type Changes = Map<Places<unknown, unknown>, Map<unknown, unknown>>;

/**
 * All writes to names and slots go through here. Cost of a join is the number of writes, not the size of the state.
 */
export class Store {
  private journal: Write[] = [];

  set<K, V>(map: Places<K, V>, key: K, value: V): void {
    this.journal.push({ map: map as Places<unknown, unknown>, key, old: map.get(key), had: map.has(key) });
    map.set(key, value);
  }

  delete<K, V>(map: Places<K, V>, key: K): void {
    if (!map.has(key)) return;
    this.journal.push({ map: map as Places<unknown, unknown>, key, old: map.get(key), had: true });
    map.delete(key);
  }

  /** Runs something whose writes no rollback undoes: a module, which is run once whatever branch asks for it first. */
  permanently<T>(run: () => T): T {
    const outer = this.journal;
    this.journal = [];
    try {
      return run();
    } finally {
      this.journal = outer;
    }
  }

  mark(): number {
    return this.journal.length;
  }

  /** Undoes everything since `mark` and says what it was. */
  rollback(mark: number): Changes {
    const changes = this.changesSince(mark);
    for (let i = this.journal.length - 1; i >= mark; i--) {
      const { map, key, old, had } = this.journal[i]!;
      if (had) map.set(key, old);
      else map.delete(key);
    }
    this.journal.length = mark;
    return changes;
  }

  /** What was written since `mark`: the present value of each place. */
  changesSince(mark: number): Changes {
    const changes: Changes = new Map();
    for (let i = mark; i < this.journal.length; i++) {
      const { map, key } = this.journal[i]!;
      let keys = changes.get(map);
      if (!keys) changes.set(map, (keys = new Map()));
      keys.set(key, map.get(key));
    }
    return changes;
  }

  /** True if anything written since `mark` had another value before. */
  overwrites(mark: number): boolean {
    for (let i = mark; i < this.journal.length; i++) {
      const { map, key, old, had } = this.journal[i]!;
      if (had && old !== map.get(key)) return true;
    }
    return false;
  }

  /**
   * Writes the join of several branches' changes. A place that only some branches wrote is joined with what it was
   * before; `join` gets `undefined` for a place that did not exist.
   */
  merge(branches: readonly Changes[], join: (a: unknown, b: unknown) => unknown): void {
    for (let i = 0; i < branches.length; i++) {
      for (const [map, written] of branches[i]!) {
        for (const key of written.keys()) {
          // A place that an earlier branch wrote too has been merged with it already.
          if (wasWritten(branches, i, map, key)) continue;
          const before = map.get(key);
          let merged: unknown;
          for (let j = 0; j < branches.length; j++) {
            const changes = branches[j]!.get(map);
            const value = changes?.has(key) ? changes.get(key) : before;
            merged = j === 0 || value === merged ? value : join(merged, value);
          }
          if (merged !== before || !map.has(key)) this.set(map, key, merged);
        }
      }
    }
  }
}

function wasWritten(
  branches: readonly Changes[],
  end: number,
  map: Places<unknown, unknown>,
  key: unknown,
): boolean {
  for (let i = 0; i < end; i++) if (branches[i]!.get(map)?.has(key)) return true;
  return false;
}
