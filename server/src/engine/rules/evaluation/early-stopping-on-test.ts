import { composeEdits, freshName, importName, insertBefore, replaceNode, statementAt } from '../../fix';
import { partOf } from '../../semantics/data';
import { judgements, type Judgement } from '../../semantics/judgements';
import type { Model } from '../../semantics/model';
import { isUncalled } from '../../semantics/roles';
import type { CallRecord } from '../../semantics/trace';
import { textOf } from '../../source/unit';
import type { Expr, Name } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type FixReport } from '../rule';
import { stoppingSet, type StoppingSet } from './stoppingSet';

export default defineRule({
  name: 'early-stopping-on-test',
  area: 'evaluation',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['xgboost', 'lightgbm', 'catboost', 'keras', 'tensorflow'],
  docs: {
    summary:
      'The test set decides when training stops or which state is kept, and then gives the final score.',
    why: `The number of rounds or epochs is tuned on the exam: of all states that training went through, the one is kept that fits the test rows best, by chance too, and those rows then
say how good it is. Set a validation part of the training rows apart for stopping, and keep the test rows for one final score.`,
    bad: `import pandas as pd
from sklearn.model_selection import train_test_split
from xgboost import XGBClassifier

df = pd.read_csv("churn.csv")
X, y = df[["age", "calls"]], df["churned"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
model = XGBClassifier(n_estimators=2000, early_stopping_rounds=20)
model.fit(X_train, y_train, eval_set=[(X_test, y_test)])
print(model.score(X_test, y_test))
`,
    good: `import pandas as pd
from sklearn.model_selection import train_test_split
from xgboost import XGBClassifier

df = pd.read_csv("churn.csv")
X, y = df[["age", "calls"]], df["churned"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
X_fit, X_val, y_fit, y_val = train_test_split(X_train, y_train, test_size=0.2, random_state=42)
model = XGBClassifier(n_estimators=2000, early_stopping_rounds=20)
model.fit(X_fit, y_fit, eval_set=[(X_val, y_val)])
print(model.score(X_test, y_test))
`,
    limits: [
      'Not flagged without early stopping or a best checkpoint (the rows are then only watched), and where the model is scored on other held-out rows too.',
      'Rows that the code itself calls validation (`X_val`, `dev`) are taken at their word.',
      'CatBoost keeps the best state as soon as it is given an `eval_set`, unless `use_best_model=False` is said.',
      'Training loops of PyTorch that keep the best state by hand are not followed.',
    ],
    references: ['Lones 4.3', 'Muralidhar et al. 2021: Grade-your-own-Exam', 'Yang 2022, multi-test leak'],
  },
  messages: {
    stops:
      '`{data}` decides when training stops or which state is kept, and then gives the final score: the exam was used for tuning.',
  },
  *check({ model }) {
    if (model.role === 'test') return;
    const all = judgements(model);
    const seen = new Set<Expr>();
    for (const fit of model.calls) {
      if (fit.effect !== 'fit' || isUncalled(fit.frame)) continue;
      const set = stoppingSet(fit);
      if (!set || seen.has(set.at)) continue;
      const name = nameOf(model, set);
      if (
        partOf(set.rows.rows) === 'validation' ||
        partOf(set.rows.rows) === 'train' ||
        VALIDATION.test(name)
      )
        continue;
      const score = finalScore(all, fit, set);
      if (!score) continue;
      seen.add(set.at);
      const fix = ownValidation(model, fit, set);
      yield {
        at: set.at,
        message: 'stops',
        data: { data: name },
        related:
          score.record.unit === model.unit
            ? [{ at: score.record.node, note: 'The final score is given here.' }]
            : [],
        fixes: fix ? [fix] : [],
      };
    }
  },
});

/** Names by which the code says that rows are not the test rows. */
const VALIDATION = /(^|[^e])(val|valid|validation|dev)([^a-z]|$|id)/i;

function nameOf(model: Model, { value, at }: StoppingSet): string {
  const text = textOf(model.unit, at).replace(/\s+/g, ' ');
  return model.nameOf(value) ?? (text.length <= 40 ? text : 'The test set');
}

/** The score of what this fit trained on the rows that stopped it, if it is scored on no other rows that were held out. */
function finalScore(all: readonly Judgement[], fit: CallRecord, set: StoppingSet): Judgement | undefined {
  const own = all.filter(
    (judgement) => judgement.fit === fit && judgement.record !== fit && !judgement.folds,
  );
  const others = own.some(
    ({ scored, trained }) => scored.rows !== set.rows.rows && scored.rows !== trained.rows,
  );
  return others ? undefined : own.find(({ scored }) => scored.rows === set.rows.rows);
}

/** A validation part of the training rows, in the place of the test rows. */
function ownValidation(model: Model, fit: CallRecord, set: StoppingSet): FixReport | undefined {
  const [X, y] = fit.node.args.map(({ name, star, value }) =>
    name === undefined && star === 0 && value.kind === 'Name' ? value : undefined,
  );
  const statement = statementAt(model, fit.node.start);
  const watched = pairIn(set.at);
  if (!X || !y || !statement || !watched || watched[0].id === X.id) return undefined;
  const named = (name: Name, part: string): string => `${name.id.replace(/_?(train|tr)$/, '')}_${part}`;
  const names = [named(X, 'fit'), named(X, 'val'), named(y, 'fit'), named(y, 'val')] as const;
  if (names.some((name) => freshName(model, name) !== name)) return undefined;

  const { edits, name: split } = importName(model, statement, {
    module: 'sklearn.model_selection',
    member: 'train_test_split',
  });
  const outer = set.rows.rows.split;
  // The inner split parts rows as the outer one did.
  if (!outer || outer.form === 'grouped') return undefined;
  const how =
    outer.form === 'random'
      ? `random_state=42${outer.record?.args.keywords.has('stratify') ? `, stratify=${y.id}` : ''}`
      : 'shuffle=False';
  const code = `${names.join(', ')} = ${split}(\n    ${X.id}, ${y.id}, test_size=0.2, ${how}\n)`;
  const all = composeEdits(
    edits,
    insertBefore(model, statement, code),
    ...[X, ...namesIn(set.at, X.id)].map((name) => replaceNode(name, names[0])),
    ...[y, ...namesIn(set.at, y.id)].map((name) => replaceNode(name, names[2])),
    replaceNode(watched[0], names[1]),
    replaceNode(watched[1], names[3]),
  );
  return (
    all && {
      title: 'Stop on a validation part of the training rows',
      applicability: 'suggestion',
      edits: all,
    }
  );
}

/** The names of the last `(X, y)` in the argument, if it is written there. */
function pairIn(at: Expr): [Name, Name] | undefined {
  let found: [Name, Name] | undefined;
  walk(at, (node) => {
    if (node.kind !== 'Tuple' || node.elements.length !== 2) return;
    const [X, y] = node.elements;
    if (X?.kind === 'Name' && y?.kind === 'Name') found = [X, y];
  });
  return found;
}

function namesIn(root: Expr, id: string): Name[] {
  const found: Name[] = [];
  walk(root, (node) => {
    if (node.kind === 'Name' && node.id === id) found.push(node);
  });
  return found;
}
