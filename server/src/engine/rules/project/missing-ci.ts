import { isShowcase, teaches } from '../library';
import type { UnitSummary } from '../../semantics/summary';
import { defineProjectRule, type ProjectFacts } from '../rule';
import { mainAnchor } from './anchor';
import { CI_FILE, keepsModel } from './stage';
import { workflow } from './workflow';

const TARGET = '.github/workflows/ml.yml';

export default defineProjectRule({
  name: 'missing-ci',
  area: 'project',
  severity: 'hint',
  default: 'on',
  since: '0.1.0',
  fix: 'scaffold',
  docs: {
    summary: 'No pipeline runs the tests or the training when the code changes.',
    why: `What nobody runs automatically is run when somebody thinks of it: a changed feature, a new version of a library or a forgotten file is found at
the next release, by those who have to release. A pipeline that installs the project from its own files, in a machine that nobody has prepared, is also the
only proof that these files are complete.`,
    bad: `# train.py
import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_csv("churn.csv")
model = LogisticRegression().fit(df[["tenure"]], df["churned"])
joblib.dump(model, "model.joblib")
`,
    good: `# .github/workflows/ml.yml
name: ml
on: [push, pull_request]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.11"
      - run: pip install -r requirements.txt pytest
      - run: python -m pytest
`,
    limits: [
      'Only in the root folder of a git repository, and only where a script (no notebook or example) saves a model or serves one. Courses, books and collections of tutorials are left out.',
      'GitHub Actions, GitLab, Azure, Jenkins, CircleCI, Bitbucket, Google Cloud Build, Travis, AppVeyor, Drone, Woodpecker, Buildkite and AWS CodeBuild are known by their files.',
      'Whether an existing pipeline touches the model code is not judged.',
    ],
    references: [
      'ml-ops.org, MLOps principles: continuous integration, delivery and training, https://ml-ops.org/content/mlops-principles',
      'Breck et al. 2017, The ML Test Score: Infra 3',
      'Microsoft, MLOps maturity model, level 1; Google Cloud, MLOps level 2',
    ],
  },
  messages: {
    missing: 'No pipeline runs the project’s tests or its training when the code changes.',
    untested: 'No pipeline installs and checks the project when the code changes.',
  },
  *checkProject(project) {
    if (!project.isRepository || project.files.some((file) => CI_FILE.test(file))) return;
    const scripts = project.units.filter(isWorkingScript);
    if (!scripts.some(keepsModel) || teaches(project)) return;
    const anchor = mainAnchor(scripts);
    if (!anchor) return;
    yield {
      path: anchor.unit.path,
      source: anchor.at.source,
      at: { start: anchor.at.start, end: anchor.at.end },
      message: hasTests(project) ? 'missing' : 'untested',
      fixes: [
        {
          title: `Create ${TARGET}`,
          applicability: 'scaffold',
          edits: [{ path: TARGET, start: 0, end: 0, newText: workflow(project, hasTests(project)) }],
        },
      ],
    };
  },
});

const WORKING: ReadonlySet<UnitSummary['role']> = new Set<UnitSummary['role']>([
  'training',
  'serving',
  'scoring',
]);

function isWorkingScript({ role, path }: UnitSummary): boolean {
  return WORKING.has(role) && !path.endsWith('.ipynb') && !isShowcase(path);
}

/** True if pytest would find something. */
function hasTests({ files }: ProjectFacts): boolean {
  return files.some((file) => /(^|\/)(test_[^/]*|[^/]*_test)\.py$/.test(file));
}
