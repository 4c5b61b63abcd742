import type { FileUse, UnitSummary } from '../../semantics/summary';
import { defineProjectRule, type FixReport, type ProjectFacts } from '../rule';
import { isLibraryExample } from '../library';
import { dvcYaml } from './dvcYaml';
import { isBeyondExperiment } from './stage';

export default defineProjectRule({
  name: 'unversioned-data',
  area: 'project',
  severity: 'hint',
  default: 'on',
  since: '0.1.0',
  fix: 'scaffold',
  docs: {
    summary: 'Training data is neither versioned nor identifiable, or raw data is written to.',
    why: `A model cannot be built again when nobody can say which rows it was trained on. The file that the script names lies on one machine; its next version replaces it
under the same name.`,
    bad: `# train.py
import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_csv("data/churn.csv")
model = LogisticRegression().fit(df[["tenure"]], df["churned"])
joblib.dump(model, "model.joblib")
`,
    good: `# dvc.yaml
stages:
  train:
    cmd: python train.py
    deps:
      - train.py
      - data/churn.csv
    outs:
      - model.joblib
`,
    limits: [
      'Only data files with literal local paths, in scripts that train, in projects that save or serve a model.',
      'Projects that use DVC, LFS, lakeFS, Delta or Iceberg, files with a date, version or hash in their path, and the input folders of competitions are not flagged.',
      'Sizes of files are not known here: large files in git are not reported.',
    ],
    references: [
      'ml-ops.org: versioning, https://ml-ops.org/content/mlops-principles#versioning',
      'Breck et al. 2017, The ML Test Score: Infra 1',
      'SE4ML: use versioning for data, https://se-ml.github.io/best_practices/05-versioning/',
    ],
  },
  messages: {
    absent:
      '`{path}` trains the model, but is not in the project, and nothing says which version of it was used.',
    raw: '`{path}` is overwritten: raw data that a script changes cannot be told from what was delivered.',
  },
  *checkProject(project) {
    if (!isBeyondExperiment(project) || isVersioned(project)) return;
    for (const unit of project.units) {
      if (unit.role !== 'training' || unit.path.endsWith('.ipynb') || isLibraryExample(unit.path, project))
        continue;
      const read = unit.reads?.find(({ path }) => isUnknown(project, unit, path));
      if (read)
        yield {
          path: unit.path,
          source: read.at.source,
          at: { start: read.at.start, end: read.at.end },
          message: 'absent',
          data: { path: read.path },
          fixes: scaffold(project, unit, read),
        };
      const write = unit.writes?.find(({ path }) => /(^|\/)data\/raw\//.test(path));
      if (write)
        yield {
          path: unit.path,
          source: write.at.source,
          at: { start: write.at.start, end: write.at.end },
          message: 'raw',
          data: { path: write.path },
        };
    }
  },
});

const VERSIONING = /(^|\/)(dvc\.(yaml|lock)|\.dvc\/|[^/]+\.dvc$|\.lakefs|lakectl|lakefs\.ya?ml|\.lfsconfig$)/;

/** Something versions data here: files of DVC or lakeFS, a table format that keeps versions. */
function isVersioned({ files, units, manifests }: ProjectFacts): boolean {
  return (
    files.some((file) => VERSIONING.test(file) || file.endsWith('.gitattributes')) ||
    manifests.some(({ text }) => /\b(dvc|lakefs|deltalake|delta-spark|pyiceberg)\b/.test(text)) ||
    units.some(({ imports }) =>
      ['dvc', 'lakefs', 'deltalake', 'pyiceberg', 'delta', 'feast'].some((name) => imports[name]),
    )
  );
}

const IDENTIFIED =
  /\d{4}[-_]?\d{2}([-_]?\d{2})?|[0-9a-f]{8,}|(^|[/_-])v\d+|\.\.\/input\/|kaggle|^\/opt\/ml\/|sample|example|toy|dummy|test/i;

/** Not among the files of the project, wherever the script is started, and named by nothing that tells versions apart. */
function isUnknown({ files }: ProjectFacts, unit: UnitSummary, path: string): boolean {
  if (IDENTIFIED.test(path) || /^([A-Za-z]:)?[\\/]|^~|[*{}$%]/.test(path)) return false;
  const plain = path.replace(/^(\.\.?\/)+/, '').replaceAll('\\', '/');
  // A file that the project writes itself is a step in between.
  return (
    !files.some((file) => file === plain || file.endsWith(`/${plain}`)) &&
    !unit.writes?.some((each) => each.path === path)
  );
}

/** A stage of DVC that runs the script. */
function scaffold({ files, units }: ProjectFacts, unit: UnitSummary, read: FileUse): FixReport[] {
  if (files.includes('dvc.yaml') || /^\.\.\//.test(read.path) || /["'\s]/.test(unit.path)) return [];
  const written = new Set(units.flatMap(({ writes = [] }) => writes.map(({ path }) => path)));
  const deps = (unit.reads ?? []).map(({ path }) => path).filter((path) => !written.has(path));
  const outs = (unit.writes ?? []).map(({ path }) => path).filter((path) => !path.startsWith('/'));
  const newText = dvcYaml([{ script: unit.path, deps, outs }]);
  return [
    {
      title: 'Create dvc.yaml with a stage for this script',
      applicability: 'scaffold',
      edits: [{ path: 'dvc.yaml', start: 0, end: 0, newText }],
    },
  ];
}
