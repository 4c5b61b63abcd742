/** Runs import statements: library names become canonical, local modules are run once and their names followed. */
import { canonicalName } from '../knowledge';
import type { Import, ImportAlias, ImportFrom } from '../syntax/ast';
import { block, type Completion } from './execute';
import { MAX_DEPTH, type Activation, type Interpreter } from './interpreter';
import { Slots, type ModuleValue, type Value } from './values';

export function runImport(it: Interpreter, node: Import): Completion {
  for (const alias of node.names) {
    if (it.frame.unit === it.unit) it.imports.push({ name: alias.name, node, unit: it.frame.unit });
    else if (!it.frame.def && alias.asname) {
      const { asname, name } = alias;
      it.frame.lazy.set(asname, () => localModule(it, name, 0) ?? it.state.api(canonicalName(name)));
      continue;
    }
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
  const isPutOff = !own && !it.frame.def && !node.star;
  const local = isPutOff ? undefined : localModule(it, node.module, node.level);
  if (own && node.level === 0 && node.module !== '__future__')
    it.imports.push({ name: node.module, node, unit: it.frame.unit });
  if (node.star) {
    if (local?.kind === 'module') {
      const frame = local.frame as Activation;
      for (const [name, value] of frame.locals) if (!name.startsWith('_')) it.bind(name, value);
      for (const name of frame.lazy.keys())
        it.frame.lazy.set(name, () => memberOf(it, frame, name) ?? it.unknown(node));
    }
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
    const name = alias.asname ?? alias.name;
    // A module's own imports are followed only if something asks for their names: packages import far more than is used.
    if (own || it.frame.def) it.bind(name, importedName(it, node, alias, local));
    else
      it.frame.lazy.set(name, () => importedName(it, node, alias, localModule(it, node.module, node.level)));
  }
  return 'normal';
}

function importedName(
  it: Interpreter,
  node: ImportFrom,
  alias: ImportAlias,
  local: ModuleValue | undefined,
): Value {
  const member = local && memberOf(it, local.frame as Activation, alias.name);
  if (member) return member;
  const submodule = localModule(it, node.module ? `${node.module}.${alias.name}` : alias.name, node.level);
  if (submodule) return submodule;
  if (local || node.level > 0) return it.unknown(alias);
  return it.state.api(canonicalName(`${node.module}.${alias.name}`));
}

/** A name of a module (or of any frame), its import followed if that has been put off. */
export function memberOf(it: Interpreter, frame: Activation, name: string): Value | undefined {
  const known = frame.locals.get(name);
  if (known) return known;
  const pending = frame.lazy.get(name);
  if (!pending) return undefined;
  frame.lazy.delete(name);
  const value = it.within(frame, pending);
  frame.locals.set(name, value);
  return value;
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
  if (it.depth < MAX_DEPTH && it.mayFollow(resolved.unit, 0)) {
    it.depth++;
    const context = it.context;
    it.context = undefined;
    it.state.store.permanently(() =>
      it.within(frame, () => {
        for (const module of resolved.modules) block(it, module.body);
      }),
    );
    it.context = context;
    it.depth--;
  }
  return value;
}
