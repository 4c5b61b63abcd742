import type { UnitSummary } from '../../semantics/summary';
import { defineProjectRule, type FixReport, type ProjectFacts } from '../rule';
import { isPackaged } from '../library';
import { isBeyondExperiment } from './stage';

export default defineProjectRule({
  name: 'untested-feature-code',
  area: 'project',
  severity: 'hint',
  default: 'on',
  since: '0.1.0',
  fix: 'scaffold',
  docs: {
    summary: 'Functions that make features or train a model have no test.',
    why: `Errors in data are silent: a column that becomes constant, a join that doubles rows or a unit that changes makes no exception, only a worse model. Without a test
for the feature code nobody dares to change it, and the same transformation is written anew for serving.`,
    bad: `# features.py
def build_features(df):
    df["rate"] = df["clicks"] / df["views"]
    return df
`,
    good: `# tests/test_features.py
import pandas as pd

from features import build_features


def test_input_is_not_changed():
    frame = pd.DataFrame({"clicks": [1, 2], "views": [10, 20]})
    build_features(frame)
    assert list(frame.columns) == ["clicks", "views"]
`,
    limits: [
      'Experiments (no model is saved or served, and no CI), projects of notebooks only and installable packages are not asked for tests.',
      'A module counts as tested as soon as a test file imports it: what the tests check is not judged.',
      'One finding per module, on its first such function; where there are no tests at all, one for the project.',
    ],
    references: [
      'Breck et al. 2017, The ML Test Score: Data 7, Infra 2 and 3',
      'SE4ML: test all feature extraction code, https://se-ml.github.io/best_practices/02-feat_test/',
      'ml-ops.org: testing, https://ml-ops.org/content/mlops-principles#testing',
    ],
  },
  messages: {
    none: 'The project has no tests: nothing checks `{function}` or the code in {count} more modules.',
    alone: 'The project has no tests: nothing checks `{function}`.',
    module: 'No test imports this module: nothing checks `{function}`.',
  },
  *checkProject(project) {
    // Packages are tested through what they export: which module a test reaches cannot be read from its imports.
    if (!isBeyondExperiment(project) || isPackaged(project)) return;
    const tests = project.units.filter(({ role }) => role === 'test');
    const untested = project.units.filter((unit) => isFeatureCode(unit) && !isTested(unit, tests));
    const [first] = untested;
    if (!first) return;
    const isAlone = tests.length === 0;
    for (const unit of isAlone ? [first] : untested) {
      const { name, at } = unit.feature!;
      yield {
        path: unit.path,
        source: at.source,
        at: { start: at.start, end: at.end },
        message: !isAlone ? 'module' : untested.length > 1 ? 'none' : 'alone',
        data: { function: name, count: untested.length - 1 },
        fixes: scaffold(project, unit),
      };
    }
  },
});

const ASIDE =
  /(^|\/)(tests?|examples?|docs?|notebooks?|scripts?|tutorials?|benchmarks?|vendor|third_party)\//;

function isFeatureCode({ role, feature, path }: UnitSummary): boolean {
  return feature !== undefined && role !== 'test' && !path.endsWith('.ipynb') && !ASIDE.test(path);
}

/** `src/churn/features.py` as `src.churn.features` */
function moduleOf(path: string): string {
  return path
    .replace(/\.py$/, '')
    .replace(/\/__init__$/, '')
    .replaceAll('/', '.');
}

/** A test imports the module, by any tail of its path, or the package that holds it. */
function isTested({ path }: UnitSummary, tests: readonly UnitSummary[]): boolean {
  const parts = moduleOf(path).split('.');
  const tails = parts.map((_, index) => parts.slice(index).join('.'));
  const packageName = parts.slice(0, -1).join('.');
  return tests.some(({ modules = [] }) =>
    modules.some(
      (name) =>
        tails.some((tail) => name === tail || name.startsWith(`${tail}.`)) ||
        (packageName !== '' && (name === packageName || packageName.endsWith(`.${name}`))),
    ),
  );
}

/** A test file for a function that takes a frame and gives one. */
function scaffold({ files }: ProjectFacts, { path, feature }: UnitSummary): FixReport[] {
  const module = moduleOf(path).replace(/^src\./, '');
  const target = `tests/test_${module.slice(module.lastIndexOf('.') + 1)}.py`;
  if (!feature?.columns || files.includes(target)) return [];
  const { name, columns } = feature;
  const rows = columns.map((column) => `            ${JSON.stringify(column)}: [1.0, 2.0, 3.0],`).join('\n');
  const newText = `"""Run with: python -m pytest"""

import pandas as pd

from ${module} import ${name}


def sample() -> pd.DataFrame:
    # TODO: rows as they really come, with missing and extreme values.
    return pd.DataFrame(
        {
${rows}
        }
    )


def test_rows_are_kept():
    assert len(${name}(sample())) == len(sample())


def test_input_is_not_changed():
    frame = sample()
    ${name}(frame)
    pd.testing.assert_frame_equal(frame, sample())


def test_same_input_gives_same_output():
    first, second = ${name}(sample()), ${name}(sample())
    pd.testing.assert_frame_equal(pd.DataFrame(first), pd.DataFrame(second))
`;
  return [
    {
      title: `Create ${target}`,
      applicability: 'scaffold',
      edits: [{ path: target, start: 0, end: 0, newText }],
    },
  ];
}
