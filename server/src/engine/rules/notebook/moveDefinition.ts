/** Fixes of used-before-defined: the statement that defines the name goes up to where it is needed, or a customary import is added. */
import { importName, moveStatement } from '../../fix';
import { boundNames } from '../../fix/names';
import type { Model } from '../../semantics/model';
import type { Stmt } from '../../syntax/ast';
import { importedNames, isBuiltin, namesBoundIn } from './namespace';
import { walk } from '../../syntax/visit';
import type { FixReport } from '../rule';
import type { Cell, Need } from './cellNames';

/**
 * Offered only if the statement defines that name alone (or imports), once, and needs nothing that is not there, unchanged, above the
 * cell of the use.
 */
export function moveDefinition(
  model: Model,
  cells: readonly Cell[],
  index: number,
  { name, at }: Need,
  definer: Cell,
): FixReport | undefined {
  const statement = definer.module.body.find((each) => namesBoundIn([each]).has(name));
  const user = cells[index]!.module.body.find((each) => each.start <= at.start && at.end <= each.end);
  if (!statement || !user || !definesOnly(statement, name)) return undefined;
  if (cells.filter(({ binds }) => binds.has(name)).length !== 1) return undefined;
  const above = new Set(cells.slice(0, index).flatMap(({ binds }) => [...binds]));
  const needed = namesIn(statement).filter((id) => id !== name && !isBuiltin(id));
  if (!needed.every((id) => above.has(id) && !isTouched(cells, id, user, statement))) return undefined;
  const edits = moveStatement(model, statement, 'before', user);
  return (
    edits && {
      title: `Move the definition of \`${name}\` up to its first use`,
      applicability: 'suggestion',
      edits,
    }
  );
}

function definesOnly(statement: Stmt, name: string): boolean {
  switch (statement.kind) {
    case 'Import':
    case 'ImportFrom':
      return importedNames(statement).includes(name);
    case 'FunctionDef':
    case 'ClassDef':
      return true;
    case 'Assign':
      return statement.targets.every((target) => target.kind === 'Name' && boundNames(target)[0] === name);
    default:
      return false;
  }
}

/** Names that a statement mentions and does not bind inside itself. */
function namesIn(statement: Stmt): string[] {
  const names = new Set<string>();
  const inner = new Set<string>();
  walk(statement, (node) => {
    if (node.kind === 'Name') names.add(node.id);
    if (node.kind === 'Parameter') inner.add(node.name);
    if (node.kind === 'Comprehension') for (const id of boundNames(node.target)) inner.add(id);
    if (node.kind === 'FunctionDef') for (const id of namesBoundIn(node.body)) inner.add(id);
  });
  return [...names].filter((id) => !inner.has(id));
}

/** True if something between two statements mentions a name, so that its value may be another one there; modules stay. */
function isTouched(cells: readonly Cell[], id: string, from: Stmt, to: Stmt): boolean {
  const isImported = cells.some(({ module }) =>
    module.body.some(
      (each) => (each.kind === 'Import' || each.kind === 'ImportFrom') && importedNames(each).includes(id),
    ),
  );
  const makers = cells.filter(({ binds }) => binds.has(id)).length;
  if (isImported && makers === 1) return false;
  let found = false;
  for (const { module } of cells)
    walk(module.body, (node) => {
      if (node.kind === 'Name' && node.id === id && node.start >= from.start && node.end <= to.start)
        found = true;
    });
  return found;
}

/** Names that everybody gives to the same module. */
const CUSTOMARY: Readonly<Record<string, string>> = {
  np: 'numpy',
  pd: 'pandas',
  plt: 'matplotlib.pyplot',
  sns: 'seaborn',
  tf: 'tensorflow',
  torch: 'torch',
  px: 'plotly.express',
  os: 'os',
  sys: 'sys',
  re: 're',
  json: 'json',
  math: 'math',
  random: 'random',
};

/** `import pandas as pd`, if the name that no cell defines is one by which everybody calls a module. */
export function importCustomary(model: Model, { name, at }: Need): FixReport | undefined {
  const module = Object.hasOwn(CUSTOMARY, name) ? CUSTOMARY[name]! : undefined;
  if (module === undefined) return undefined;
  const { edits, name: imported } = importName(model, at, {
    module,
    ...(module === name ? {} : { as: name }),
  });
  if (imported !== name || edits.length === 0) return undefined;
  const clause = module === name ? module : `${module} as ${name}`;
  return { title: `Add \`import ${clause}\``, applicability: 'suggestion', edits };
}
