/** Runs import statements: library names become canonical, local modules are run once and their names followed. */
import { canonicalName } from '../knowledge';
import type { Import, ImportFrom } from '../syntax/ast';
import { block, type Completion } from './execute';
import { MAX_DEPTH, type Interpreter } from './interpreter';
import { Slots, type ModuleValue, type Value } from './values';

export function runImport(it: Interpreter, node: Import): Completion {
  for (const alias of node.names) {
    if (it.frame.unit === it.unit) it.imports.push({ name: alias.name, node, unit: it.frame.unit });
    const local = localModule(it, alias.name, 0);
    if (alias.asname) it.bind(alias.asname, local ?? it.state.api(canonicalName(alias.name)));
    else {
      const top = alias.name.split('.')[0]!;
      if (local && top === alias.name) it.bind(top, local);
      else if (!(it.frame.locals.get(top)?.kind === 'module')) it.bind(top, it.state.api(top));
    }
  }
  return 'normal';
}

export function runImportFrom(it: Interpreter, node: ImportFrom): Completion {
  const own = it.frame.unit === it.unit;
  const local = localModule(it, node.module, node.level);
  if (own && node.level === 0 && node.module !== '__future__')
    it.imports.push({ name: node.module, node, unit: it.frame.unit });
  if (node.star) {
    if (local?.kind === 'module')
      for (const [name, value] of local.frame.locals) if (!name.startsWith('_')) it.bind(name, value);
    if (!local) {
      const module = it.frame.module ?? it.frame;
      module.stars.push(canonicalName(node.module));
      if (node.module.startsWith('fastai.')) {
        for (const [name, target] of [
          ['np', 'numpy'],
          ['pd', 'pandas'],
          ['torch', 'torch'],
          ['nn', 'torch.nn'],
          ['F', 'torch.nn.functional'],
        ] as const) {
          if (!it.frame.locals.has(name)) it.bind(name, it.state.api(target));
        }
      }
    }
    return 'normal';
  }
  for (const alias of node.names) {
    let value: Value | undefined;
    if (local?.kind === 'module') {
      value =
        local.frame.locals.get(alias.name) ??
        localModule(it, node.module ? `${node.module}.${alias.name}` : alias.name, node.level) ??
        it.unknown(alias);
    } else {
      const sub = localModule(it, node.module ? `${node.module}.${alias.name}` : alias.name, node.level);
      value =
        sub ??
        (node.level > 0 ? it.unknown(alias) : it.state.api(canonicalName(`${node.module}.${alias.name}`)));
    }
    it.bind(alias.asname ?? alias.name, value);
  }
  return 'normal';
}

/** A module of the project's own, run once. */
export function localModule(it: Interpreter, name: string, level: number): ModuleValue | undefined {
  const resolved = it.local?.resolve(name, level, it.frame.unit);
  if (!resolved || resolved.unit === it.unit) return undefined;
  const known = it.moduleFrames.get(resolved.unit);
  if (known) return known;
  const frame = it.newFrame({ unit: resolved.unit, modules: resolved.modules, name: '' });
  frame.locals.set('__name__', it.state.constant(name));
  const value: ModuleValue = { kind: 'module', id: it.state.nextId(), slots: new Slots(), frame };
  it.moduleFrames.set(resolved.unit, value);
  if (it.depth < MAX_DEPTH && !it.exhausted) {
    it.depth++;
    const context = it.context;
    it.context = undefined;
    it.within(frame, () => {
      for (const module of resolved.modules) block(it, module.body);
    });
    it.context = context;
    it.depth--;
  }
  return value;
}
