import type { Model } from '../../semantics/model';
import type { UnitSummary } from '../../semantics/summary';
import type { Node } from '../../syntax/ast';
import { filesRunBy } from '../project/orchestration';
import { CI_FILE } from '../project/stage';
import { defineRule, type FixReport, type ManifestFile, type ProjectFacts } from '../rule';
import { scriptOf } from './notebookScript';

export default defineRule({
  name: 'notebook-in-production',
  area: 'deployment',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'scaffold',
  needs: [
    'pandas',
    'numpy',
    'sklearn',
    'torch',
    'tensorflow',
    'keras',
    'xgboost',
    'lightgbm',
    'catboost',
    'mlflow',
  ],
  needsProject: true,
  docs: {
    summary: 'A notebook is a step of production.',
    why: `Its logic cannot be reviewed in a diff, imported or tested; it runs to the end or stops in the middle, and what it does depends on cells that somebody once ran in another order. A script with functions
does the same work and can be tested.`,
    bad: [
      `# pipeline.py
import papermill as pm

pm.execute_notebook("train.ipynb", "runs/train.ipynb")
`,
      `# train.ipynb
import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_csv("data/churn-2026-05-01.csv")
model = LogisticRegression().fit(df[["age"]], df["churned"])
joblib.dump(model, "model.joblib")
`,
    ],
    good: `# train.py
import pandas as pd


def main():
    df = pd.read_csv("data/churn-2026-05-01.csv")
    print(df.describe())


if __name__ == "__main__":
    main()
`,
    limits: [
      'A notebook counts as a step of production if a Dockerfile, a shell script, a Makefile, a crontab or a scheduled workflow runs it with papermill or nbconvert, if Python runs it (papermill, a job’s `notebook_path`, `%run`), or if it alone writes the model file that a service loads.',
      'Runs that build documentation or test notebooks (nbmake, testbook, nbval, `--to html`) are not counted; a notebook whose first cells are marked as parameters is a hint.',
      'The fix leaves magics and shell commands out: look at what they did.',
    ],
    references: [
      'Sculley et al. 2015, Hidden Technical Debt in Machine Learning Systems: prototype smell',
      'Google Cloud: MLOps, level 0 (manual process)',
      'ml-ops.org: MLOps principles, https://ml-ops.org/content/mlops-principles',
    ],
  },
  messages: {
    run: '`{path}` runs this notebook: a step of production that cannot be reviewed, imported or tested.',
    served: '`{path}` serves the model that is saved here, and no script makes it.',
  },
  *check({ model, project }) {
    const { unit } = model;
    if (!project || unit.kind !== 'notebook' || model.role === 'test') return;
    const runner = runnerOf(unit.path, project);
    const served = runner === undefined ? servedFrom(model, project) : undefined;
    const at = served?.at ?? firstStatement(model);
    if (!at || (runner === undefined && !served)) return;
    const fix = extraction(model, project);
    yield {
      at,
      message: runner === undefined ? 'served' : 'run',
      data: { path: runner ?? served!.path },
      severity: hasParameters(model) ? 'hint' : 'information',
      fixes: fix ? [fix] : [],
    };
  },
});

function firstStatement({ modules }: Model): Node | undefined {
  return modules.find(({ body }) => body.length > 0)?.body[0];
}

/** The file that runs a notebook in earnest. */
function runnerOf(path: string, { manifests, drivers, units, files }: ProjectFacts): string | undefined {
  for (const file of [...manifests, ...drivers]) {
    if (CI_FILE.test(file.path) && !isScheduled(file)) continue;
    const meant = { path: file.path, text: inEarnest(file.text) };
    if (filesRunBy(meant, files).includes(path) || namesAsJob(file, path)) return file.path;
  }
  return units.find((unit) => unit.path !== path && unit.role !== 'test' && runs(unit, path))?.path;
}

/** A workflow of continuous integration that runs by the clock and not to test. */
function isScheduled({ path, text }: ManifestFile): boolean {
  return /^\s*-?\s*(cron|schedule)\b/m.test(text) && !/test|docs?\b|lint|example/i.test(path);
}

/** Without the lines that test notebooks or make pages of them. */
function inEarnest(text: string): string {
  return text
    .replace(/\\\r?\n/g, ' ')
    .split('\n')
    .filter(
      (line) =>
        /papermill|nbconvert\b.*--execute|ipython\s/.test(line) &&
        !/nbmake|nbval|testbook|pytest|--to[= "',]+(html|markdown|slides|pdf|latex|script|python|rst|asciidoc)/.test(
          line,
        ),
    )
    .join('\n');
}

/** `notebook_path: ./train.ipynb` in a bundle of Databricks. */
function namesAsJob({ path, text }: ManifestFile, notebook: string): boolean {
  if (!/databricks\.ya?ml$/.test(path)) return false;
  const found = [...text.matchAll(/^\s*notebook_path:\s*["']?([^\s"'#]+)/gm)];
  return found.some(([, named]) => isMeant(named!, notebook));
}

function runs({ notebooks = [], imports, modules = [], path: from }: UnitSummary, notebook: string): boolean {
  if (notebooks.some(({ path }) => isMeant(path, notebook, from))) return true;
  // `import_ipynb` makes modules of notebooks.
  return (
    imports['import_ipynb'] !== undefined && modules.includes(baseName(notebook).replace(/\.ipynb$/, ''))
  );
}

/** A path as it is written somewhere, against one of the project; Databricks leaves the extension out. */
function isMeant(named: string, notebook: string, from = ''): boolean {
  const plain = named.replace(/^(\.{0,2}\/)+/, '').replace(/\.ipynb$/, '');
  const path = notebook.replace(/\.ipynb$/, '');
  const beside = from.slice(0, from.lastIndexOf('/') + 1) + plain;
  return (
    path === plain ||
    path === beside ||
    (plain.includes('/') && path.endsWith(`/${plain}`)) ||
    // An absolute path of another machine or of a workspace.
    (named.startsWith('/') && plain.endsWith(`/${path}`))
  );
}

/** The place where the notebook saves a model that a service loads, if no script saves it. */
function servedFrom(model: Model, { units }: ProjectFacts): { at: Node; path: string } | undefined {
  const own = units.find(({ path }) => path === model.unit.path);
  for (const { path } of own?.writes ?? []) {
    const name = baseName(path);
    if (!/\.(pkl|pickle|joblib|pt|pth|h5|keras|onnx|bin|cbm|ubj|skops)$/i.test(name)) continue;
    const service = units.find(
      ({ role, loads = [], path: file }) =>
        role === 'serving' && file.endsWith('.py') && loads.some((load) => baseName(load.path) === name),
    );
    const writers = units.filter(({ writes = [] }) => writes.some((write) => baseName(write.path) === name));
    if (!service || writers.length !== 1) continue;
    const save = model
      .callsWith('save')
      .find(({ args }) => args.positional.some((value) => value.kind === 'constant' && value.value === path));
    if (save) return { at: save.node, path: service.path };
  }
  return undefined;
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** `# parameters` at the top of one of the first cells: papermill writes its values below it. */
function hasParameters({ unit }: Model): boolean {
  return unit.sources.slice(0, 4).some(({ text }) => /^\s*#\s*parameters\b/i.test(text));
}

/** A script beside the notebook. */
function extraction(model: Model, { files }: ProjectFacts): FixReport | undefined {
  const { path } = model.unit;
  const base = baseName(path).replace(/\.ipynb$/, '');
  const name = `${base.replace(/\W+/g, '_').replace(/^(?=\d)/, 'step_')}.py`;
  const script = path.slice(0, path.length - baseName(path).length) + name;
  if (files.includes(script)) return undefined;
  const newText = scriptOf(model);
  if (newText === undefined) return undefined;
  return {
    title: `Make ${name} of its cells`,
    applicability: 'scaffold',
    edits: [{ path: script, start: 0, end: 0, newText }],
  };
}
