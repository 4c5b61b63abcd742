/** Pictures over files, with findings where they happen: from real audits of real files. */
import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/engine';
import { drawPictures, GAP_RULES, type FilePipeline, type Picture } from '../../server/src/project/pipelines';
import { auditFolder } from '../support/auditFolder';
import { dedent } from '../support/program';
import { notebook, temporaryFolder } from '../support/temporaryFolder';

const TRAIN = dedent(`
  import joblib
  import pandas as pd
  from sklearn.ensemble import RandomForestClassifier
  from sklearn.impute import KNNImputer
  from sklearn.metrics import f1_score
  from sklearn.model_selection import train_test_split

  df = pd.read_csv("data/churn.csv")
  X, y = df.drop(columns="churned"), df["churned"]
  X = KNNImputer().fit_transform(X)
  X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
  model = RandomForestClassifier(random_state=0).fit(X_train, y_train)
  print(f1_score(y_test, model.predict(X_test)))
  joblib.dump(model, "model.joblib")
`);
const SERVE = dedent(`
  import joblib
  import pandas as pd
  from fastapi import FastAPI

  app = FastAPI()
  model = joblib.load("model.joblib")

  @app.post("/predict")
  def predict(row: dict):
      return {"risk": float(model.predict(pd.DataFrame([row]))[0])}
`);

async function pictures(files: Parameters<typeof temporaryFolder>[0]): Promise<Picture[]> {
  const result = await auditFolder(temporaryFolder(files), { forReport: true });
  const pipelines = result.files.flatMap(({ pipeline }): FilePipeline[] => (pipeline ? [pipeline] : []));
  return drawPictures(pipelines, result.findings);
}

const names = ({ paths }: Picture): string[] => paths.map((path) => path.replace(/^.*\//, ''));

describe('files that hand on files', () => {
  it('are one picture, the writer first', async () => {
    const [picture, ...others] = await pictures({ 'a_serve.py': SERVE, 'train.py': TRAIN });
    expect(others).toEqual([]);
    expect(names(picture!)).toEqual(['train.py', 'a_serve.py']);
    const [link] = picture!.flows.filter(({ cargo }) => cargo === 'file');
    expect(picture!.steps[link!.from]).toMatchObject({ title: 'dump', stage: 'save' });
    expect(picture!.steps[link!.to]).toMatchObject({ title: 'load', stage: 'restore' });
  });

  it('are two where the names mean different files', async () => {
    const found = await pictures({
      'churn/train.py': TRAIN,
      'rents/serve.py': SERVE,
      'requirements.txt': 'pandas==2.2.3\n',
    });
    // Both may be started from the root: then it is one file. From their own folders it would be two.
    expect(found.map(names)).toEqual([['train.py', 'serve.py']]);
    const apart = await pictures({
      'churn/train.py': TRAIN,
      'rents/serve.py': SERVE.replace('"model.joblib"', '"models/model.joblib"'),
    });
    expect(apart.map(names).sort()).toEqual([['serve.py'], ['train.py']]);
  });
});

describe('findings', () => {
  it('a leak is red from where it happens to the score', async () => {
    const [picture] = await pictures({ 'train.py': TRAIN });
    const leaking = picture!.flows.filter(({ leak }) => leak);
    expect(new Set(leaking.map(({ leak }) => leak!.rule))).toEqual(new Set(['fit-before-split']));
    expect(
      leaking.map(({ from, to }) => `${picture!.steps[from]!.title} -> ${picture!.steps[to]!.title}`),
    ).toEqual([
      'KNNImputer -> train_test_split',
      'train_test_split -> RandomForestClassifier',
      'RandomForestClassifier -> f1_score',
    ]);
    const step = picture!.steps.find(({ title }) => title === 'KNNImputer')!;
    expect(step.findings.map(({ rule }) => rule)).toContain('fit-before-split');
    expect(step.code).toBe('X = KNNImputer().fit_transform(X)');
  });

  it('what is missing is a step in the place where it should be', async () => {
    const [picture] = await pictures({ 'serve.py': SERVE, 'train.py': TRAIN });
    const gaps = picture!.steps.filter(({ isGap }) => isGap);
    expect(gaps.map(({ title }) => title)).toEqual(
      expect.arrayContaining(['predictions not kept', 'drift not checked', 'preprocessing not saved']),
    );
    for (const gap of gaps) {
      expect(GAP_RULES).toContain(gap.findings[0]!.rule);
      expect(picture!.flows.some(({ to }) => picture!.steps[to] === gap)).toBe(true);
    }
  });

  it('a clean notebook has a picture without red', async () => {
    const [picture] = await pictures({
      'clean.ipynb': notebook(
        dedent(`
          from sklearn.datasets import load_breast_cancer
          from sklearn.linear_model import LogisticRegression
          from sklearn.model_selection import train_test_split
          from sklearn.pipeline import make_pipeline
          from sklearn.preprocessing import StandardScaler`),
        dedent(`
          X, y = load_breast_cancer(return_X_y=True)
          X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)`),
        dedent(`
          model = make_pipeline(StandardScaler(), LogisticRegression()).fit(X_train, y_train)
          model.score(X_test, y_test)`),
      ),
    });
    expect(picture!.steps.map(({ title, cell }) => `${cell} ${title}`)).toEqual([
      '2 load_breast_cancer',
      '2 train_test_split',
      '3 Pipeline',
      '3 Pipeline',
    ]);
    expect(picture!.flows.filter(({ leak }) => leak)).toEqual([]);
    expect(picture!.steps.filter(({ isGap }) => isGap)).toEqual([]);
  });

  it('a line with a secret is not shown', async () => {
    const key = ['AKIA', 'QX7Z2PLMN4TRV6WK'].join('');
    const [picture] = await pictures({
      'train.py': TRAIN.replace(
        'pd.read_csv("data/churn.csv")',
        `pd.read_csv("s3://bucket/churn.csv", storage_options={"key": "${key}"})`,
      ),
    });
    expect(JSON.stringify(picture!.steps.map(({ code }) => code))).not.toContain(key);
  });
});

it('gaps belong to rules that there are', () => {
  const known = new Set(rules.map(({ name }) => name));

  expect(GAP_RULES.filter((name) => !known.has(name))).toEqual([]);
});
