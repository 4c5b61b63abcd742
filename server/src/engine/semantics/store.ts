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
    const maps = new Set(branches.flatMap((changes) => [...changes.keys()]));
    for (const map of maps) {
      const keys = new Set(branches.flatMap((changes) => [...(changes.get(map)?.keys() ?? [])]));
      for (const key of keys) {
        const before = map.get(key);
        let merged: unknown;
        branches.forEach((changes, index) => {
          const written = changes.get(map);
          const value = written?.has(key) ? written.get(key) : before;
          merged = index === 0 ? value : value === merged ? merged : join(merged, value);
        });
        if (merged !== before || !map.has(key)) this.set(map, key, merged);
      }
    }
  }
}
