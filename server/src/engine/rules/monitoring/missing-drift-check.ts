import type { Model } from '../../semantics/model';
import { asksModel, recordsDuring, requestHandlers } from '../../semantics/serving';
import type { Span } from '../../source/unit';
import { isLibrary } from '../library';
import { defineRule, type FixReport, type ProjectFacts } from '../rule';

export default defineRule({
  name: 'missing-drift-check',
  area: 'monitoring',
  severity: 'hint',
  default: 'on',
  since: '0.1.0',
  fix: 'scaffold',
  needs: [
    'fastapi',
    'starlette',
    'flask',
    'litestar',
    'sklearn',
    'joblib',
    'mlflow',
    'pickle',
    'torch',
    'keras',
    'tensorflow',
  ],
  needsProject: true,
  docs: {
    summary: 'A served model is never compared with newer data.',
    why: `The world changes, the model does not, and its quality decays unseen: requests look fine until somebody compares them with the rows it was trained on. A comparison of the
columns' distributions, once a day, needs no labels and a page of code.`,
    bad: `import mlflow
from fastapi import FastAPI

app = FastAPI()
model = mlflow.pyfunc.load_model("models:/churn@champion")


@app.post("/predict")
def predict(rows: list[list[float]]):
    return {"churn": model.predict(rows).tolist()}
`,
    good: `import mlflow
import numpy as np
from fastapi import FastAPI
from scipy.stats import ks_2samp

app = FastAPI()
model = mlflow.pyfunc.load_model("models:/churn@champion")
reference = np.load("training_rows.npy")


@app.post("/predict")
def predict(rows: list[list[float]]):
    return {"churn": model.predict(rows).tolist()}


def drifted(rows, alpha=0.01):
    return [i for i in range(len(rows[0])) if ks_2samp(reference[:, i], rows[:, i]).pvalue < alpha]
`,
    limits: [
      'Once per project that serves a model, at the load of the model.',
      'Silent as soon as any file uses a monitoring library or a test of distributions, has drift or monitoring in its name, or where a scheduler retrains.',
      'Monitoring that only the platform knows of can’t be seen.',
      'Evidently (0.7 or newer): `Report([DataDriftPreset()]).run(current, reference)`.',
    ],
    references: [
      'Muralidhar et al. 2021: Set & Forget',
      'Sculley et al. 2015, Hidden Technical Debt in Machine Learning Systems: changes in the external world',
      'Breck et al. 2017, The ML Test Score: monitoring tests 3, 4, 7; Zinkevich, Rules of Machine Learning, rule 8',
      'NIST AI RMF, MANAGE 4.1',
    ],
  },
  messages: {
    unwatched: 'Nothing in this project compares what the model is asked with what it was trained on.',
  },
  *check({ model, unit, project }) {
    if (!project || model.role !== 'serving' || isLibrary(project) || isWatched(project)) return;
    const first = project.units
      .filter(({ role }) => role === 'serving')
      .map(({ path }) => path)
      .sort()[0];
    if (first !== unit.path) return;
    const at = anchor(model);
    if (at)
      yield { at, message: 'unwatched', fixes: [driftScaffold(project)].filter((fix) => fix !== undefined) };
  },
});

/** Evidence anywhere: a library, a test of distributions, a file that is called so, a scheduler. */
function isWatched({ units, files }: ProjectFacts): boolean {
  return (
    units.some(
      ({ evidence, imports }) => evidence.monitors || 'airflow' in imports || 'prefect' in imports,
    ) || files.some((path) => /drift|monitor|retrain|(^|\/)dags?\//i.test(path))
  );
}

/** The load of the model that answers requests, or the first route that asks one. */
function anchor(model: Model): Span | undefined {
  const asks = requestHandlers(model).find((handler) =>
    recordsDuring(model, handler).some((record) => asksModel(model, record)),
  );
  const load = model.calls.find(({ effect }) => effect === 'restore' || effect === 'load-weights');
  return asks && (load?.node ?? asks.nameSpan);
}

const PATH = 'monitoring/drift.py';

const DRIFT = `"""Compares the rows that a model is asked about with the rows it was trained on.

    python monitoring/drift.py training_rows.csv current_rows.csv

Exits with 1 if a column has drifted: run it once a day, and let somebody know.
"""

import sys

import numpy as np
import pandas as pd


def psi(reference, current, bins=10, eps=1e-6):
    """Population stability index; above 0.2 is the customary alarm."""
    edges = np.unique(np.quantile(reference, np.linspace(0, 1, bins + 1)))
    edges[0], edges[-1] = -np.inf, np.inf
    r = np.histogram(reference, edges)[0] / len(reference) + eps
    c = np.histogram(current, edges)[0] / len(current) + eps
    return float(np.sum((c - r) * np.log(c / r)))


def drifted_columns(reference, current, threshold=0.2):
    """The numeric columns whose distribution has changed, with their index."""
    numeric = reference.select_dtypes("number").columns
    return {col: value for col in numeric if (value := psi(reference[col], current[col])) > threshold}


if __name__ == "__main__":
    drifted = drifted_columns(pd.read_csv(sys.argv[1]), pd.read_csv(sys.argv[2]))
    for column, value in drifted.items():
        print(f"{column}: PSI {value:.2f}")
    sys.exit(1 if drifted else 0)
`;

function driftScaffold({ files }: ProjectFacts): FixReport | undefined {
  if (files.includes(PATH)) return undefined;
  return {
    title: `Make ${PATH}, which compares two files of rows`,
    applicability: 'scaffold',
    edits: [{ path: PATH, start: 0, end: 0, newText: DRIFT }],
  };
}
