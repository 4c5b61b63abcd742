import type { FeatureCode, UnitSummary } from '../../semantics/summary';
import { isLibraryExample } from '../library';
import { defineProjectRule, type ProjectFacts } from '../rule';

export default defineProjectRule({
  name: 'duplicated-preprocessing',
  area: 'deployment',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'none',
  docs: {
    summary: 'Serving re-implements the feature code of training.',
    why: `The copies drift apart: somebody mends one of them, and from then on the model sees other features online than those it was trained on, without an error. Put the code into one module
(\`features.py\`) that both import, or ship a pipeline that holds it.`,
    bad: [
      `# train.py
import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_csv("data/churn-2026-05-01.csv")
df["ratio"] = df["usage"] / df["quota"]
df["spend"] = df["fee"] * df["months"]
df["plan"] = df["plan"].str.lower().str.strip()
joblib.dump(LogisticRegression().fit(df[["ratio", "spend"]], df["churned"]), "model.joblib")
`,
      `# serve.py
import joblib
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict")
def predict(rows: list[dict[str, float]]):
    batch = pd.DataFrame(rows)
    batch["ratio"] = batch["usage"] / batch["quota"]
    batch["spend"] = batch["fee"] * batch["months"]
    batch["plan"] = batch["plan"].str.lower().str.strip()
    return {"churn": model.predict(batch[["ratio", "spend"]]).tolist()}
`,
    ],
    good: `# features.py
import pandas as pd


def add_features(df: pd.DataFrame) -> pd.DataFrame:
    df["ratio"] = df["usage"] / df["quota"]
    df["spend"] = df["fee"] * df["months"]
    df["plan"] = df["plan"].str.lower().str.strip()
    return df
`,
    limits: [
      'Compared are files that serve or score with files that train: three equal columns, one equal function of five statements that prepares data, or one equal map of categories to codes; names of variables do not matter.',
      'Two scalings by literal numbers (`(x - 37.2) / 11.4`) in a file that serves are a finding of their own: the mean and deviation are those of some training run.',
      'Files that import the same module of the project, or one another, tests and examples of libraries are not flagged.',
    ],
    references: [
      'Zinkevich, Rules of Machine Learning, rules 32 and 37: re-use code between training and serving, measure the skew',
      'Breck et al. 2017, The ML Test Score: monitoring test 3 (training and serving features compute the same values)',
      'Sculley et al. 2015, Hidden Technical Debt in Machine Learning Systems: glue code',
    ],
  },
  messages: {
    columns:
      'The columns {names} are made here as in `{path}`: when one copy changes, the model sees other features than it was trained on.',
    function:
      '`{name}` is a copy of a function in `{path}`: when one of them changes, the model sees other features than it was trained on.',
    codes:
      'The codes of {names} stand here as in `{path}`: when one copy changes, the model takes one category for another.',
    scaling:
      'A mean and a deviation of some training run stand here as numbers: the next training has others.',
  },
  *checkProject(project) {
    const serving = project.units.filter(
      ({ path, role, featureCode }) =>
        (role === 'serving' || role === 'scoring') &&
        featureCode !== undefined &&
        path.endsWith('.py') &&
        !isLibraryExample(path, project),
    );
    const training = project.units.filter(
      ({ role, featureCode }) => role === 'training' && featureCode !== undefined,
    );
    for (const unit of serving) {
      const copy = copied(project, unit, training);
      if (copy) {
        yield { ...placeOf(unit, copy.pieces[0]!), ...describe(copy) };
        continue;
      }
      const scalings = unit.featureCode!.filter(({ kind }) => kind === 'scaling');
      if (scalings.length >= 2 && project.units.some(({ role }) => role === 'training'))
        yield { ...placeOf(unit, scalings[0]!), message: 'scaling' };
    }
  },
});

interface Copy {
  readonly from: UnitSummary;
  readonly pieces: readonly FeatureCode[];
}

/** What a file shares with the file that trains of which it has the most. */
function copied(
  project: ProjectFacts,
  unit: UnitSummary,
  training: readonly UnitSummary[],
): Copy | undefined {
  let best: Copy | undefined;
  for (const from of training) {
    if (shareModule(project, unit, from)) continue;
    const keys = new Set(from.featureCode!.map(({ kind, key }) => `${kind} ${key}`));
    const shared = unit.featureCode!.filter(
      ({ kind, key }) => kind !== 'scaling' && keys.has(`${kind} ${key}`),
    );
    const columns = shared.filter(({ kind }) => kind === 'column');
    const functions = shared.filter(({ kind }) => kind === 'function');
    const codes = shared.filter(({ kind }) => kind === 'codes');
    const pieces = functions.length > 0 ? functions : columns.length >= 3 ? columns : codes;
    if (pieces.length > 0 && (!best || pieces.length > best.pieces.length)) best = { from, pieces };
  }
  return best;
}

/** Both import one module of the project, or one imports the other. */
function shareModule({ files }: ProjectFacts, a: UnitSummary, b: UnitSummary): boolean {
  const local = (unit: UnitSummary): Set<string> =>
    new Set(
      (unit.modules ?? []).flatMap((module) => {
        const path = `${module.replace(/^\.+/, '').replaceAll('.', '/')}.py`;
        return files.filter((file) => file === path || file.endsWith(`/${path}`));
      }),
    );
  const [one, other] = [local(a), local(b)];
  return one.has(b.path) || other.has(a.path) || [...one].some((path) => other.has(path));
}

function placeOf(unit: UnitSummary, { at }: FeatureCode) {
  return { path: unit.path, source: at.source, at: { start: at.start, end: at.end } };
}

function describe({ from, pieces }: Copy) {
  const [first] = pieces;
  const names = pieces.slice(0, 3).map(({ name }) => `\`${name}\``);
  const rest = pieces.length - names.length;
  const data = {
    path: from.path,
    name: first!.name,
    names: rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', '),
  };
  const message: 'columns' | 'function' | 'codes' =
    first!.kind === 'function' ? 'function' : first!.kind === 'codes' ? 'codes' : 'columns';
  return { message, data };
}
