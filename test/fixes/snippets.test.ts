/** The snippets do what they say: each is run as it is inserted, among the names that its placeholders stand for. */
import { beforeAll, describe, expect, it } from 'vitest';
import { expand, snippets } from '../support/snippets';
import { checkPrograms } from './checkProgram';
import { pythonEnvironment, type PythonEnvironment } from './environment.mjs';
import { runProgram, type Program, type Run } from './program';

const MINUTES = 60_000;

/** Names that the placeholders have by default, for a task that can be learned. */
const WORLD = `
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

rng = np.random.default_rng(0)
df = pd.DataFrame({"f0": rng.normal(size=300), "f1": rng.normal(size=300)})
X, y = df[["f0", "f1"]], (df["f0"] > 0).astype(int)
df["timestamp"] = pd.date_range("2024-01-01", periods=300)[::-1]
df["patient_id"] = np.arange(300) // 10
df["segment"] = np.where(np.arange(300) % 2 == 0, "new", "old")
df["amount"], df["age"] = rng.random(300), 40
X_train, X_test, y_train, y_test = X[:200], X[200:], y[:200], y[200:]
model = LogisticRegression().fit(X_train, y_train)
`;

interface Trial {
  readonly before?: string;
  readonly after: string;
  /** What the run prints. */
  readonly prints: RegExp;
}

const TRIALS: Readonly<Record<string, Trial>> = {
  'mlops-seed': {
    after: 'first = np.random.rand()\nset_seed()\nprint(first == np.random.rand())',
    prints: /^True$/m,
  },
  'mlops-torch-deterministic': {
    before: 'SEED = 3',
    after: `
loader = torch.utils.data.DataLoader(range(9), shuffle=True, worker_init_fn=seed_worker, generator=data_generator)
print([int(batch) for batch in loader] != list(range(9)))`,
    prints: /^True$/m,
  },
  'mlops-split': { after: 'print(len(X_train), len(X_test))', prints: /^240 60$/m },
  'mlops-split-time': {
    after: 'print(len(train_df), len(test_df), train_df["timestamp"].max() < test_df["timestamp"].min())',
    prints: /^240 60 True$/m,
  },
  'mlops-split-group': {
    after: 'print(len(X_test), set(df["patient_id"][train_idx]) & set(df["patient_id"][test_idx]))',
    prints: /^60 set\(\)$/m,
  },
  'mlops-pipeline': { after: 'print(model.score(X_test, y_test) > 0.9)', prints: /^True$/m },
  'mlops-baseline': { after: '', prints: /^baseline=0\.[3-7]\d+ model=(0\.9|1\.0)/m },
  'mlops-cross-validation': { after: '', prints: /^cv=(0\.9\d+|1\.000) \+\/- 0\.0/m },
  'mlops-slices': { after: '', prints: /^new: n=50 .*\nold: n=50 balanced_accuracy=(0\.9|1\.0)/m },
  'mlops-shap': {
    // Truth values and words for labels, which SHAP alone can't do.
    before: `
X = X.assign(flag=X["f1"] > 0)
X_train, X_test, y_train = X[:200], X[200:], np.where(y[:200] == 1, "late", "paid")
model = RandomForestClassifier(10, random_state=0).fit(X_train, y_train)`,
    after: '',
    prints: /^f0 +0\.\d{4}\n(f1|flag) +0\.0/m,
  },
  'mlops-contract': {
    after: `
for broken in (df.drop(columns=["age"]), df.assign(age="old"), df.assign(amount=np.nan)):
    try:
        check_contract(broken)
    except (TypeError, ValueError) as error:
        print("refused:", error)`,
    prints: /refused: missing.*\nrefused: age: .*\nrefused: too many nulls/,
  },
  'mlops-lineage': {
    before:
      'DATA_PATH, MODEL_PATH = "data.csv", "model.bin"\ndf.to_csv(DATA_PATH)\nopen(MODEL_PATH, "wb").write(b"model")',
    after: 'print(sorted(json.loads(Path("model.bin.json").read_text())))',
    prints: /'data', 'git_commit', 'model_sha256', 'packages'/,
  },
  'mlops-verified-load': {
    after: `
joblib.dump(model, "verified.joblib")
digest = hashlib.sha256(Path("verified.joblib").read_bytes()).hexdigest()
print(load_verified("verified.joblib", digest).score(X_test, y_test) > 0.9)
try:
    load_verified("verified.joblib", "0" * 64)
except RuntimeError:
    print("refused")`,
    prints: /^True\nrefused$/m,
  },
  'mlops-gate': { after: 'print("promoted")', prints: /^promoted$/m },
  'mlops-drift': {
    after: 'print(list(drifted_columns(X, X[::2])), list(drifted_columns(X, X.assign(f0=X["f0"] + 2))))',
    prints: /^\[\] \['f0'\]$/m,
  },
  'mlops-serve': {
    before: `
import hashlib, joblib, logging, os
logging.basicConfig(level="INFO")
joblib.dump(model, "model.joblib")
os.environ["MODEL_SHA256"] = hashlib.sha256(open("model.joblib", "rb").read()).hexdigest()
os.environ["MODEL_API_KEY"] = "test"`,
    after: `
from fastapi.testclient import TestClient
client = TestClient(app)
print(client.post("/predict", json={"f0": 3, "f1": 0}).status_code)
answer = client.post("/predict", json={"f0": 3, "f1": 0}, headers={"X-API-Key": "test"})
print(answer.status_code, answer.json()["decision"])
print(client.post("/predict", json={"f0": 99, "f1": 0}, headers={"X-API-Key": "test"}).status_code)`,
    prints: /^401\n200 1\n422$/m,
  },
  'mlops-test': {
    before: `
import sys, types
features = types.ModuleType("features")
features.build_features = lambda frame: frame.assign(c=frame["a"] * 2)
sys.modules["features"] = features`,
    after:
      'test_rows_are_kept()\ntest_input_is_not_changed()\ntest_same_input_gives_same_output()\nprint("passed")',
    prints: /^passed$/m,
  },
};

/** Needs what can't be installed everywhere: checked only. */
const ONLY_CHECKED = ['mlops-mlflow'];

const byPrefix = new Map(Object.values(snippets).map((snippet) => [snippet.prefix, snippet]));

/** All in one process, each in a namespace of its own: most of the time is spent on imports. */
const RUN_ALL = `
import runpy
for name in ${JSON.stringify(Object.keys(TRIALS))}:
    print("== " + name)
    runpy.run_path(name + ".py")
`;

const program: Program = {
  files: Object.fromEntries([
    ...Object.entries(TRIALS).map(([prefix, { before = '', after }]) => [
      `${prefix}.py`,
      [WORLD, before, expand(byPrefix.get(prefix)?.body ?? []), after, ''].join('\n'),
    ]),
    ['all.py', RUN_ALL],
  ]) as Record<string, string>,
  entry: 'all.py',
  needs: ['fastapi', 'httpx', 'joblib', 'numpy', 'pandas', 'shap', 'sklearn', 'torch'],
};

describe('snippets', () => {
  let environment: PythonEnvironment;
  let run: Run | undefined;
  beforeAll(async () => {
    environment = await pythonEnvironment({ log: console.log });
    const python = environment.pythonFor(program.needs);
    if (python) run = await runProgram(program, python);
    else console.log('Snippets are only checked by pyright: no Python has all that they import.');
  }, 60 * MINUTES);

  it('are all tried', () => {
    expect([...byPrefix.keys()].sort()).toEqual([...Object.keys(TRIALS), ...ONLY_CHECKED].sort());
  });

  it(
    'have no undefined names',
    async () => {
      const tracked = [WORLD, expand(byPrefix.get('mlops-mlflow')!.body)].join('\n');
      const programs = [program, { files: { 'mlflow.py': tracked }, needs: [] }];
      expect(await checkPrograms(programs)).toEqual([[], []]);
    },
    5 * MINUTES,
  );

  it('run to their end', ({ skip }) => {
    if (!run) skip('no Python with what snippets import');
    expect(run!.exitCode, `${run!.stdout}\n${run!.stderr}`).toBe(0);
  });

  it.each(Object.entries(TRIALS))('%s', (prefix, { prints }) => {
    if (!run) return;
    const part = new RegExp(`^== ${prefix}\\n([^]*?)(?=^== |(?![^]))`, 'm').exec(run.stdout)?.[1];
    expect(part, run.stderr).toMatch(prints);
  });
});
