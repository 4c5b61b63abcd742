import { expect } from 'vitest';
import type { Run } from '../program';
import type { FixCase } from '../fixCase';

/** A file that trains, judges and saves one model: signal is what decides, noise is not. */
function training(imports: string, model: string, { labels = 'y', columns = '' } = {}): string {
  return `${imports}
import joblib
import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split

rng = np.random.default_rng(0)
df = pd.DataFrame(rng.normal(size=(120, 3)), columns=["noise", "signal", "other"])
y = (df["signal"] > 0).astype(int)
${columns}target = ${labels}
X_train, X_test, y_train, y_test = train_test_split(df, target, random_state=0)
model = ${model}
model.fit(X_train, y_train)
print("score", round(model.score(X_test, y_test), 2))
joblib.dump(model, "model.joblib")
`;
}

const FOREST = 'from sklearn.ensemble import RandomForestClassifier';
const SVM = 'from sklearn.svm import SVC';

/** Models of many kinds. All are run in one process: importing SHAP and compiling its loops takes most of the time. */
const MODELS: Readonly<Record<string, string>> = {
  'forest.py': training(FOREST, 'RandomForestClassifier(n_estimators=20, random_state=0)'),
  // pandas makes truth values of categories: numbers and truth values stand side by side.
  'categories.py': training(FOREST, 'RandomForestClassifier(n_estimators=20, random_state=0)', {
    columns: 'df["city"] = rng.choice(["Bonn", "Ulm"], 120)\ndf = pd.get_dummies(df)\n',
  }),
  'boosting.py': training(
    'from sklearn.ensemble import GradientBoostingRegressor',
    'GradientBoostingRegressor(n_estimators=20, random_state=0)',
    { labels: 'df["signal"] * 2' },
  ),
  'lightgbm_model.py': training(
    'from lightgbm import LGBMClassifier',
    'LGBMClassifier(n_estimators=20, verbose=-1)',
  ),
  // Without probabilities, and with words for labels.
  'svc.py': training(SVM, 'SVC()', { labels: 'np.where(y == 1, "late", "paid")' }),
  'mlp.py': training(
    'from sklearn.neural_network import MLPClassifier',
    'MLPClassifier(max_iter=300, random_state=0)',
  ),
  'search.py': training(
    `${FOREST}\nfrom sklearn.model_selection import GridSearchCV`,
    'GridSearchCV(RandomForestClassifier(n_estimators=10, random_state=0), {"max_depth": [2, 4]}, cv=3)',
  ),
  // More columns than SHAP's own limit of evaluations allows for.
  'wide.py': training(FOREST, 'RandomForestClassifier(n_estimators=5, max_depth=3, random_state=0)', {
    columns: 'df = df.join(pd.DataFrame(np.zeros((120, 260))).add_prefix("empty_"))\n',
  }),
};

/** Takes only what scikit-learn's own explainer takes: SHAP can't vary what a pipeline is given. */
const PIPELINE = training(
  `from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
${SVM}`,
  'make_pipeline(StandardScaler(), SVC(random_state=0))',
);

function runAll(files: readonly string[]): string {
  return `
    import runpy
    import warnings

    warnings.filterwarnings("ignore", message="X does not have valid feature names")
    for name in ${JSON.stringify(files)}:
        print("file", name)
        runpy.run_path(name, run_name="__main__")
  `;
}

/** The features that each file prints with their importance, greatest first. */
function importances({ stdout }: Run): Map<string, { feature: string; value: number }[]> {
  const found = new Map<string, { feature: string; value: number }[]>();
  let current: { feature: string; value: number }[] = [];
  for (const line of stdout.split(/\r?\n/)) {
    const [name, value] = line.trim().split(/\s+/);
    if (name === 'file' && value) found.set(value, (current = []));
    else if (name && name !== 'score') current.push({ feature: name, value: Number(value) });
  }
  return found;
}

function explains(files: readonly string[]): FixCase['effect'] {
  return ({ before, after }) => {
    expect(before.stdout.match(/^score/gm)).toHaveLength(files.length);
    const printed = importances(after);
    expect([...printed.keys()]).toEqual(files);
    for (const [file, features] of printed) {
      expect(features.length, file).toBeGreaterThanOrEqual(3);
      expect(features[0]!.feature, file).toBe('signal');
      const [first, second] = features;
      expect(first!.value, file).toBeGreaterThan(2 * Math.abs(second!.value));
    }
  };
}

const models = Object.keys(MODELS);
const { 'wide.py': _, ...narrow } = MODELS;
const withPipeline = { ...narrow, 'pipeline.py': PIPELINE };

const cases: readonly FixCase[] = [
  {
    name: 'prints what SHAP says, for models of many kinds',
    program: {
      files: { ...MODELS, 'all.py': runAll(models) },
      entry: 'all.py',
      apart: true,
      needs: ['joblib', 'lightgbm', 'numpy', 'pandas', 'sklearn'],
    },
    title: /SHAP/,
    fixes: models.length,
    needs: ['shap'],
    effect: explains(models),
  },
  {
    name: 'prints permutation importance, for models of many kinds and pipelines',
    program: {
      files: { ...withPipeline, 'all.py': runAll(Object.keys(withPipeline)) },
      entry: 'all.py',
      apart: true,
      needs: ['joblib', 'lightgbm', 'numpy', 'pandas', 'sklearn'],
    },
    title: /permutation/,
    fixes: models.length,
    effect: explains(Object.keys(withPipeline)),
  },
  {
    name: 'explains a model in a notebook whose rows are arrays',
    program: {
      files: {
        'model.ipynb': [
          'import pickle\nfrom sklearn.datasets import load_wine\nfrom sklearn.ensemble import ExtraTreesClassifier',
          'from sklearn.metrics import f1_score\nfrom sklearn.model_selection import train_test_split',
          'X, y = load_wine(return_X_y=True)\nX_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)',
          'trees = ExtraTreesClassifier(n_estimators=20, random_state=0)\ntrees.fit(X_train, y_train);',
          'y_pred = trees.predict(X_test)\nf1_score(y_test, y_pred, average="macro")',
          'with open("trees.pkl", "wb") as file:\n    pickle.dump(trees, file)',
        ],
      },
      needs: ['sklearn'],
    },
    title: /permutation/,
    effect: ({ after }) => expect(after.stdout.match(/^\d+ +-?\d\.\d{4}$/gm)).toHaveLength(13),
  },
];

export default cases;
