import type { Model } from '../../semantics/model';
import type { FunctionDef } from '../../syntax/ast';
import { defineRule, type Report } from '../rule';
import { cellsOf, needsOf, type Cell, type Need } from './cellNames';
import { importCustomary, moveDefinition } from './moveDefinition';

export default defineRule({
  name: 'used-before-defined',
  area: 'notebook',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: [],
  docs: {
    summary: 'A cell uses a name that only a later cell, or no cell, defines.',
    why: `It works in the author's kernel, which still remembers the name, and fails with NameError for everyone who runs the notebook from the
top. Of 863,878 notebooks from GitHub that were run again, 24 % ended without an error (Pimentel 2019).`,
    bad: ['rate = base * 2', 'base = 0.1', 'print(rate)'],
    good: ['base = 0.1', 'rate = base * 2', 'print(rate)'],
    limits: [
      'Only names that the cell surely reads: what stands in branches, `try` blocks and functions that nobody calls is not judged.',
      'A name that no cell defines counts only if the cell has saved output without an error: then it was there once.',
      'Silent after `from … import *`, `%run`, `%pylab`, `exec`, `globals()` and the like: they may define anything.',
      'Names that an extension of the kernel brings (pyforest, a startup file) are there for its owner only.',
      'Restart the kernel and run all cells before you save.',
    ],
    references: [
      'Pimentel et al. 2019, A large-scale study about quality and reproducibility of Jupyter notebooks',
      'Subotić et al. 2022, A static analysis framework for data science notebooks (NBLyzer)',
    ],
  },
  messages: {
    later: '`{name}` is defined only below, in cell {other}: run from the top, this fails with NameError.',
    laterThrough:
      '`{function}` reads `{name}`, which is defined only below, in cell {other}: run from the top, this call fails with NameError.',
    nowhere:
      '`{name}` is not defined in any cell, though this cell was run with it: whoever runs the notebook anew gets a NameError.',
    nowhereThrough:
      '`{function}` reads `{name}`, which is not defined in any cell, though this cell was run with it: whoever runs the notebook anew gets a NameError.',
  },
  *check({ unit, model }) {
    if (unit.kind !== 'notebook') return;
    const cells = cellsOf(model);
    const reported = new Set<string>();
    const bound = new Set<string>();
    const functions = new Map<string, FunctionDef>();
    let opaque = '';
    for (const [index, cell] of cells.entries()) {
      for (const name of cell.binds) bound.add(name);
      for (const statement of cell.module.body)
        if (statement.kind === 'FunctionDef') functions.set(statement.name, statement);
      opaque += `\n${cell.opaque}`;
      if (cell.opens) return;
      if (cell.module.errors.length > 0) continue;
      for (const need of needsOf(cell, functions)) {
        if (bound.has(need.name) || reported.has(need.name) || mentions(opaque, need.name)) continue;
        const report = judge(model, cells, index, need);
        if (!report) continue;
        reported.add(need.name);
        yield report;
      }
    }
  },
});

type NameReport = Report<'later' | 'laterThrough' | 'nowhere' | 'nowhereThrough'>;

function judge(model: Model, cells: readonly Cell[], index: number, need: Need): NameReport | undefined {
  const { name, at, through } = need;
  const below = cells.slice(index + 1);
  const definer = below.find(({ binds }) => binds.has(name));
  if (definer) {
    const fix = moveDefinition(model, cells, index, need, definer);
    return {
      at,
      message: through ? 'laterThrough' : 'later',
      data: { name, function: through ?? '', other: definer.source.cell!.number },
      fixes: fix ? [fix] : [],
    };
  }
  const isHidden = below.some(({ opens, opaque }) => opens || mentions(opaque, name));
  if (!cells[index]!.source.cell?.hasCleanOutput || isHidden) return undefined;
  return {
    at,
    message: through ? 'nowhereThrough' : 'nowhere',
    data: { name, function: through ?? '' },
    fixes: [importCustomary(model, need)].filter((fix) => fix !== undefined),
  };
}

function mentions(text: string, name: string): boolean {
  return text.includes(name) && new RegExp(`(?<![\\w])${name}(?![\\w])`).test(text);
}
