/**
 * What a mature project does, by the principles of ml-ops.org, and how a project's files show it. Evidence only: a practice is
 * found, not found, or, where it has no subject here, not decidable; nothing is ever "passed".
 */
import type { ProjectFacts } from '../../engine/rules/project';
import { CI_FILE } from '../../engine/rules/project/stage';
import { orchestrationsOf } from '../../engine/rules/project/orchestration';
import { isTestPath } from '../../engine/semantics/roles';
import type { Evidence, UnitSummary } from '../../engine/semantics/summary';
import type { Location } from '../../engine/source/unit';

export const PRINCIPLES = [
  'versioning',
  'experiment tracking',
  'testing',
  'automation',
  'reproducibility',
  'monitoring',
  'explainability',
] as const;
export type Principle = (typeof PRINCIPLES)[number];

/** Where a practice was seen; `path` relative to the project. */
export interface Sighting {
  readonly path: string;
  /** In a Python file: offsets. */
  readonly at?: Location;
  /** What shows it, where the place alone doesn't say: `DVC`. */
  readonly what?: string;
}

export interface Practice {
  readonly id: string;
  readonly principle: Principle;
  /** A sentence that is true where the practice is found. */
  readonly title: string;
  /** Why the question has no answer here; undefined where it has one. */
  undecidable?(facts: ProjectFacts): string | undefined;
  find(facts: ProjectFacts): readonly Sighting[];
  /** The rule that reports its absence, and may offer a fix or a scaffold. */
  readonly rule?: string;
  /** What would provide it. */
  readonly advice: string;
}

/** Python that is the project's own work; tests and configuration set apart. */
function* own({ units }: ProjectFacts): Iterable<UnitSummary> {
  for (const unit of units) if (unit.role !== 'test' && unit.role !== 'config') yield unit;
}

function units(facts: ProjectFacts, ...kinds: Evidence[]): Sighting[] {
  return [...own(facts)].flatMap((unit) => {
    const at = kinds.map((kind) => unit.evidence[kind]).find(Boolean);
    return at ? [{ path: unit.path, at }] : [];
  });
}

function files({ files: all }: ProjectFacts, pattern: RegExp): Sighting[] {
  return all.filter((path) => pattern.test(path)).map((path) => ({ path }));
}

/** Files that run or build the project and whose text matches. */
function texts({ manifests, drivers }: ProjectFacts, where: RegExp, pattern: RegExp): Sighting[] {
  return [...manifests, ...drivers]
    .filter(({ path, text }) => where.test(path) && pattern.test(text))
    .map(({ path }) => ({ path }));
}

const has = (facts: ProjectFacts, ...kinds: Evidence[]): boolean => units(facts, ...kinds).length > 0;
const unlessTraining = (facts: ProjectFacts): string | undefined =>
  has(facts, 'fits', 'trains') ? undefined : 'nothing is trained here';
const unlessModel = (facts: ProjectFacts): string | undefined =>
  has(facts, 'saves-model', 'registers-model', 'serves') ? undefined : 'no model is saved or served here';
const isServed = (facts: ProjectFacts): boolean =>
  facts.units.some(({ role }) => role === 'serving' || role === 'scoring');
const unlessServing = (facts: ProjectFacts): string | undefined =>
  isServed(facts) ? undefined : 'nothing is served or scored here';

/** True for a list of dependencies of which all but a few have one version (or an address). */
function isPinned(text: string): boolean {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter(
      (line) =>
        /^(- )?[A-Za-z]/.test(line) &&
        !/^(name|channels|dependencies|prefix|- (pip|defaults|conda-forge|python)\b)/.test(line),
    );
  const pinned = lines.filter((line) => /==|===|@|^- [\w.-]+=\d/.test(line));
  return pinned.length > 0 && pinned.length >= 0.8 * lines.length;
}

const LOCKED =
  /(^|\/)(uv\.lock|poetry\.lock|pdm\.lock|Pipfile\.lock|pixi\.lock|pylock[\w.-]*\.toml|[\w.-]*conda-lock[\w.-]*\.ya?ml)$/;
const DEPLOYING =
  /\b(kubectl|helm (upgrade|install)|docker (buildx )?(build|push)|build-push-action|gcloud (run|ai|functions) |az ml |sagemaker|serverless deploy|aws (ecs|lambda) |anyscale service|databricks bundle deploy|terraform apply|cloud run|bentoml (deploy|push)|mlflow (models|deployments)|modal deploy|fly deploy|deploy\b.*\.(py|sh))/i;
const DATA_CHECK =
  /(^|[/_-])(data_?validation|data_?quality|validators|expectations|schemas?|data_?contract)(_\w+)?\.py$/i;
const TESTING = /\b(pytest|unittest|tox|nox|nosetests|make test|npm test|hatch (run )?test)\b/;

/** Scripts and Makefiles that run the tests, and that a workflow starts by name. */
function testsRunByCi(facts: ProjectFacts): Sighting[] {
  const workflows = facts.drivers.filter(({ path }) => CI_FILE.test(path));
  return facts.drivers.flatMap(({ path, text }) => {
    const name = path.replace(/^.*\//, '').replace(/\.\w+$/, '');
    const isStarted = workflows.some((workflow) =>
      workflow.text.includes(name === 'Makefile' ? 'make ' : name),
    );
    return !CI_FILE.test(path) && TESTING.test(text) && isStarted ? [{ path }] : [];
  });
}

export const PRACTICES: readonly Practice[] = [
  {
    id: 'versioned-data',
    principle: 'versioning',
    title: 'Data is versioned',
    undecidable: unlessTraining,
    find: (facts) => [
      ...files(facts, /(^|\/)(dvc\.(yaml|lock)|[^/]+\.dvc|lakefs\.ya?ml|lakectl\.ya?ml)$/),
      ...texts(facts, /\.gitattributes$/, /filter=lfs/),
      ...[...own(facts)].flatMap(({ path, imports }) =>
        ['dvc', 'lakefs', 'deltalake', 'delta', 'pyiceberg', 'feast'].flatMap((name) =>
          imports[name] ? [{ path, at: imports[name], what: name }] : [],
        ),
      ),
    ],
    rule: 'unversioned-data',
    advice: 'Put the data under DVC or lakeFS, or read a dated snapshot.',
  },
  {
    id: 'registered-model',
    principle: 'versioning',
    title: 'Models are registered under a name and version',
    undecidable: unlessModel,
    find: (facts) => [
      ...units(facts, 'registers-model'),
      // The registry that DVC keeps in git.
      ...texts(facts, /(^|\/)dvc\.yaml$/, /^artifacts:[^]*?^\s+type: model\b/m),
    ],
    rule: 'unversioned-model-file',
    advice: 'Register the model after training, with MLflow’s registry for instance.',
  },
  {
    id: 'tracked',
    principle: 'experiment tracking',
    title: 'Runs are recorded',
    undecidable: unlessTraining,
    // What serves a model may use the tracker's library to load it.
    find: (facts) => {
      const serving = new Set(
        facts.units.filter(({ role }) => role === 'serving' || role === 'scoring').map(({ path }) => path),
      );
      return units(facts, 'tracks').filter(({ path }) => !serving.has(path));
    },
    rule: 'untracked-training',
    advice: 'Record parameters, metrics and the model of each run: `mlflow.autolog()` is one line.',
  },
  {
    id: 'searched',
    principle: 'experiment tracking',
    title: 'Hyper-parameters are searched',
    undecidable: unlessTraining,
    find: (facts) => units(facts, 'searches'),
    rule: 'unrecorded-search',
    advice: 'Search them on validation data, and keep the results.',
  },
  {
    id: 'baseline',
    principle: 'experiment tracking',
    title: 'The model is compared with a simple baseline',
    undecidable: unlessTraining,
    find: (facts) => units(facts, 'compares-baseline'),
    rule: 'missing-baseline',
    advice: 'Score a `DummyClassifier` or `DummyRegressor` beside the model.',
  },
  {
    id: 'tests',
    principle: 'testing',
    title: 'There are tests',
    find: ({ files: all }) =>
      all
        .filter((path) => isTestPath(path) && /(^|\/)(test_[^/]*|[^/]*_test)\.py$/.test(path))
        .map((path) => ({ path })),
    rule: 'untested-feature-code',
    advice: 'Test the functions that make features and train.',
  },
  {
    id: 'training-test',
    principle: 'testing',
    title: 'A test trains a model',
    undecidable: unlessTraining,
    find: ({ units: all }) =>
      all.flatMap(({ path, role, evidence }) =>
        role === 'test' && evidence.fits ? [{ path, at: evidence.fits }] : [],
      ),
    rule: 'untested-feature-code',
    advice: 'Let a test train on a few rows: the loss falls, the same seed gives the same prediction.',
  },
  {
    id: 'checked-data',
    principle: 'testing',
    title: 'Data is checked before it is used',
    undecidable: (facts) => (has(facts, 'fits') || isServed(facts) ? undefined : 'no data is used here'),
    // A test of the data counts, and a module that says by its name what it is for.
    find: (facts) => [
      ...facts.units.flatMap(({ path, evidence }) =>
        evidence['validates-data'] ? [{ path, at: evidence['validates-data'] }] : [],
      ),
      ...[...own(facts)]
        .filter(({ path }) => DATA_CHECK.test(path))
        .map(({ path }) => ({ path, what: 'by its name' })),
    ],
    rule: 'missing-data-contract',
    advice: 'Check columns, types and ranges with a schema (pandera, Great Expectations).',
  },
  {
    id: 'gated',
    principle: 'testing',
    title: 'A model has to be good enough to be released',
    undecidable: unlessModel,
    find: (facts) => units(facts, 'gates'),
    rule: 'ungated-promotion',
    advice: 'Compare a held-out score with a threshold, or with the model in use, before it is registered.',
  },
  {
    id: 'ci',
    principle: 'automation',
    title: 'Continuous integration runs on each change',
    find: (facts) => files(facts, CI_FILE),
    rule: 'missing-ci',
    advice: 'Add a workflow that installs, lints, tests, and trains on a sample.',
  },
  {
    id: 'ci-tests',
    principle: 'automation',
    title: 'It runs the tests',
    find: (facts) => [...texts(facts, CI_FILE, TESTING), ...testsRunByCi(facts)],
    rule: 'missing-ci',
    advice: 'Let the workflow run the tests.',
  },
  {
    id: 'pipeline',
    principle: 'automation',
    title: 'The steps from data to model run as a pipeline',
    undecidable: unlessTraining,
    find: (facts) =>
      orchestrationsOf(facts).map(({ tool, path, at }) => ({ path, what: tool, ...(at && { at }) })),
    rule: 'pipeline-jungle',
    advice: 'Name the steps and what they read and write: a dvc.yaml is enough.',
  },
  {
    id: 'deployed',
    principle: 'automation',
    title: 'Deployment is automated',
    undecidable: unlessModel,
    find: (facts) => texts(facts, CI_FILE, DEPLOYING),
    advice: 'Let a workflow build and deploy what serves the model.',
  },
  {
    id: 'scheduled',
    principle: 'automation',
    title: 'Something runs on a schedule',
    undecidable: unlessTraining,
    find: (facts) => [
      ...units(facts, 'schedules'),
      ...texts(facts, CI_FILE, /^\s*-?\s*cron:/m),
      ...files(facts, /\.cron$|(^|\/)crontab$/),
    ],
    advice: 'Train again, or watch for drift, on a schedule.',
  },
  {
    id: 'seeded',
    principle: 'reproducibility',
    title: 'Randomness is seeded',
    undecidable: unlessTraining,
    find: (facts) => units(facts, 'seeds', 'passes-seed'),
    rule: 'unseeded-randomness',
    advice: 'Seed every generator that is used, once, at the start.',
  },
  {
    id: 'pinned',
    principle: 'reproducibility',
    title: 'Dependencies are pinned',
    find: (facts) => [
      ...files(facts, LOCKED),
      ...facts.manifests
        .filter(
          ({ path, text }) =>
            /(requirements|constraints)[\w.-]*\.txt$|(^|\/)(environment|conda)[\w.-]*\.ya?ml$/i.test(path) &&
            isPinned(text),
        )
        .map(({ path }) => ({ path })),
    ],
    rule: 'unpinned-dependencies',
    advice: 'Pin versions, or keep a lock file.',
  },
  {
    id: 'environment',
    principle: 'reproducibility',
    title: 'The environment is described',
    find: (facts) =>
      files(
        facts,
        /(^|\/)([\w.-]*Dockerfile[\w.-]*|Containerfile|environment\.ya?ml|conda\.ya?ml|MLproject|\.?devcontainer\.json)$/,
      ),
    advice: 'Describe it in a Dockerfile or an environment.yml.',
  },
  {
    id: 'kept-predictions',
    principle: 'monitoring',
    title: 'Predictions are kept',
    undecidable: unlessServing,
    find: (facts) => units(facts, 'keeps-predictions', 'logs-predictions'),
    rule: 'unlogged-predictions',
    advice: 'Log each prediction with its inputs and the model’s version.',
  },
  {
    id: 'drift',
    principle: 'monitoring',
    title: 'Drift is watched',
    undecidable: unlessModel,
    find: (facts) => [
      ...units(facts, 'checks-drift'),
      ...files(facts, /(^|[/_-])(drift|psi|skew)([_-][\w-]*)?\.(py|ipynb)$/i),
    ],
    rule: 'missing-drift-check',
    advice: 'Compare new rows with those of training, once a day.',
  },
  {
    id: 'numerics',
    principle: 'monitoring',
    title: 'Numbers that are none are looked for',
    undecidable: unlessTraining,
    find: (facts) => units(facts, 'checks-numerics'),
    rule: 'unguarded-log',
    advice: 'Stop where a loss or a feature is not finite.',
  },
  {
    id: 'explained',
    principle: 'explainability',
    title: 'Decisions are explained',
    undecidable: (facts) =>
      has(facts, 'fits-opaque-model', 'saves-opaque-model') ? undefined : 'no model here needs an explainer',
    find: (facts) => units(facts, 'explains'),
    rule: 'unexplained-model',
    advice: 'Explain the model with SHAP, or inspect it by permutation importance.',
  },
  {
    id: 'model-card',
    principle: 'explainability',
    title: 'A model card says what the model is for',
    undecidable: unlessModel,
    find: (facts) =>
      files(facts, /(^|\/)model[_-]?cards?[\w-]*\.(md|ya?ml|json|rst)$|(^|\/)model_?cards?\//i),
    rule: 'missing-model-card',
    advice: 'Write one: purpose, data, measures, limits, contact.',
  },
  {
    id: 'groups',
    principle: 'explainability',
    title: 'Quality is compared across groups',
    undecidable: unlessTraining,
    find: (facts) => units(facts, 'checks-fairness'),
    rule: 'unexamined-protected-attribute',
    advice: 'Compare the measures across the groups that matter, with Fairlearn for instance.',
  },
];
