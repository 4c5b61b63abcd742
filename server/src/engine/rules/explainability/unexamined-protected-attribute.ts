import { insertSnippet } from '../../fix';
import { classFact } from '../../knowledge';
import { DECISIONS, isProtected } from '../../knowledge/people';
import { holdsColumn } from '../../semantics/columns';
import { finalEstimator } from '../../semantics/estimators';
import type { NamedColumn } from '../../semantics/featureNames';
import { groupQuality, protectedFit, type ProtectedFit } from '../../semantics/groupQuality';
import type { Model } from '../../semantics/model';
import { firstWord } from '../../semantics/words';
import { isLibraryExample, teaches } from '../library';
import { defineRule, type FixReport, type ProjectFacts } from '../rule';
import { handOf, type Hand } from './explainers';

export default defineRule({
  name: 'unexamined-protected-attribute',
  area: 'explainability',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['sklearn', 'xgboost', 'lightgbm', 'catboost', 'imblearn'],
  needsProject: true,
  docs: {
    summary: 'A model is given a protected attribute, and nobody looks at its quality for each group.',
    why: `A score over all rows hides that a model is wrong for some people far more often than for others; it comes to light when they, or a regulator, find it. Leaving the column
out does not help, for others stand in for it. Looking does: the same score, once for each group.`,
    bad: `import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

mlflow.autolog()
df = pd.read_csv("loans.csv")
X, y = df[["gender", "income"]], df["repaid"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
model = LogisticRegression().fit(X_train, y_train)
print(model.score(X_test, y_test))
`,
    good: `import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

mlflow.autolog()
df = pd.read_csv("loans.csv")
X, y = df[["gender", "income"]], df["repaid"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
model = LogisticRegression().fit(X_train, y_train)
print(model.score(X_test, y_test))
for gender, rows in X_test.groupby("gender"):
    print(gender, len(rows), model.score(rows, y_test.loc[rows.index]))
`,
    limits: [
      'Once per project, on the fit of a model that is judged. The column must be named in the code and proven to reach the model: selected, encoded, given to a `ColumnTransformer`, and not dropped.',
      'Names count as a whole (`gender`, `applicant_sex`, `marital_status`), never inside of other words. Age and postal codes alone count where names in the file speak of loans, credit, hiring, insurance or fraud; then it is a hint.',
      'Silent as soon as the project imports Fairlearn, AIF360, Aequitas or responsibleai, groups rows after a prediction, scores in a loop over groups, or speaks of fairness.',
      'Medicine, animals, sports and the passengers of the Titanic are left out, as are courses and the examples of libraries.',
      'The column is never taken away: without it, nobody can look.',
    ],
    references: [
      'SE4ML: test for social bias in training data and models, https://se-ml.github.io/practices/',
      'Breck et al. 2017, The ML Test Score: model test 7 (the model is tested for considerations of inclusion)',
      'EU AI Act, Article 10 (data governance: examination for possible biases)',
      'NIST AI RMF, MEASURE 2.11',
      'Bogner et al. 2021: ethics debt',
    ],
  },
  messages: {
    protected:
      '{columns} among the features, and nothing in this project looks at the quality for each group.',
  },
  *check({ model, unit, project }) {
    if (!project || anchorPath(project) !== unit.path || groupQuality(model)) return;
    if (teaches(project) || isLibraryExample(unit.path, project)) return;
    const found = protectedFit(model);
    if (!found) return;
    const isWeak = !isProtected(found.columns[0]!.name);
    if (isWeak && firstWord(model, DECISIONS) === undefined) return;
    const names = found.columns.map(({ name }) => `\`${name}\``);
    const fix = qualityByGroup(model, found);
    yield {
      at: found.fit.node,
      message: 'protected',
      data: { columns: names.length === 1 ? `${names[0]} is` : `${names.join(', ')} are` },
      severity: isWeak || unit.kind === 'notebook' ? 'hint' : 'information',
      related: [{ at: found.columns[0]!.at, note: `\`${found.columns[0]!.name}\` is named here.` }],
      fixes: fix ? [fix] : [],
    };
  },
});

/** The file in which the finding stands; scripts before notebooks. None where somebody looks at groups. */
function anchorPath({ units }: ProjectFacts): string | undefined {
  if (units.some(({ evidence }) => evidence['checks-fairness'] || evidence['looks-at-groups']))
    return undefined;
  const paths = units
    .filter(({ role, evidence }) => evidence['fits-protected-attribute'] && role !== 'test')
    .map(({ path }) => path)
    .sort();
  return paths.find((path) => !path.endsWith('.ipynb')) ?? paths[0];
}

const SCORES: Readonly<Record<string, string>> = {
  classification: 'balanced_accuracy_score',
  regression: 'mean_absolute_error',
};

/** The same score for each value of the first protected column, after the evaluation. */
function qualityByGroup(model: Model, { fit, columns }: ProtectedFit): FixReport | undefined {
  const { name } = columns[0]!;
  const hand = handOf(model, fit);
  const task = classFact(finalEstimator(fit.receiver)?.type ?? '')?.task;
  if (!hand || !task || hand.form !== 'frame' || !isProtected(name) || !/^\w+$/.test(name)) return undefined;
  if (hand.labels !== 'pandas.Series' && hand.labels !== 'numpy.ndarray') return undefined;
  if (!isReadable(model, hand, columns[0]!)) return undefined;
  const score = SCORES[task]!;
  const snippet = insertSnippet(model, 'after', hand.after, {
    code: [
      `$judged = $pd.DataFrame({"y": $y_test, "prediction": $model.predict($X_test), "group": $X_test["${name}"]})`,
      'for $group, $rows in $judged.groupby("group"):',
      '    $quality = $score($rows["y"], $rows["prediction"])',
      `    print(f"${name}={$group}: n={len($rows)} ${score.replace(/_score$/, '')}={$quality:.3f}")`,
    ].join('\n'),
    bind: { model: hand.model, X_test: hand.X_test, y_test: hand.y_test },
    fresh: ['judged', 'group', 'rows', 'quality'],
    imports: { pd: { module: 'pandas', as: 'pd' }, score: { module: 'sklearn.metrics', member: score } },
  });
  return (
    snippet && {
      title: `Look at the quality for each \`${name}\``,
      applicability: 'suggestion',
      edits: snippet.edits,
    }
  );
}

/** True if the test rows have the column as it was named: not encoded yet. */
function isReadable(model: Model, { scored }: Hand, { name, at }: NamedColumn): boolean {
  // The transformer of the model reads it from the same rows.
  if (at.kind === 'Call' && model.recordsOf(at).some(({ method }) => /column_?transformer/i.test(method)))
    return true;
  return model.graph.nodes.some((node) =>
    node.edges.some(({ columns, from }) => {
      if (columns?.op !== 'only' && columns?.op !== 'store') return false;
      const frame = columns.op === 'store' ? node : from;
      return frame && columns.names.includes(name) && holdsColumn(scored, name, frame) === true;
    }),
  );
}
