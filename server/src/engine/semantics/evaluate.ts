/** Evaluates expressions to abstract values. */
import type { Attribute, BinOp, Compare, ComprehensionExpr, DictExpr, Expr } from '../syntax/ast';
import { canonicalName, familyOf, isEstimator, methodFact } from '../knowledge';
import { frameProperties } from '../knowledge/dataframes';
import { assign } from './assign';
import { call } from './call';
import type { DataEdge, DataNode } from './data';
import { classAttribute } from './classes';
import { functionValue, invoke } from './functions';
import { memberOf } from './imports';
import type { Activation, Interpreter } from './interpreter';
import { elementOf } from './iterate';
import { subscript } from './rows';
import {
  SLOTS,
  itemsOf,
  constantOf,
  isData,
  typeOf,
  type ObjectValue,
  type Slot,
  type Value,
} from './values';

export function evaluate(it: Interpreter, node: Expr): Value {
  it.tick();
  const value = compute(it, node);
  if (node.kind !== 'String' && node.kind !== 'Number' && node.kind !== 'Constant')
    it.values.set(node, value);
  return value;
}

function compute(it: Interpreter, node: Expr): Value {
  const { state, frame } = it;
  switch (node.kind) {
    case 'Name':
      return it.lookup(node.id, node);
    case 'String':
      return node.bytes ? it.unknown(node) : state.constant(node.value, node, frame.unit);
    case 'Number':
      return Number.isNaN(node.value) ? it.unknown(node) : state.constant(node.value, node, frame.unit);
    case 'Constant':
      return node.value === '...' ? it.unknown(node) : state.constant(node.value, node, frame.unit);
    case 'FString':
      for (const part of node.parts) if (typeof part !== 'string') evaluate(it, part);
      return it.unknown(node);
    case 'Attribute':
      return attribute(it, evaluate(it, node.value), node);
    case 'Call':
      return call(it, node);
    case 'Subscript':
      return subscript(it, node, evaluate(it, node.value), evaluate(it, node.index));
    case 'Slice':
      if (node.lower) evaluate(it, node.lower);
      if (node.upper) evaluate(it, node.upper);
      if (node.step) evaluate(it, node.step);
      return it.unknown(node);
    case 'BinOp':
      return binary(it, node);
    case 'UnaryOp': {
      const operand = evaluate(it, node.operand);
      if (node.op === '-' && operand.kind === 'constant' && typeof operand.value === 'number')
        return state.constant(-operand.value, node, frame.unit);
      return rowwise(it, node, [operand], node.op);
    }
    case 'BoolOp': {
      const left = evaluate(it, node.left);
      const right = evaluate(it, node.right);
      return state.joinValues(left, right);
    }
    case 'Compare':
      return compare(it, node);
    case 'Conditional': {
      evaluate(it, node.test);
      return state.joinValues(evaluate(it, node.orelse), evaluate(it, node.body));
    }
    case 'Lambda':
      return functionValue(it, node);
    case 'List':
    case 'Tuple':
    case 'Set': {
      const starred = node.elements.some((element) => element.kind === 'Starred');
      const items = node.elements.flatMap((element) => {
        if (element.kind !== 'Starred') return [evaluate(it, element)];
        return itemsOf(evaluate(it, element.value)) ?? [];
      });
      const form = node.kind === 'List' ? 'list' : node.kind === 'Tuple' ? 'tuple' : 'set';
      return state.sequence(form, items, node, frame.unit, !starred);
    }
    case 'Dict':
      return dict(it, node);
    case 'ComprehensionExpr':
      return comprehension(it, node);
    case 'Await':
    case 'Starred':
      return evaluate(it, node.value);
    case 'Yield': {
      const value = node.value ? evaluate(it, node.value) : undefined;
      if (value) frame.returns.push(state.sequence('list', [value], node, frame.unit, false));
      return it.unknown(node);
    }
    case 'NamedExpr': {
      const value = evaluate(it, node.value);
      it.bind(node.target.id, value);
      it.values.set(node.target, value);
      return value;
    }
    case 'BadExpr':
      for (const part of node.parts) evaluate(it, part);
      return it.unknown(node);
  }
}

function dict(it: Interpreter, node: DictExpr): Value {
  const mapping = it.state.mapping(node, it.frame.unit);
  const others: Value[] = [];
  for (const entry of node.entries) {
    const key = entry.key && constantOf(evaluate(it, entry.key));
    const value = evaluate(it, entry.value);
    if (key !== undefined) mapping.slots.set(`key:${String(key)}`, value as Slot);
    else if (entry.key) others.push(value);
    else if (value.kind === 'mapping')
      for (const [slot, inner] of value.slots) mapping.slots.set(slot, inner);
    else mapping.slots.set('open', 'yes');
  }
  if (others.length > 0) mapping.slots.set('rest', it.state.joinAll(others) as Slot);
  return mapping;
}

function comprehension(it: Interpreter, node: ComprehensionExpr): Value {
  const { state, frame } = it;
  const inner = it.newFrame({
    unit: frame.unit,
    modules: frame.modules,
    name: frame.name,
    def: frame.def,
    closure: frame,
    caller: frame.caller,
    callSite: frame.callSite,
    module: frame.module ?? frame,
    uncalled: frame.uncalled,
  });
  const clauses = (index: number): Value => {
    const clause = node.clauses[index];
    if (!clause) {
      if (node.key) evaluate(it, node.key);
      return evaluate(it, node.element);
    }
    const iterable = evaluate(it, clause.iter);
    return it.inContext({ kind: 'loop', node, value: iterable }, () => {
      assign(it, clause.target, elementOf(it, iterable, clause.iter), clause);
      for (const test of clause.ifs) evaluate(it, test);
      return clauses(index + 1);
    });
  };
  const element = it.within(inner, () => clauses(0));
  if (node.form === 'dict') {
    const mapping = state.mapping(node, frame.unit);
    mapping.slots.set('rest', element as Slot);
    mapping.slots.set('open', 'yes');
    return mapping;
  }
  return state.sequence(node.form === 'set' ? 'set' : 'list', [element], node, frame.unit, false);
}

// ------------------------------------------------------------------ attributes

/** The value of `base.attr` when it is read (calls of methods go through call.ts). */
export function attribute(it: Interpreter, base: Value, node: Attribute): Value {
  const { state, frame } = it;
  const name = node.attr;
  const slot = `attr:${name}`;
  switch (base.kind) {
    case 'api':
      return state.api(canonicalName(`${base.name}.${name}`));
    case 'module':
      return memberOf(it, base.frame as Activation, name) ?? it.unknown(node);
    case 'choice': {
      const options = base.options.filter((option) => option.kind !== 'constant');
      return state.joinAll(options.map((option) => attribute(it, option, node))) ?? it.unknown(node);
    }
    case 'class':
      return classAttribute(base, name) ?? it.unknown(node);
    case 'object': {
      const own = base.slots.get(slot) as Value | undefined;
      if (own) return own;
      const inherited = base.cls && classAttribute(base.cls, name);
      if (inherited?.kind === 'function') {
        const isProperty = inherited.decorators.some(
          (decorator) => decorator.kind === 'api' && /property$/.test(decorator.name),
        );
        const bound = { ...inherited, self: base };
        return isProperty ? invoke(it, bound, NO_ARGUMENTS, node) : bound;
      }
      if (inherited) return inherited;
      return libraryAttribute(it, base, node);
    }
    case 'unknown': {
      const known = base.slots.get(slot) as Value | undefined;
      if (known) return known;
      const data = state.currentData(base);
      const property = Object.hasOwn(frameProperties, name) ? frameProperties[name] : undefined;
      if (
        property &&
        (data || /^(loc|iloc|values)$/.test(name)) &&
        it.imports.some((item) => /^(pandas|numpy)/.test(item.name))
      )
        return frameProperty(it, base, node, property.returns);
      // Attributes of unknown objects keep their identity, so that `args.model` is the same value at each use.
      const value = it.unknown(node);
      base.slots.set(slot, value as Slot);
      value.slots.set(SLOTS.base, base as Slot);
      return value;
    }
    default:
      return state.method(base, name, node, frame.unit);
  }
}

const NO_ARGUMENTS = {
  positional: [],
  keywords: new Map<string, Value>(),
  hasStar: false,
  hasDoubleStar: false,
};

function libraryAttribute(it: Interpreter, base: ObjectValue, node: Attribute): Value {
  const { state, frame } = it;
  const name = node.attr;
  const family = familyOf(base.type);
  if (methodFact(base.type, name)) {
    const property = (family === 'frame' || family === 'series') && Object.hasOwn(frameProperties, name);
    if (!property) return state.method(base, name, node, frame.unit);
  }
  if (family === 'frame' || family === 'series' || family === 'index') {
    if (Object.hasOwn(frameProperties, name))
      return frameProperty(it, base, node, frameProperties[name]!.returns);
    if (family === 'frame' && /^[A-Za-z]\w*$/.test(name)) return column(it, base, [name], node);
  }
  if ((family === 'array' || family === 'tensor') && (name === 'T' || name === 'data'))
    return rowwise(it, node, [base], name);
  if (family === 'search' && name === 'best_estimator_') {
    const inner = base.record?.args.positional[0] ?? base.record?.args.keywords.get('estimator');
    if (inner?.kind === 'object') {
      const best = state.object(inner.type, node, frame.unit, { cls: inner.cls, record: inner.record });
      for (const [key, value] of inner.slots) best.slots.set(key, value);
      best.slots.set(SLOTS.fits, base.slots.get(SLOTS.fits));
      base.slots.set('attr:best_estimator_', best as Slot);
      return best;
    }
  }
  if (isEstimator(family) && name.endsWith('_')) {
    // A learned attribute: parameters taken from the rows of the last fit.
    const fits = base.slots.get(SLOTS.fits) as readonly { data: readonly DataNode[] }[] | undefined;
    const from = fits?.at(-1)?.data[0];
    if (from) {
      const parameters = state.graph.node(
        state.graph.rootRows(),
        [{ kind: 'learned-from', from, by: base }],
        node,
        frame.unit,
        name,
      );
      return state.withData('statistic', parameters, node, frame.unit);
    }
  }
  const value = it.unknown(node);
  base.slots.set(`attr:${name}`, value as Slot);
  return value;
}

function frameProperty(it: Interpreter, base: Value, node: Attribute, returns: string | undefined): Value {
  const { state, frame } = it;
  const data = state.dataOf(base, node, frame.unit);
  if (!returns || !data) return it.unknown(node);
  const value = state.withData(returns, data, node, frame.unit);
  value.slots.set('of', base as Slot);
  return value;
}

/** Some columns of a frame, by name: a new version with the same rows. */
export function column(
  it: Interpreter,
  base: Value,
  names: readonly string[],
  node: Expr,
  type = 'pandas.Series',
): Value {
  const { state, frame } = it;
  const data = state.dataOf(base, node, frame.unit);
  if (!data) return it.unknown(node);
  const next = state.graph.node(
    data.rows,
    [{ kind: 'same', from: data, columns: { op: 'only', names } }],
    node,
    frame.unit,
    'column',
  );
  const value = state.withData(type, next, node, frame.unit);
  value.slots.set('of', base as Slot);
  return value;
}

// ------------------------------------------------------------------ operators

function binary(it: Interpreter, node: BinOp): Value {
  const left = evaluate(it, node.left);
  const right = evaluate(it, node.right);
  const { state, frame } = it;
  if (left.kind === 'constant' && right.kind === 'constant') {
    const folded = fold(node.op, left.value, right.value);
    if (folded !== undefined) return state.constant(folded, node, frame.unit);
  }
  if (node.op === '+' && left.kind === 'sequence' && right.kind === 'sequence') {
    const [a, b] = [itemsOf(left), itemsOf(right)];
    return state.sequence(
      left.form,
      [...(a ?? state.elements(left)), ...(b ?? state.elements(right))],
      node,
      frame.unit,
      a !== undefined && b !== undefined,
    );
  }
  if (left.kind === 'constant' && typeof left.value === 'string' && node.op === '%') return it.unknown(node);
  return rowwise(it, node, [left, right], node.op);
}

function fold(
  op: string,
  a: string | number | boolean | null,
  b: string | number | boolean | null,
): string | number | undefined {
  if (typeof a === 'string' && typeof b === 'string' && op === '+')
    return a.length + b.length < 10_000 ? a + b : undefined;
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : a / b;
    case '**':
      return Math.abs(b) < 64 ? a ** b : undefined;
    default:
      return undefined;
  }
}

function compare(it: Interpreter, node: Compare): Value {
  const left = evaluate(it, node.left);
  const others = node.comparators.map((comparator) => evaluate(it, comparator));
  const { state, frame } = it;
  const right = others[0]!;
  if (
    others.length === 1 &&
    left.kind === 'constant' &&
    right.kind === 'constant' &&
    (node.ops[0] === '==' || node.ops[0] === '!=')
  ) {
    return state.constant((left.value === right.value) === (node.ops[0] === '=='), node, frame.unit);
  }
  if (node.ops.some((op) => op.endsWith('in') || op.startsWith('is'))) return it.unknown(node);
  const value = rowwise(it, node, [left, ...others], node.ops[0]!);
  if (state.currentData(value)) value.slots.set('mask', 'yes');
  return value;
}

/** An operation that works row by row on its operands: same rows, what was learned comes along. */
export function rowwise(
  it: Interpreter,
  node: Expr,
  operands: readonly Value[],
  op: string,
  returns?: string,
): Value {
  const { state, frame } = it;
  const edges: DataEdge[] = [];
  let main: Value | undefined;
  let rows: DataNode | undefined;
  let reduced: DataNode | undefined;
  for (const operand of operands) {
    const data = state.currentData(operand);
    if (!data) continue;
    if (typeOf(operand) === 'statistic') {
      edges.push({ kind: 'applied', from: data });
      reduced = data;
    } else if (!rows) {
      main = operand;
      rows = data;
      edges.unshift({ kind: 'same', from: data });
    } else edges.push({ kind: data.rows === rows.rows ? 'same' : 'joined', from: data });
  }
  if (!rows) {
    if (!reduced) return it.unknown(node);
    return state.withData(
      'statistic',
      state.graph.node(
        reduced.rows,
        edges.map((edge) => ({ ...edge, kind: 'same' as const })),
        node,
        frame.unit,
        op,
      ),
      node,
      frame.unit,
    );
  }
  const type = returns ?? (main && typeOf(main));
  const value = state.withData(
    type === 'pandas.Accessor' ? 'pandas.Series' : type,
    state.graph.node(rows.rows, edges, node, frame.unit, op),
    node,
    frame.unit,
  );
  if (operands.some((operand) => operand.slots.get('mask'))) value.slots.set('mask', 'yes');
  if (main && isData(main.slots.get(SLOTS.data)) && main.slots.get('of'))
    value.slots.set('of', main.slots.get('of'));
  return value;
}
