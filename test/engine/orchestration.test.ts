/** Which orchestrators a project's facts show, and which of its files they start. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../server/src/engine/engine';
import { filesRunBy, orchestrationsOf } from '../../server/src/engine/rules/project/orchestration';
import { parserForTests } from '../support/engine';
import { factsOf, type ProjectFiles } from '../support/projectTester';

describe('orchestrations', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = createEngine(await parserForTests());
  });
  const shown = (files: ProjectFiles): string[] =>
    orchestrationsOf(factsOf(engine, files)).map(
      ({ tool, path, runs }) => `${tool} in ${path}${runs.length > 0 ? `: ${runs.join(', ')}` : ''}`,
    );

  it.each([
    ['Airflow', 'from airflow import DAG'],
    ['Airflow', 'from airflow.sdk import dag, task'],
    ['Kubeflow Pipelines', 'from kfp import dsl'],
    ['Prefect', 'from prefect import flow, task'],
    ['Metaflow', 'from metaflow import FlowSpec, step'],
    ['Kedro', 'from kedro.pipeline import Pipeline, node'],
    ['Dagster', 'import dagster as dg'],
    ['ZenML', 'from zenml import pipeline, step'],
    ['Luigi', 'import luigi'],
    ['SageMaker Pipelines', 'from sagemaker.workflow.pipeline import Pipeline'],
    ['Azure ML pipelines', 'from azure.ai.ml.dsl import pipeline'],
  ])('%s by `%s`', (tool, code) => {
    expect(shown({ 'flows/daily.py': code })).toEqual([`${tool} in flows/daily.py`]);
  });

  it('not by other parts of a large package', () => {
    expect(shown({ 'a.py': 'import sagemaker', 'b.py': 'from azure.ai.ml import MLClient' })).toEqual([]);
  });

  it('not by a test', () => {
    expect(shown({ 'tests/test_flow.py': 'import prefect' })).toEqual([]);
  });

  it('says where the import stands', () => {
    const [seen] = orchestrationsOf(factsOf(engine, { 'flow.py': '"""Daily."""\nimport prefect' }));
    expect(seen?.at).toEqual({ source: 0, start: 13, end: 27 });
  });

  it('files of DVC, MLflow, Snakemake, Kedro, Ploomber', () => {
    expect(
      shown({
        'dvc.yaml': 'stages:\n  train:\n    cmd: python src/train.py\n',
        MLproject: 'entry_points:\n  main:\n    command: "python train.py --rate {rate}"\n',
        Snakefile: 'rule train:\n    shell: "python src/train.py"\n',
        'pyproject.toml': '[tool.kedro]\npackage_name = "ads"\n',
        'pipeline.yaml': 'tasks:\n  - source: src/train.py\n    product: out.ipynb\n',
        'src/train.py': '',
      }),
    ).toEqual([
      'MLflow Projects in MLproject: src/train.py',
      'Kedro in pyproject.toml',
      'DVC in dvc.yaml: src/train.py',
      'Snakemake in Snakefile: src/train.py',
      'Ploomber in pipeline.yaml',
    ]);
  });

  it('a Makefile that runs a step, not one that builds the documentation', () => {
    expect(shown({ Makefile: 'train: data.csv\n\t$(PYTHON) train.py\n', 'train.py': '' })).toEqual([
      'Make in Makefile: train.py',
    ]);
    expect(
      shown({ Makefile: 'html:\n\tsphinx-build . out\n\tpython setup.py sdist\n', 'setup.py': '' }),
    ).toEqual([]);
  });

  it('a shell script that runs steps in order, not one that starts a single program', () => {
    const files = { 'clean.py': '', 'steps/train.py': '' };
    expect(shown({ ...files, 'run.sh': '#!/bin/sh\npython clean.py\npython -m steps.train\n' })).toEqual([
      'a shell script in run.sh: clean.py, steps/train.py',
    ]);
    expect(shown({ ...files, 'run.sh': 'python clean.py\n# python -m steps.train\n' })).toEqual([]);
  });

  it('a workflow of continuous integration that trains, not one that lints', () => {
    const files = {
      'train.py':
        'from sklearn.svm import SVC\nimport numpy as np\nmodel = SVC().fit(np.ones((2, 2)), [0, 1])\n',
      'lint.py': 'print("clean")\n',
    };
    expect(shown({ ...files, '.github/workflows/train.yml': 'steps:\n  - run: python train.py\n' })).toEqual([
      'continuous integration in .github/workflows/train.yml: train.py',
    ]);
    expect(shown({ ...files, '.github/workflows/lint.yml': 'steps:\n  - run: python lint.py\n' })).toEqual(
      [],
    );
  });

  it('nothing in a project of scripts', () => {
    expect(shown({ 'clean.py': 'import pandas', 'train.py': 'import sklearn', 'README.md': '' })).toEqual([]);
  });
});

describe('files that a text runs', () => {
  const files = ['src/clean.py', 'src/train.py', 'other/train.py', 'nb/report.ipynb', 'tests/test_all.py'];
  const runs = (text: string, path = 'run.sh') => filesRunBy({ path, text }, files);

  it('finds scripts, modules and notebooks', () => {
    expect(runs('python3 src/clean.py && python -m src.train')).toEqual(['src/clean.py', 'src/train.py']);
    expect(runs('papermill nb/report.ipynb out.ipynb -p day 1')).toEqual(['nb/report.ipynb']);
    expect(runs('RUN uv run python \\\n  ./src/train.py --epochs 3', 'Dockerfile')).toEqual(['src/train.py']);
  });

  it('takes a name from beside the file, or as the only one that ends so', () => {
    expect(runs('python train.py', 'other/run.sh')).toEqual(['other/train.py']);
    expect(runs('python $ROOT/clean.py')).toEqual(['src/clean.py']);
    expect(runs('python train.py')).toEqual([]);
  });

  it('passes over comments, tests, and names without a command', () => {
    expect(runs('# python src/train.py\npython tests/test_all.py\necho src/train.py')).toEqual([]);
  });
});
