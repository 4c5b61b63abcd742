/** Maturity by evidence: what the files of real folders show, and what they can't. */
import { describe, expect, it } from 'vitest';
import { PRACTICES } from '../../../server/src/project/maturity/practices';
import type { Maturity } from '../../../server/src/project/maturity/placed';
import { ML_TEST_SCORE, SCALES } from '../../../server/src/project/maturity/scales';
import { auditFolder } from '../../support/auditFolder';
import { dedent } from '../../support/program';
import { temporaryFolder } from '../../support/temporaryFolder';

const TRAIN = dedent(`
  import joblib
  import pandas as pd
  from sklearn.ensemble import RandomForestClassifier

  df = pd.read_csv("churn.csv")
  model = RandomForestClassifier().fit(df[["age"]], df["churned"])
  joblib.dump(model, "model.joblib")
`);

async function maturityOf(files: Parameters<typeof temporaryFolder>[0]): Promise<Maturity | undefined> {
  const result = await auditFolder(temporaryFolder(files), { forReport: true });
  return result.projects[0]?.maturity;
}

const answers = (maturity: Maturity | undefined): Record<string, string> =>
  Object.fromEntries(maturity!.practices.map(({ id, answer }) => [id, answer]));
const levels = (maturity: Maturity | undefined): string[] =>
  maturity!.scales.map(({ scale, level }) => `${scale.name} ${level.number}`);

describe('levels', () => {
  it('a lone script is level 0, and the next level says what is missing', async () => {
    const maturity = await maturityOf({ 'train.py': TRAIN });
    expect(levels(maturity)).toEqual(['Microsoft 0', 'Google 0']);
    expect(maturity!.scales[0]!.next!.missing.map(({ id }) => id)).toEqual(['tests', 'ci', 'ci-tests']);
    expect(maturity!.scales[1]!.next!.missing.map(({ id }) => id)).toEqual([
      'tracked',
      'seeded',
      'pinned',
      'pipeline',
    ]);
  });

  it('tests that a workflow runs are DevOps without MLOps', async () => {
    const maturity = await maturityOf({
      'train.py': TRAIN,
      'tests/test_train.py': 'def test_nothing():\n    assert True\n',
      '.github/workflows/ci.yml': 'on: push\njobs:\n  test:\n    steps:\n      - run: pytest\n',
    });
    expect(levels(maturity)).toEqual(['Microsoft 1', 'Google 0']);
  });

  it('tracked, seeded, pinned, a pipeline; then registry, gate, deployment; then drift and a schedule', async () => {
    const files = {
      'train.py': dedent(`
        import mlflow
        import numpy as np
        import pandas as pd
        from sklearn.ensemble import RandomForestClassifier

        np.random.seed(0)
        mlflow.autolog()
        df = pd.read_csv("churn.csv")
        model = RandomForestClassifier(random_state=0).fit(df[["age"]], df["churned"])
        score = model.score(df[["age"]], df["churned"])
        if score > 0.8:
            mlflow.register_model("runs:/abc/model", "churn")
      `),
      'requirements.txt': 'mlflow==3.5.0\nscikit-learn==1.7.2\n',
      'dvc.yaml': 'stages:\n  train:\n    cmd: python train.py\n',
      'tests/test_train.py': 'def test_nothing():\n    assert True\n',
      '.github/workflows/ci.yml':
        'on: push\njobs:\n  test:\n    steps:\n      - run: pytest\n      - run: docker build -t churn . && docker push churn\n',
    };
    const delivered = await maturityOf(files);
    expect(levels(delivered)).toEqual(['Microsoft 3', 'Google 2']);
    expect(delivered!.scales[0]!.next!.missing.map(({ id }) => id)).toEqual(['drift', 'scheduled']);
    const operated = await maturityOf({
      ...files,
      'monitoring/drift.py': 'from evidently import Report\n\nprint(Report)\n',
      '.github/workflows/drift.yml': 'on:\n  schedule:\n    - cron: "0 3 * * *"\njobs: {}\n',
    });
    expect(levels(operated)).toEqual(['Microsoft 4', 'Google 2']);
  });
});

describe('evidence', () => {
  it('leads to the line that shows it', async () => {
    const maturity = await maturityOf({
      'train.py': `import mlflow\n\n${TRAIN}\nmlflow.log_metric("f1", 1)\n`,
    });
    const tracked = maturity!.practices.find(({ id }) => id === 'tracked')!;
    const place = maturity!.places.get(tracked.sightings[0]!)!;
    expect(place.path).toMatch(/\/train\.py$/);
    expect(place.start).toEqual({ line: 1, column: 1 });
  });

  it('of what has no subject nothing is said', async () => {
    const found = answers(await maturityOf({ 'train.py': TRAIN }));
    expect(found['kept-predictions']).toBe('not decidable');
    expect(found['explained']).toBe('not found');
    const linear = TRAIN.replaceAll('RandomForestClassifier', 'LogisticRegression').replace(
      'ensemble',
      'linear_model',
    );
    expect(answers(await maturityOf({ 'train.py': linear }))['explained']).toBe('not decidable');
  });

  it('dependencies are pinned if all but a few are', async () => {
    const pinned = async (text: string) =>
      answers(await maturityOf({ 'train.py': TRAIN, 'requirements.txt': text }))['pinned'];
    expect(await pinned('# of training\npandas==2.2.3\nscikit-learn==1.7.2  # the model\n')).toBe('found');
    expect(await pinned('pandas==2.2.3\nscikit-learn\n')).toBe('not found');
    // A tool of the notebook's looks does not make the models of another kind.
    const most = ['pandas', 'numpy', 'scipy', 'scikit-learn'].map((name) => `${name}==1.0`).join('\n');
    expect(await pinned(`${most}\nipywidgets>=8\n`)).toBe('found');
    expect(await pinned('pandas>=2\n')).toBe('not found');
  });

  it('a service that logs what it answers keeps its predictions', async () => {
    const serve = (line: string): string =>
      dedent(`
        import logging
        import joblib
        from fastapi import FastAPI

        app = FastAPI()
        logger = logging.getLogger(__name__)
        model = joblib.load("model.joblib")

        @app.post("/predict")
        def predict(age: float):
            risk = float(model.predict([[age]])[0])
            ${line}
            return {"risk": risk}
      `);
    const kept = async (line: string) =>
      answers(await maturityOf({ 'serve.py': serve(line) }))['kept-predictions'];
    expect(await kept('logger.info("risk %s", risk)')).toBe('found');
    expect(await kept('print(risk)')).toBe('not found');
  });

  it('seeds that are handed on are seeds', async () => {
    expect(answers(await maturityOf({ 'train.py': TRAIN }))['seeded']).toBe('not found');
    const seeded = TRAIN.replace('Classifier()', 'Classifier(random_state=0)');
    expect(answers(await maturityOf({ 'train.py': seeded }))['seeded']).toBe('found');
  });

  it('tests that a workflow runs by a script are run by it', async () => {
    const runs = async (workflow: string) =>
      answers(
        await maturityOf({
          'train.py': TRAIN,
          'scripts/checks.sh': 'python -m pytest tests\n',
          '.github/workflows/ci.yml': workflow,
        }),
      )['ci-tests'];
    expect(await runs('jobs:\n  a:\n    steps:\n      - run: scripts/checks.sh\n')).toBe('found');
    expect(await runs('jobs:\n  a:\n    steps:\n      - run: mkdocs build\n')).toBe('not found');
  });

  it('training with a library that is known by name only is training', async () => {
    const spark = dedent(`
      from pyspark.ml.classification import LogisticRegression

      model = LogisticRegression().fit(rows)
      model.save("model")
    `);
    expect(answers(await maturityOf({ 'train.py': spark }))['tracked']).toBe('not found');
  });

  it('any grouping after a prediction is no comparison of groups; a fairness library is', async () => {
    const grouped = `${TRAIN}df["risk"] = model.predict(df[["age"]])\nprint(df.groupby("shop")["risk"].sum())\n`;
    expect(answers(await maturityOf({ 'train.py': grouped }))['groups']).toBe('not found');
    const compared = `from fairlearn.metrics import MetricFrame\n${TRAIN}print(MetricFrame)\n`;
    expect(answers(await maturityOf({ 'train.py': compared }))['groups']).toBe('found');
  });

  it('a folder without machine learning is not assessed', async () => {
    expect(await maturityOf({ 'a.py': 'import json\nprint(json.dumps({}))\n' })).toBeUndefined();
  });
});

describe('the yardsticks', () => {
  const ids = new Set(PRACTICES.map(({ id }) => id));

  it('ask for practices that there are', () => {
    const asked = [
      ...ML_TEST_SCORE.flatMap(({ practices }) => practices),
      ...SCALES.flatMap(({ levels: all }) => all.flatMap(({ practices }) => practices)),
    ];
    for (const id of asked) expect(ids).toContain(id);
    expect(ids.size).toBe(PRACTICES.length);
  });

  it('the ML Test Score has its 28 items, seven in each section', () => {
    for (const section of ['Data', 'Model', 'Infrastructure', 'Monitoring'] as const)
      expect(ML_TEST_SCORE.filter((item) => item.section === section).map(({ number }) => number)).toEqual([
        1, 2, 3, 4, 5, 6, 7,
      ]);
  });

  it('items that files can’t speak to are never found', async () => {
    const maturity = await maturityOf({ 'train.py': TRAIN });
    for (const { practices, answer } of maturity!.score)
      if (practices.length === 0) expect(answer).toBe('not decidable');
  });
});
