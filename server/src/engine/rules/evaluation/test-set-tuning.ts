import { composeEdits, freshName, importName, insertBefore, replaceNode, statementAt } from '../../fix';
import { partOf } from '../../semantics/data';
import { contextsOf } from '../../semantics/frame';
import { judgements, type Judgement } from '../../semantics/judgements';
import type { Model } from '../../semantics/model';
import { isUncalled } from '../../semantics/roles';
import { textOf } from '../../source/unit';
import type { Node } from '../../syntax/ast';
import { defineRule, type FixReport } from '../rule';
import { chosenByScore, usesInside } from './chosenByScore';

export default defineRule({
  name: 'test-set-tuning',
  area: 'evaluation',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['sklearn', 'xgboost', 'lightgbm', 'catboost', 'keras', 'tensorflow'],
  docs: {
    summary: 'A model, parameter or threshold is chosen by its score on the test set.',
    why: `The test set becomes training data for the choice, and the best of many scores is good by luck as well. Measured on pure noise: the best of 20 seeds reads 0.572 where the honest value is
0.493. Choose on a validation part of the training rows, or by cross-validation, and score the chosen model once on the test rows.`,
    bad: `import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier

df = pd.read_csv("churn.csv")
X, y = df[["age", "calls"]], df["churned"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
best, best_k = 0, None
for k in range(1, 20):
    score = KNeighborsClassifier(k).fit(X_train, y_train).score(X_test, y_test)
    if score > best:
        best, best_k = score, k
`,
    good: `import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier

df = pd.read_csv("churn.csv")
X, y = df[["age", "calls"]], df["churned"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
X_fit, X_val, y_fit, y_val = train_test_split(X_train, y_train, test_size=0.2, random_state=42)
best, best_k = 0, None
for k in range(1, 20):
    score = KNeighborsClassifier(k).fit(X_fit, y_fit).score(X_val, y_val)
    if score > best:
        best, best_k = score, k
print(KNeighborsClassifier(best_k).fit(X_train, y_train).score(X_test, y_test))
`,
    limits: [
      'Flagged is a loop whose scores on the test part are compared by `if score > best` or by `max`, `min` or `argmax` of what was collected; a table or a plot of scores from which a person chooses is not decidable.',
      'Not flagged where other held-out rows are scored too, where the loop makes the split or runs over folds, and where the code calls the rows validation.',
    ],
    references: [
      'Muralidhar et al. 2021: Grade-your-own-Exam',
      'Yang 2022, multi-test leak',
      'Lones 4.3, 4.5',
      'Roth 2026, selection leakage',
    ],
  },
  messages: {
    chosen:
      'The best of the scores on the test rows is chosen in this loop: what they say about the chosen one is optimistic.',
  },
  *check({ model }) {
    if (model.role === 'test') return;
    const all = judgements(model);
    const seen = new Set<Node>();
    for (const judgement of all) {
      const loop = choosingLoop(model, judgement);
      if (!loop || seen.has(loop) || hasFurtherHoldOut(all, judgement)) continue;
      const choice = chosenByScore(model, judgement.record.node, loop);
      if (!choice) continue;
      seen.add(loop);
      const fix = validationInstead(model, judgement, loop);
      yield {
        at: judgement.record.node,
        message: 'chosen',
        related: [{ at: choice, note: 'The best score is taken here.' }],
        fixes: fix ? [fix] : [],
      };
    }
  },
});

/** The loop in which models are trained and scored on one and the same test part. */
function choosingLoop(model: Model, { record, fit, scored, folds }: Judgement): Node | undefined {
  const { split } = scored.rows;
  if (folds || !split || split.form === 'fold' || partOf(scored.rows) !== 'test') return undefined;
  if (record.unit !== model.unit || record === fit || isUncalled(record.frame)) return undefined;
  if (CALLED_VALIDATION.test(textOf(model.unit, record.node))) return undefined;
  const loop = contextsOf(record.context, 'loop', true).find(({ node }) => node.kind === 'For')?.node;
  const isInside = (node: Node): boolean => !!loop && node.start >= loop.start && node.end <= loop.end;
  return loop && isInside(fit.node) && !isInside(split.at) ? loop : undefined;
}

const CALLED_VALIDATION = /(^|[^a-z])(val|valid|validation|dev)([^a-z]|$)/i;

function hasFurtherHoldOut(all: readonly Judgement[], { scored }: Judgement): boolean {
  return all.some(
    (other) => !other.folds && other.scored.rows !== scored.rows && other.scored.rows !== other.trained.rows,
  );
}

/** A validation part of the training rows, which the loop uses in the place of the test rows. */
function validationInstead(model: Model, { scored, fit }: Judgement, loop: Node): FixReport | undefined {
  const split = scored.rows.split?.record;
  const made = split && statementAt(model, split.node.start);
  const statement = statementAt(model, loop.start);
  if (made?.kind !== 'Assign' || made.value !== split?.node || !statement || statement !== loop)
    return undefined;
  if (split.frame !== fit.frame || split.name !== 'sklearn.model_selection.train_test_split')
    return undefined;
  const [target] = made.targets;
  const parts = target?.kind === 'Tuple' ? target.elements : [];
  const ids = parts.map((part) => (part.kind === 'Name' ? part.id : undefined));
  const [xTrain, xTest, yTrain, yTest] = ids;
  if (ids.length !== 4 || !xTrain || !xTest || !yTrain || !yTest) return undefined;
  const named = (id: string, part: string): string => `${id.replace(/_?(train|tr)$/, '')}_${part}`;
  const fresh = [named(xTrain, 'fit'), named(xTrain, 'val'), named(yTrain, 'fit'), named(yTrain, 'val')];
  if (fresh.some((name) => freshName(model, name) !== name)) return undefined;
  const renamed = usesInside(model, loop, [xTrain, xTest, yTrain, yTest]).map((name) =>
    replaceNode(name, fresh[[xTrain, xTest, yTrain, yTest].indexOf(name.id)]!),
  );
  const { edits, name } = importName(model, statement, {
    module: 'sklearn.model_selection',
    member: 'train_test_split',
  });
  const { keywords } = split.args;
  const how =
    scored.rows.split!.form === 'ordered'
      ? 'shuffle=False'
      : `random_state=42${keywords.has('stratify') ? `, stratify=${yTrain}` : ''}`;
  const code = `${fresh.join(', ')} = ${name}(\n    ${xTrain}, ${yTrain}, test_size=0.2, ${how}\n)`;
  const all = composeEdits(edits, insertBefore(model, statement, code), ...renamed);
  return (
    all && {
      title: 'Choose on a validation part of the training rows',
      applicability: 'suggestion',
      edits: all,
    }
  );
}
