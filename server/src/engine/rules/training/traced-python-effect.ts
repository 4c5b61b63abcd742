import { importName } from '../../fix';
import { contextsOf } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import { argument, type CallRecord } from '../../semantics/trace';
import { typeOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Call, Expr, FunctionDef, Node } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type FixReport, type Report } from '../rule';
import { shortText } from '../shortText';
import { forwardOf, networkClasses } from './networkClasses';

export default defineRule({
  name: 'traced-python-effect',
  area: 'training',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['tensorflow', 'jax', 'torch'],
  docs: {
    summary: 'A traced function relies on Python effects or state.',
    why: `\`tf.function\`, \`jax.jit\` and \`torch.jit.trace\` run the Python code once, to record the operations on tensors; afterwards only the record runs. What the
Python code did besides (printing, appending, counting, drawing numbers with NumPy, choosing a branch) happened once: the list stays short, and each call uses the same "random" numbers.`,
    bad: `import tensorflow as tf

losses = []


@tf.function
def loss_of(prediction, target):
    loss = tf.reduce_mean(tf.square(prediction - target))
    losses.append(loss)
    return loss
`,
    good: `import tensorflow as tf

losses = []


@tf.function
def loss_of(prediction, target):
    return tf.reduce_mean(tf.square(prediction - target))


def step(prediction, target):
    losses.append(loss_of(prediction, target))
`,
    limits: [
      'Only functions whose decorator or wrapping call can be seen, and only their own body.',
      'Messages without values (`print("Tracing")`) and shapes and types of tensors show what tracing does, and are not flagged.',
      'Lists that the function makes itself are not flagged; nor are globals that are read but changed elsewhere.',
    ],
    references: [
      'TensorFlow: better performance with tf.function, https://www.tensorflow.org/guide/function#python_side_effects',
      'JAX: pure functions, https://docs.jax.dev/en/latest/notebooks/Common_Gotchas_in_JAX.html#pure-functions',
      'PyTorch: torch.jit.trace, https://docs.pytorch.org/docs/stable/generated/torch.jit.trace.html',
    ],
  },
  messages: {
    print: '`print` runs once, when `{function}` is traced, and shows a placeholder instead of values.',
    append: '`{list}` grows once, when `{function}` is traced, and holds a placeholder instead of a value.',
    open: 'The file is opened once, when `{function}` is traced, and not at each call.',
    outer: '`{name}` is set once, when `{function}` is traced, and not at each call.',
    frozen: '`{call}` is called once, when `{function}` is traced: each later call uses the same value.',
    variable:
      'A `tf.Variable` made at each call of `{function}` fails as soon as the function is called a second time.',
    branch:
      '`torch.jit.trace` records one path: which branch `forward` takes here is fixed by the example input.',
  },
  *check({ model }): Iterable<Report<Message>> {
    if (model.role === 'test') return;
    for (const { def, tracer } of tracedFunctions(model)) {
      const locals = localNames(def);
      for (const node of ownNodes(def)) {
        const found = effectOf(model, tracer, node, locals);
        if (found)
          yield {
            at: found.at,
            message: found.message,
            data: { function: def.name, ...found.data },
            fixes: found.message === 'print' ? printed(model, tracer, node as Call) : [],
          };
      }
    }
    for (const test of tracedBranches(model)) yield { at: test, message: 'branch' };
  },
});

type Message = 'print' | 'append' | 'open' | 'outer' | 'frozen' | 'variable' | 'branch';
type Tracer = 'tensorflow' | 'jax';

interface Traced {
  readonly def: FunctionDef;
  readonly tracer: Tracer;
}

const TRACERS: Readonly<Record<string, Tracer>> = {
  'tensorflow.function': 'tensorflow',
  'jax.jit': 'jax',
  'jax.pmap': 'jax',
};

/** Functions decorated with a tracer, or given to one. */
function tracedFunctions(model: Model): Traced[] {
  const found = new Map<FunctionDef, Tracer>();
  for (const { body } of model.modules)
    walk(body, (node) => {
      if (node.kind !== 'FunctionDef') return;
      for (const decorator of node.decorators) {
        const tracer = tracerOf(model, decorator);
        if (tracer) found.set(node, tracer);
      }
    });
  for (const record of model.callsTo(...Object.keys(TRACERS))) {
    const given = record.args.positional[0];
    if (given?.kind !== 'function' || given.def.kind !== 'FunctionDef') continue;
    if (given.closure.unit === model.unit) found.set(given.def, TRACERS[record.name]!);
  }
  return [...found].map(([def, tracer]) => ({ def, tracer }));
}

/** `@tf.function`, `@tf.function(jit_compile=True)`, `@partial(jax.jit, static_argnums=0)` */
function tracerOf(model: Model, decorator: Expr): Tracer | undefined {
  const named = (value: Value | undefined): Tracer | undefined =>
    value?.kind === 'api' && Object.hasOwn(TRACERS, value.name) ? TRACERS[value.name] : undefined;
  if (decorator.kind !== 'Call') return named(model.valueOf(decorator));
  const called = model.valueOf(decorator.func);
  if (called?.kind === 'api' && called.name === 'functools.partial') {
    const first = decorator.args[0];
    return first && named(model.valueOf(first.value));
  }
  return named(called);
}

/** Names that the function binds itself. */
function localNames(def: FunctionDef): ReadonlySet<string> {
  const names = new Set(def.params.map(({ name }) => name));
  walk(def.body, (node) => {
    if (node.kind === 'Assign')
      for (const target of node.targets) if (target.kind === 'Name') names.add(target.id);
    if (node.kind === 'AnnAssign' && node.target.kind === 'Name') names.add(node.target.id);
    return node.kind !== 'FunctionDef';
  });
  return names;
}

/** What stands in the body itself, not in functions inside. */
function ownNodes(def: FunctionDef): Node[] {
  const nodes: Node[] = [];
  walk(def.body, (node) => {
    if (node.kind === 'FunctionDef' || node.kind === 'Lambda' || node.kind === 'ClassDef') return false;
    nodes.push(node);
    return true;
  });
  return nodes;
}

interface PythonEffect {
  readonly at: Node;
  readonly message: Exclude<Message, 'branch'>;
  readonly data?: Readonly<Record<string, string>>;
}

const CHANGES =
  /^(random\.\w+|numpy\.random\.\w+|time\.(time|perf_counter|monotonic)|datetime\.datetime\.(now|utcnow))$/;

function effectOf(
  model: Model,
  tracer: Tracer,
  node: Node,
  locals: ReadonlySet<string>,
): PythonEffect | undefined {
  if (node.kind === 'Scope') {
    const set = node.names.find((name) => locals.has(name));
    return set ? { at: node, message: 'outer', data: { name: set } } : undefined;
  }
  if (node.kind !== 'Call') return undefined;
  const [record] = model.recordsOf(node);
  const name = record?.name ?? '';
  if (name === 'builtins.print') return showsValues(model, node) ? { at: node, message: 'print' } : undefined;
  if (name === 'builtins.open') return { at: node, message: 'open' };
  if (CHANGES.test(name))
    return { at: node, message: 'frozen', data: { call: shortText(textOf(model.unit, node.func)) } };
  if (name === 'tensorflow.Variable' && tracer === 'tensorflow' && record && isUnguarded(record))
    return { at: node.func, message: 'variable' };
  return appended(model, node, locals);
}

/** `losses.append(loss)` of a list that lives longer than the call. */
function appended(model: Model, { func, args }: Call, locals: ReadonlySet<string>): PythonEffect | undefined {
  if (func.kind !== 'Attribute' || func.attr !== 'append' || args.length !== 1) return undefined;
  const list = func.value;
  const isOuter =
    list.kind === 'Name'
      ? !locals.has(list.id)
      : list.kind === 'Attribute' && list.value.kind === 'Name' && list.value.id === 'self';
  const value = model.valueOf(list);
  const isList = value?.kind === 'sequence' ? value.form === 'list' : list.kind === 'Attribute';
  return isOuter && isList
    ? { at: func, message: 'append', data: { list: textOf(model.unit, list) } }
    : undefined;
}

/** A variable that is made on one path only (`if self.v is None`) is made once. */
function isUnguarded({ context }: CallRecord): boolean {
  return contextsOf(context, 'branch', true).length === 0;
}

/** True if something else than text, shapes and types is printed, and the text does not speak of tracing. */
function showsValues(model: Model, { args, start, end }: Call): boolean {
  if (/trac/i.test(textOf(model.unit, { start, end }))) return false;
  return args.some(({ value, name }) => name === undefined && showsValue(value));
}

function showsValue(value: Expr): boolean {
  if (value.kind === 'String' || value.kind === 'Number' || value.kind === 'Constant') return false;
  if (value.kind === 'FString')
    return value.parts.some((part) => typeof part !== 'string' && showsValue(part));
  let isStatic = false;
  walk([value], (node) => {
    if (node.kind === 'Attribute') isStatic ||= /^(shape|dtype|ndim|name|size|device)$/.test(node.attr);
    if (node.kind === 'Call' && node.func.kind === 'Name')
      isStatic ||= /^(type|len|isinstance|id|repr)$/.test(node.func.id);
    return !isStatic;
  });
  return !isStatic;
}

/** `tf.print(…)`; `jax.debug.print("{}", …)` */
function printed(model: Model, tracer: Tracer, node: Call): FixReport[] {
  const plain = node.args.every(
    ({ name, star, value }) => name === undefined && star === 0 && value.kind !== 'FString',
  );
  if (!plain) return [];
  const { edits, name } = importName(
    model,
    node,
    tracer === 'jax' ? { module: 'jax' } : { module: 'tensorflow', as: 'tf' },
  );
  const called = tracer === 'jax' ? `${name}.debug.print` : `${name}.print`;
  const holes = node.args.map(() => '{}').join(' ');
  const inserted =
    tracer === 'jax'
      ? [{ start: node.args[0]!.start, end: node.args[0]!.start, newText: `"${holes}", ` }]
      : [];
  return [
    {
      title: `Print at each call: \`${called}\``,
      applicability: 'suggestion',
      edits: [...edits, { start: node.func.start, end: node.func.end, newText: called }, ...inserted],
    },
  ];
}

const OF_VALUES =
  /^torch\.Tensor\.(sum|mean|max|min|item|any|all|norm|std)$|^torch\.(sum|mean|max|min|any|all|norm)$/;

/** Tests in the `forward` of a traced module that look at the values of tensors. */
function tracedBranches(model: Model): Expr[] {
  const traced = new Set<Value>();
  for (const record of model.callsTo('torch.jit.trace')) {
    const given = argument(record, 'func', 0);
    if (given?.kind === 'object' && given.cls && typeOf(given)) traced.add(given.cls);
  }
  if (traced.size === 0) return [];
  const found: Expr[] = [];
  for (const network of networkClasses(model)) {
    const forward = traced.has(network.value) ? forwardOf(network) : undefined;
    if (!forward) continue;
    for (const node of ownNodes(forward))
      if ((node.kind === 'If' || node.kind === 'While') && looksAtValues(model, node.test))
        found.push(node.test);
  }
  return found;
}

function looksAtValues(model: Model, test: Expr): boolean {
  let found = false;
  walk([test], (node) => {
    if (node.kind === 'Call') found ||= OF_VALUES.test(model.recordsOf(node)[0]?.name ?? '');
    return !found;
  });
  return found;
}
