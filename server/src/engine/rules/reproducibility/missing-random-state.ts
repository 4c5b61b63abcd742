import { addKeyword, composeEdits, importName, keywordOf, replaceNode } from '../../fix';
import { classFact, familyOf, type RandomFact } from '../../knowledge';
import type { Model } from '../../semantics/model';
import { isRandom, randomFactOf, receivesSeed, seedingsFor } from '../../semantics/randomness';
import type { CallRecord } from '../../semantics/trace';
import { constantOf } from '../../semantics/values';
import type { Edit, FixReport } from '../rule';
import { defineRule } from '../rule';
import { inUse } from './inUse';
import { DEFAULT_SEED, seedName } from './seedName';

export default defineRule({
  name: 'missing-random-state',
  area: 'reproducibility',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'safe',
  needs: ['sklearn', 'imblearn', 'pandas', 'numpy', 'torch', 'datasets', 'optuna', 'umap', 'lime'],
  docs: {
    summary: 'A call that gives another result in each run is made without its seed.',
    why: `Split, model or search differ from run to run, so that a better score may be nothing but another draw. Only calls that measurably vary
are listed (two runs with default arguments compared, scikit-learn 1.9.1): forests and trees do, \`LogisticRegression\` with its default solver,
\`SVC\` or XGBoost do not, whatever their \`random_state\` suggests.`,
    bad: `import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

df = pd.read_csv("churn.csv")
X_train, X_test, y_train, y_test = train_test_split(df[["age", "visits"]], df["churned"])
model = RandomForestClassifier()
model.fit(X_train, y_train)
`,
    good: `import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

df = pd.read_csv("churn.csv")
X_train, X_test, y_train, y_test = train_test_split(df[["age", "visits"]], df["churned"], random_state=42)
model = RandomForestClassifier(random_state=42)
model.fit(X_train, y_train)
`,
    limits: [
      'Estimators that are deterministic with their arguments although they accept `random_state`, and boosting libraries, whose default seed is fixed.',
      'Estimators that nothing fits here, and samples of rows that reach no model: a look at `df.sample(5)` is not flagged.',
      'Calls with `**kwargs`, and calls in functions that are given a seed or a generator.',
      'A hint where a global seed controls the call, and in notebooks: the result then depends on every draw before it, or on the order of cells.',
      '`TargetEncoder` varies, but its `random_state` is deprecated.',
    ],
    references: [
      'scikit-learn, common pitfalls: controlling randomness, https://scikit-learn.org/stable/common_pitfalls.html#controlling-randomness',
      'Zhang 2022: randomness uncontrolled',
      'ML Test Score, Infra 1',
    ],
  },
  messages: {
    unseeded: '`{call}` has no `{parameter}`: {effect}.',
    global:
      '`{call}` has no `{parameter}`: it depends on the global seed and on every random draw before it.',
  },
  *check({ model, unit }) {
    if (model.role === 'test') return;
    const seen = new Set<CallRecord['node']>();
    for (const record of model.calls) {
      const fact = randomFactOf(record);
      if (!fact?.parameter || seen.has(record.node)) continue;
      if (!isUnseeded(model, record) || receivesSeed(record) || !matters(model, record)) continue;
      seen.add(record.node);
      const isControlled =
        fact.generator !== 'own' &&
        seedingsFor(model, fact.generator, record).some((seeding) => seeding.record.order < record.order);
      const fix = fixOf(model, record, fact);
      yield {
        at: record.node.func,
        message: isControlled ? 'global' : 'unseeded',
        data: { call: callName(record), parameter: fact.parameter, effect: effectOf(record) },
        severity: isControlled || unit.kind === 'notebook' ? 'hint' : 'information',
        fixes: fix ? [fix] : [],
      };
    }
  },
});

/** True if every call of the expression leaves the seed out (or gives a literal None), and would take one. */
function isUnseeded(model: Model, { node }: CallRecord): boolean {
  if (node.args.some(({ star }) => star !== 0)) return false;
  return model.recordsOf(node).every((record) => {
    const fact = randomFactOf(record);
    if (!fact?.parameter || !isRandom(record, fact)) return false;
    if (familyOf(record.name) === 'loader' || hasGivenStart(record)) return false;
    const given = seedArgument(record, fact);
    return given === undefined || isNoneLiteral(given);
  });
}

/** `KMeans(init=centres)`: where it starts is given, so nothing is drawn. */
function hasGivenStart({ name, args }: CallRecord): boolean {
  const init = args.keywords.get('init');
  return familyOf(name) === 'clusterer' && init !== undefined && typeof constantOf(init) !== 'string';
}

function seedArgument({ node }: CallRecord, { parameter, position }: RandomFact) {
  const named = keywordOf(node, parameter!);
  if (named || position === undefined) return named;
  return node.args.filter(({ name }) => name === undefined)[position];
}

function isNoneLiteral({ value }: CallRecord['node']['args'][number]): boolean {
  return value.kind === 'Constant' && value.value === null;
}

// ---------------------------------------------------------------- does it matter?

/** True if the result of the call takes part in training or judging a model. */
function matters(model: Model, record: CallRecord): boolean {
  const { objects, rows } = inUse(model);
  if (classFact(record.name)) return objects.has(record.result);
  switch (record.effect) {
    case 'split':
    case 'explain':
      return true;
    case 'generate':
    case 'resample':
    case 'same':
    case 'subset':
      return model.graph.nodes.some((node) => node.at === record.node && rows.has(node));
    default:
      return (
        model.callsWith('fit', 'fit-predict', 'cross-validate', 'backward').length > 0 ||
        record.name.startsWith('optuna.')
      );
  }
}

// ---------------------------------------------------------------- what to say

function callName(record: CallRecord): string {
  const { func } = record.node;
  return func.kind === 'Name' ? func.id : func.kind === 'Attribute' ? func.attr : record.method;
}

function effectOf(record: CallRecord): string {
  if (record.name === 'optuna.create_study' || record.name.startsWith('optuna.'))
    return 'each run tries other parameters';
  switch (familyOf(record.name)) {
    case 'predictor':
      return 'each run trains another model';
    case 'search':
      return 'each run tries other parameters';
    case 'splitter':
      return 'each run splits the rows differently';
    case 'resampler':
      return 'each run draws other rows';
    case 'transformer':
    case 'clusterer':
      return 'each run fits it differently';
  }
  switch (record.effect) {
    case 'split':
      return 'each run splits the rows differently';
    case 'generate':
      return 'each run makes other data';
    case 'same':
      return 'each run orders the rows differently';
    case 'subset':
    case 'resample':
      return 'each run draws other rows';
    case 'explain':
      return 'each run gives another explanation';
    default:
      return 'each run draws other numbers';
  }
}

// ---------------------------------------------------------------- the fix

function fixOf(model: Model, record: CallRecord, fact: RandomFact): FixReport | undefined {
  const { node } = record;
  const parameter = fact.parameter!;
  const seed = seedName(model, node)?.name ?? DEFAULT_SEED;
  let value = seed;
  let imports: readonly Edit[] = [];
  if (parameter === 'generator') {
    const torch = importName(model, node, { module: 'torch' });
    value = `${torch.name}.Generator().manual_seed(${seed})`;
    imports = torch.edits;
  } else if (parameter === 'sampler') {
    // Studies of several objectives have another sampler by default.
    if (record.args.keywords.has('directions')) return undefined;
    const optuna = importName(model, node, { module: 'optuna' });
    value = `${optuna.name}.samplers.TPESampler(seed=${seed})`;
    imports = optuna.edits;
  }
  const present = seedArgument(record, fact);
  const isOnlyArgument = fact.position === 0 && node.args.length === 0;
  const edits = composeEdits(
    imports,
    present
      ? replaceNode(present.value, value)
      : isOnlyArgument
        ? replaceNode({ start: node.argsStart + 1, end: node.end - 1 }, value)
        : addKeyword(model.unit, node, parameter, value),
  );
  return (
    edits && {
      title: `Seed it: ${isOnlyArgument ? value : `${parameter}=${value}`}`,
      applicability: 'safe',
      edits,
    }
  );
}
