import { importName, primaryText, replaceNode } from '../../fix';
import type { Model } from '../../semantics/model';
import type { CallRecord } from '../../semantics/trace';
import { textOf, type Unit } from '../../source/unit';
import type { Call, Expr, Node } from '../../syntax/ast';
import { defineRule, type FixReport } from '../rule';
import { shortText } from '../shortText';
import { ancestorsOf } from '../surroundings';
import { activationBehind } from './lastActivation';

export default defineRule({
  name: 'unguarded-log',
  area: 'training',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'safe',
  needs: ['torch', 'tensorflow'],
  docs: {
    summary: 'A logarithm can meet zero, or is computed by a formula that overflows or loses digits.',
    why: `\`log(0)\` is -inf, and its gradient times zero is NaN (measured): one saturated probability turns all weights into NaN. \`log(sum(exp(x)))\` overflows
at 1000, where \`logsumexp\` gives 1000.69. \`log(1 + 1e-8)\` is 0 in single precision, where \`log1p\` gives 1e-8.`,
    bad: `import torch

logits = torch.tensor([[0.0, 200.0]], requires_grad=True)
loss = -torch.log(torch.softmax(logits, dim=1))[0, 0]
loss.backward()
`,
    good: `import torch

logits = torch.tensor([[0.0, 200.0]], requires_grad=True)
loss = -torch.log_softmax(logits, dim=1)[0, 0]
loss.backward()
`,
    limits: [
      'Only probabilities that are seen to come straight from a softmax or sigmoid; whatever is clamped, or has a constant added, is not flagged.',
      'Only tensors of PyTorch and TensorFlow. `log(1 + x)` and `exp(x) - 1` are hints: they matter for small x only.',
      '`log(sum(exp(x - m)))`, with the maximum taken off, is stable and not flagged.',
    ],
    references: [
      'PyTorch: log_softmax, https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html',
      'Breck et al. 2017, The ML Test Score, Monitor 5: the model is numerically stable',
      'Zhang et al. 2022, Code smells for machine learning applications: missing the mask of invalid value',
    ],
  },
  messages: {
    softmax:
      'A probability that rounds to zero makes this -inf and the gradient NaN: `log_softmax` does both in one stable step.',
    probability:
      '`{value}` comes from a {kind} and may round to zero: its logarithm is then -inf and the gradient NaN.',
    sumOfExponentials:
      'The exponential overflows for large numbers: `logsumexp` gives the same logarithm of the sum, and is stable.',
    plusOne: '`log(1 + x)` loses small numbers: `log1p(x)` keeps them.',
    minusOne: '`exp(x) - 1` loses small numbers: `expm1(x)` keeps them.',
  },
  *check({ model, unit }) {
    if (model.role === 'test') return;
    const seen = new Set<Node>();
    for (const record of model.calls) {
      const form = formOf(record);
      if (!form || seen.has(record.node)) continue;
      seen.add(record.node);
      const found = form.of === 'log' ? logarithm(model, form) : minusOne(model, form);
      if (!found) continue;
      yield {
        at: found.at,
        message: found.message,
        severity: found.message === 'plusOne' || found.message === 'minusOne' ? 'hint' : undefined,
        data: { value: shortText(textOf(unit, found.value)), kind: found.kind ?? '' },
        fixes: found.fix ? [found.fix] : [],
      };
    }
  },
});

/** A call that takes the logarithm or the exponential of a tensor. */
interface Form {
  readonly of: 'log' | 'exp';
  readonly library: 'torch' | 'tensorflow';
  readonly call: Call;
  readonly input: Expr;
  /** True for `x.log()`. */
  readonly isMethod: boolean;
}

const FORMS = /^(torch|tensorflow)(\.math|\.Tensor)?\.(log|exp)$/;

function formOf({ name, node }: CallRecord): Form | undefined {
  const [, library, home, of] = FORMS.exec(name) ?? [];
  if (!library) return undefined;
  const isMethod = home === '.Tensor';
  if (isMethod && node.func.kind !== 'Attribute') return undefined;
  if (isMethod ? node.args.length > 0 : node.args.length !== 1 || node.args[0]!.star !== 0) return undefined;
  const input = isMethod && node.func.kind === 'Attribute' ? node.func.value : node.args[0]!.value;
  return { of: of as Form['of'], library: library as Form['library'], call: node, input, isMethod };
}

interface Found {
  readonly at: Node;
  readonly value: Node;
  readonly kind?: string;
  readonly message: 'softmax' | 'probability' | 'sumOfExponentials' | 'plusOne' | 'minusOne';
  readonly fix?: FixReport;
}

function logarithm(model: Model, form: Form): Found | undefined {
  const { input, call } = form;
  if (input.kind === 'BinOp' && input.op === '+') {
    const other = isOne(input.left) ? input.right : isOne(input.right) ? input.left : undefined;
    if (!other || isExponential(model, other)) return undefined;
    return { at: call, value: call, message: 'plusOne', fix: renamed(model, form, 'log1p', other) };
  }
  const sum = sumOfExponentials(model, input);
  if (sum) return { at: call, value: call, message: 'sumOfExponentials', fix: logSumExp(model, form, sum) };
  const value = model.valueOf(input);
  const found = activationBehind(model, value);
  if (!found || (found.kind !== 'softmax' && found.kind !== 'sigmoid')) return undefined;
  const direct = found.node === input && found.kind === 'softmax';
  const isSigmoid = found.node === input && found.kind === 'sigmoid' && form.library === 'torch';
  return {
    at: call,
    value: input,
    kind: found.kind,
    message: direct ? 'softmax' : 'probability',
    fix: direct
      ? logSoftmax(model, form, found.node)
      : ((isSigmoid ? logSigmoid(model, form, found.node) : undefined) ?? clamped(model, form)),
  };
}

/** `exp(x) - 1` */
function minusOne(model: Model, form: Form): Found | undefined {
  const [parent] = ancestorsOf(model, form.call);
  if (parent?.kind !== 'BinOp' || parent.op !== '-' || parent.left !== form.call || !isOne(parent.right))
    return undefined;
  const fix = renamed(model, form, 'expm1', form.input);
  return {
    at: parent,
    value: parent,
    message: 'minusOne',
    fix: fix && { ...fix, edits: [...fix.edits, { start: form.call.end, end: parent.end, newText: '' }] },
  };
}

function isOne(node: Expr): boolean {
  return node.kind === 'Number' && node.value === 1;
}

function isExponential(model: Model, node: Expr): boolean {
  return node.kind === 'Call' && /(^|\.)exp$/.test(model.recordsOf(node)[0]?.name ?? '');
}

interface SumOfExponentials {
  readonly call: Call;
  readonly exponent: Expr;
  /** The arguments of the sum besides what is summed, as text. */
  readonly over: readonly string[];
}

/** `torch.sum(torch.exp(x), dim=1)`, `x.exp().sum(1)`, `tf.reduce_sum(tf.exp(x), axis=1)` */
function sumOfExponentials(model: Model, node: Expr): SumOfExponentials | undefined {
  if (node.kind !== 'Call') return undefined;
  const [record] = model.recordsOf(node);
  const name = record?.name ?? '';
  if (!/^(torch(\.Tensor)?\.sum|tensorflow(\.math)?\.reduce_sum)$/.test(name)) return undefined;
  const isMethod = name === 'torch.Tensor.sum';
  const summed = isMethod && node.func.kind === 'Attribute' ? node.func.value : node.args[0]?.value;
  if (summed?.kind !== 'Call') return undefined;
  const [inner] = model.recordsOf(summed);
  const form = inner && formOf(inner);
  // The maximum is taken off already.
  if (form?.of !== 'exp' || (form.input.kind === 'BinOp' && form.input.op === '-')) return undefined;
  const rest = isMethod ? node.args : node.args.slice(1);
  if (rest.some(({ star }) => star !== 0)) return undefined;
  return { call: node, exponent: form.input, over: rest.map((each) => textOf(model.unit, each)) };
}

/** What a library calls its function, at this place. */
function apiText(
  model: Model,
  at: Node,
  library: Form['library'],
  name: string,
): { text: string; edits: FixReport['edits'] } {
  const { edits, name: base } = importName(
    model,
    at,
    library === 'torch' ? { module: 'torch' } : { module: 'tensorflow', as: 'tf' },
  );
  return { text: `${base}.${name}`, edits };
}

function logSumExp(model: Model, { call, library }: Form, sum: SumOfExponentials): FixReport | undefined {
  const { unit } = model;
  // PyTorch's function asks for the dimension.
  if (library === 'torch' && sum.over.length === 0) return undefined;
  const { text, edits } = apiText(
    model,
    call,
    library,
    library === 'torch' ? 'logsumexp' : 'reduce_logsumexp',
  );
  const given = [textOf(unit, sum.exponent), ...sum.over].join(', ');
  return {
    title: `Use \`${text}\``,
    applicability: 'safe',
    edits: [...edits, ...replaceNode(call, `${text}(${given})`)],
  };
}

function logSoftmax(model: Model, { call }: Form, softmax: Call): FixReport | undefined {
  const { unit } = model;
  const { func } = softmax;
  const end = func.kind === 'Attribute' ? func.attrStart : undefined;
  if (end === undefined || !/softmax$/.test(textOf(unit, func))) return undefined;
  const text = `${textSlice(unit, softmax.start, end)}log_softmax${textSlice(unit, func.end, softmax.end)}`;
  return { title: 'Use `log_softmax`', applicability: 'safe', edits: replaceNode(call, text) };
}

/** `torch.log(torch.sigmoid(x))` -> `torch.nn.functional.logsigmoid(x)` */
function logSigmoid(model: Model, { call }: Form, sigmoid: Call): FixReport | undefined {
  const { unit } = model;
  const isMethod = sigmoid.args.length === 0 && sigmoid.func.kind === 'Attribute';
  const input = isMethod && sigmoid.func.kind === 'Attribute' ? sigmoid.func.value : sigmoid.args[0]?.value;
  if (!input || sigmoid.args.length > 1) return undefined;
  const { edits, name } = importName(model, call, { module: 'torch.nn.functional', as: 'F' });
  return {
    title: 'Use `logsigmoid`',
    applicability: 'safe',
    edits: [...edits, ...replaceNode(call, `${name}.logsigmoid(${textOf(unit, input)})`)],
  };
}

function textSlice(unit: Unit, start: number, end: number): string {
  return textOf(unit, { start, end });
}

/** `torch.log1p(x)`, `x.log1p()` */
function renamed(
  model: Model,
  { call, library, isMethod }: Form,
  name: string,
  input: Expr,
): FixReport | undefined {
  const { unit } = model;
  const { func } = call;
  if (func.kind !== 'Attribute') return undefined;
  const home = library === 'tensorflow' ? apiText(model, call, library, `math.${name}`) : undefined;
  const called = isMethod
    ? `${primaryText(unit, input)}.${name}()`
    : `${home?.text ?? `${textOf(unit, func.value)}.${name}`}(${textOf(unit, input)})`;
  return {
    title: `Use \`${name}\``,
    applicability: 'safe',
    edits: [...(home?.edits ?? []), ...replaceNode(call, called)],
  };
}

/** `torch.log(p.clamp_min(1e-8))` */
function clamped(model: Model, { input, library, call }: Form): FixReport | undefined {
  const { unit } = model;
  if (library === 'torch')
    return {
      title: 'Keep it off zero: `clamp_min(1e-8)`',
      applicability: 'suggestion',
      edits: replaceNode(input, `${primaryText(unit, input)}.clamp_min(1e-8)`),
    };
  const { text, edits } = apiText(model, call, library, 'maximum');
  return {
    title: 'Keep it off zero: `tf.maximum(…, 1e-8)`',
    applicability: 'suggestion',
    edits: [...edits, ...replaceNode(input, `${text}(${textOf(unit, input)}, 1e-8)`)],
  };
}
