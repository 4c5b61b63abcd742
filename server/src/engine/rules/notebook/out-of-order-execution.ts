import type { Span, Unit } from '../../source/unit';
import { suitesOf } from '../../fix/suites';
import { namesBoundBy } from '../../fix/names';
import type { Module, Stmt } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import type { Model } from '../../semantics/model';
import { defineRule, type Report } from '../rule';

export default defineRule({
  name: 'out-of-order-execution',
  area: 'notebook',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'none',
  needs: [],
  docs: {
    summary: 'The saved results were made in another order than the page shows.',
    why: `A reader who runs the notebook from the top may get other results, or none. Of 863,878 notebooks from GitHub that were run
again, 24 % ended without an error and 4 % gave the same results (Pimentel 2019).`,
    bad: ['# In[4]:\nrate = 0.1', '# In[2]:\nloss = 100 * rate', '# In[3]:\nprint(loss)'],
    good: ['# In[1]:\nrate = 0.1', '# In[2]:\nloss = 100 * rate', '# In[3]:\nprint(loss)'],
    limits: [
      'Gaps, counts that do not start at 1, and notebooks without counts are no evidence.',
      'A cell that only imports may be run again at any time.',
      'To mend it, restart the kernel, run all cells and save.',
    ],
    references: [
      'Pimentel et al. 2019, A large-scale study about quality and reproducibility of Jupyter notebooks',
      'Wang et al. 2020, Restoring execution environments of Jupyter notebooks (Osiris)',
    ],
  },
  messages: {
    uses: 'Cell {cell} uses `{name}`, but it was run (number {count}) before cell {other} (number {otherCount}), which defines it above. Run from the top, the result may differ.',
    before: 'Cell {cell} was run (number {count}) before cell {other} above it (number {otherCount}).',
    skipped:
      'Cell {cell} defines `{name}` but was not run in this session; cell {other} below uses it and was (number {otherCount}).',
  },
  *check({ unit, model }) {
    if (unit.kind !== 'notebook' || isInOrder(unit)) return;
    const cells = cellsOf(model);
    const report = inversion(cells) ?? skippedCell(cells);
    if (report) yield report;
  },
});

interface Cell {
  readonly number: number;
  readonly count: number | null;
  /** Names bound outside functions and classes. */
  readonly binds: ReadonlySet<string>;
  /** Names that it uses when it runs (functions that it only defines left out) and nowhere binds itself. */
  readonly reads: ReadonlySet<string>;
  /** False for cells that only import and define. */
  readonly acts: boolean;
  /** Its first statement's first line. */
  readonly at: Span;
}

type OrderReport = Report<'uses' | 'before' | 'skipped'>;

/** True if every cell from the first that was run on was run, each after the one above: the names of no cell need a look. */
function isInOrder({ sources }: Unit): boolean {
  let last: number | undefined;
  for (const { cell } of sources) {
    if (!cell) continue;
    const count = cell.executionCount;
    if (last !== undefined && (count === null || count < last)) return false;
    last = count ?? last;
  }
  return true;
}

/** The cells that can matter: Python, with code that does more than import. */
function cellsOf({ unit, modules }: Model): Cell[] {
  const cells: Cell[] = [];
  for (const source of unit.sources) {
    const module = modules[source.index];
    if (!source.cell || !module || module.body.every(isImport)) continue;
    const { number, executionCount } = source.cell;
    cells.push({
      number,
      count: executionCount,
      binds: topLevelNames(module),
      reads: namesRead(module),
      acts: !module.body.every((statement) => isImport(statement) || isDefinition(statement)),
      at: firstLine(source, module),
    });
  }
  return cells;
}

/** The first cell that was run before one above it; one that uses a name of the other is preferred. */
function inversion(cells: readonly Cell[]): OrderReport | undefined {
  let first: OrderReport | undefined;
  for (const [index, cell] of cells.entries()) {
    if (cell.count === null) continue;
    const later = cells.slice(0, index).filter((above) => above.count !== null && above.count > cell.count!);
    for (const other of later) {
      const data = { cell: cell.number, count: cell.count, other: other.number, otherCount: other.count! };
      const name = [...other.binds].find((bound) => cell.reads.has(bound));
      const related = [{ at: other.at, note: `Cell ${other.number} was run as number ${other.count}.` }];
      if (name !== undefined) return { at: cell.at, message: 'uses', data: { ...data, name }, related };
      if (cell.acts && other.acts)
        first ??= { at: cell.at, message: 'before', data, related, severity: 'hint' };
    }
  }
  return first;
}

/** A cell without a count between cells that were run, of which a later one uses what only this one defines. */
function skippedCell(cells: readonly Cell[]): OrderReport | undefined {
  const firstRun = cells.findIndex((cell) => cell.count !== null);
  if (firstRun < 0) return undefined;
  for (const [index, cell] of cells.entries()) {
    if (cell.count !== null || index < firstRun) continue;
    const elsewhere = new Set(cells.filter((other) => other !== cell).flatMap((other) => [...other.binds]));
    for (const other of cells.slice(index + 1)) {
      const name = [...cell.binds].find((bound) => other.reads.has(bound) && !elsewhere.has(bound));
      if (other.count === null || name === undefined) continue;
      const data = { cell: cell.number, name, other: other.number, otherCount: other.count };
      return { at: cell.at, message: 'skipped', data, severity: 'hint' };
    }
  }
  return undefined;
}

/** The names that a cell leaves behind, imports left out. */
function topLevelNames(module: Module): ReadonlySet<string> {
  const names = new Set<string>();
  const open: Stmt[] = [...module.body];
  for (let statement = open.pop(); statement; statement = open.pop()) {
    for (const name of namesBoundBy(statement)) names.add(name);
    if (statement.kind === 'With')
      for (const item of statement.items) for (const name of namesBoundBy(item)) names.add(name);
    if (isDefinition(statement)) continue;
    for (const suite of suitesOf(statement)) open.push(...suite);
  }
  return names;
}

function namesRead(module: Module): ReadonlySet<string> {
  const names = new Set<string>();
  const bound = new Set<string>();
  walk(module.body, (node) => {
    if (node.kind === 'Name') names.add(node.id);
    for (const name of namesBoundBy(node)) bound.add(name);
    return node.kind !== 'FunctionDef' && node.kind !== 'Lambda';
  });
  for (const name of bound) names.delete(name);
  return names;
}

function firstLine(source: { base: number; text: string }, { body }: Module): Span {
  const start = body.find((statement) => !isImport(statement))!.start;
  const rest = source.text.slice(start - source.base);
  const length = /^[^\r\n]*/.exec(rest)![0].trimEnd().length;
  return { start, end: start + Math.max(1, length) };
}

function isImport({ kind }: Stmt): boolean {
  return kind === 'Import' || kind === 'ImportFrom';
}

function isDefinition({ kind }: Stmt): boolean {
  return kind === 'FunctionDef' || kind === 'ClassDef';
}
