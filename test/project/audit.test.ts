import { describe, expect, it } from 'vitest';
import { auditFolder } from '../support/auditFolder';
import { notebook, temporaryFolder } from '../support/temporaryFolder';

/** Fires `contradictory-split-arguments`, whatever stands around it. */
const SPLIT = 'from sklearn.model_selection import KFold\n\nfolds = KFold(n_splits=5, random_state=42)\n';
const SPLIT_RULE = 'contradictory-split-arguments';

/** A training script that fires `untracked-training`, unless something in the project tracks. */
const TRAINING = `import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split

df = pd.read_csv("churn.csv")
X_train, X_test, y_train, y_test = train_test_split(df[["age", "bills"]], df["churned"], random_state=42)
model = LogisticRegression()
model.fit(X_train, y_train)
print(f1_score(y_test, model.predict(X_test)))
`;
const TRACKING = 'import mlflow\n\n\ndef start():\n    mlflow.autolog()\n';

const rulesOf = (result: { findings: readonly { rule: string }[] }): string[] =>
  result.findings.map(({ rule }) => rule);

describe('audit', () => {
  it('places findings in scripts and in cells', async () => {
    const folder = temporaryFolder({ 'b.py': SPLIT, 'a.ipynb': notebook('import os', SPLIT) });
    const { findings, summary } = await auditFolder(folder);
    const splits = findings.filter(({ rule }) => rule === SPLIT_RULE);
    expect(splits).toMatchObject([
      { path: `${folder}/a.ipynb`, cell: 2, start: { line: 3, column: 27 }, end: { line: 3, column: 42 } },
      { path: `${folder}/b.py`, cell: null, start: { line: 3, column: 27 } },
    ]);
    // The notebook's own lines: the third element of the second cell's source.
    const { physical } = splits[0]!;
    expect(physical!.start.line).toBe(physical!.end.line);
    expect(physical!.end.column - physical!.start.column).toBe('random_state=42'.length);
    expect(summary).toMatchObject({ files: 2, notebooks: 1, lines: 7, errors: [], skipped: [] });
    expect(splits[1]!.excerpt).toEqual({
      firstLine: 1,
      lines: ['from sklearn.model_selection import KFold', '', 'folds = KFold(n_splits=5, random_state=42)'],
    });
  });

  it('reports what it can not read or parse, and goes on', async () => {
    const folder = temporaryFolder({
      'a.py': SPLIT,
      'binary.py': new Uint8Array([0x50, 0, 0, 1]),
      'bytes.py': new Uint8Array([0x78, 0xff]),
      'broken.py': `${SPLIT}def f(:\n`,
      'broken.ipynb': '{"cells": [',
      'r.ipynb': { cells: [], metadata: { kernelspec: { name: 'ir', language: 'R' } } },
    });
    const { findings, summary, crashed } = await auditFolder(folder);
    expect(findings.filter(({ rule }) => rule === SPLIT_RULE)).toHaveLength(2);
    expect(crashed).toBe(false);
    const messages = (list: typeof summary.errors): string[] =>
      list.map(({ path, message }) => `${path.slice(folder.length + 1)}: ${message}`);
    expect(messages(summary.errors)).toEqual([
      expect.stringMatching(/^broken.ipynb: not valid JSON: .* line 1/),
      'broken.py: syntax error at line 4; the rest was analysed',
      expect.stringMatching(/^bytes.py: not valid UTF-8 \(line 1\)/),
    ]);
    expect(messages(summary.skipped)).toEqual([
      'binary.py: a binary file, not Python source',
      'r.ipynb: a notebook in r, not Python',
    ]);
  });

  it('passes over files that import nothing of interest, without a parse', async () => {
    const folder = temporaryFolder({ 'a.py': 'import os\n\n\ndef f(:\n', 'b.py': SPLIT });
    const { files, summary } = await auditFolder(folder);
    expect(files.map(({ status }) => status)).toEqual(['irrelevant', 'analysed']);
    expect(summary.errors).toEqual([]);
    expect(summary.files).toBe(2);
  });

  it('but looks into them for secrets', async () => {
    const key = ['AKIA', 'QX7KD2M9PL4VZ8RT'].join('');
    const folder = temporaryFolder({ 'a.py': `import os\n\nos.environ["X"] = "${key}"\n` });
    expect(rulesOf(await auditFolder(folder))).toEqual(['hardcoded-secret']);
  });

  it('keeps to the limit of size', async () => {
    const folder = temporaryFolder({
      'mlops-antipatterns.toml': 'max-file-size = 100\n',
      'a.py': SPLIT + '#'.repeat(100),
    });
    const { summary, findings } = await auditFolder(folder);
    expect(findings).toEqual([]);
    expect(summary.skipped[0]!.message).toMatch(/^larger than `max-file-size` \(\d+ > 100 bytes\)$/);
  });

  it('honours severities, overrides, min-severity and suppressions', async () => {
    const folder = temporaryFolder({
      'mlops-antipatterns.toml': `min-severity = "information"
severity.${SPLIT_RULE} = "warning"
[[overrides]]
paths = ["notebooks/"]
ignore = ["${SPLIT_RULE}"]
[[overrides]]
paths = ["quiet.py"]
severity.${SPLIT_RULE} = "hint"
`,
      'a.py': SPLIT,
      'notebooks/b.py': SPLIT,
      'quiet.py': SPLIT,
      'silent.py': SPLIT.replace('42)', `42)  # mlops: ignore[${SPLIT_RULE}] on purpose`),
    });
    const { findings, summary } = await auditFolder(folder);
    expect(findings.map(({ path, severity }) => [path.slice(folder.length + 1), severity])).toEqual([
      ['a.py', 'warning'],
    ]);
    expect(summary.suppressed).toBe(1);
  });

  it('tells problems of the configuration, and that there are some', async () => {
    const folder = temporaryFolder({
      'pyproject.toml': '[tool.mlops-antipatterns]\nselect = ["fit-befor-split"]\n',
      'a.py': SPLIT,
    });
    const { summary, badConfiguration } = await auditFolder(folder);
    expect(badConfiguration).toBe(true);
    expect(summary.errors[0]!.message).toMatch(/^2:11: Unknown rule or area `fit-befor-split`/);
  });
});

describe('audit of projects', () => {
  it('a rule about absence asks the whole project', async () => {
    const alone = temporaryFolder({ 'train.py': TRAINING });
    expect(rulesOf(await auditFolder(alone))).toContain('untracked-training');
    const tracked = temporaryFolder({ 'train.py': TRAINING, 'lib/tracking.py': TRACKING });
    expect(rulesOf(await auditFolder(tracked))).not.toContain('untracked-training');
  });

  it('also when one file of it is audited', async () => {
    const folder = temporaryFolder({
      'requirements.txt': 'pandas==3.0\n',
      'src/train.py': TRAINING,
      'lib/tracking.py': TRACKING,
    });
    const result = await auditFolder(folder, { paths: [`${folder}/src/train.py`] });
    expect(result.projects.map(({ root }) => root)).toEqual([folder]);
    expect(rulesOf(result)).not.toContain('untracked-training');
    expect(result.summary.files).toBe(1);
  });

  it('and is not asked without the project', async () => {
    const folder = temporaryFolder({ 'train.py': TRAINING });
    expect(rulesOf(await auditFolder(folder, { withProject: false }))).not.toContain('untracked-training');
  });

  it('takes repositories beside each other for projects of their own', async () => {
    const folder = temporaryFolder({
      'one/.git/HEAD': '',
      'one/train.py': TRAINING,
      'two/.git/HEAD': '',
      'two/tracking.py': TRACKING,
    });
    const result = await auditFolder(folder);
    expect(result.projects.map(({ root }) => root.slice(folder.length))).toEqual(
      expect.arrayContaining(['/one', '/two']),
    );
    expect(rulesOf(result)).toContain('untracked-training');
  });

  it('looks at requirements, and honours the path they stand at', async () => {
    const files = { 'requirements.txt': 'pandas\nscikit-learn\n', 'train.py': TRAINING };
    const unpinned = (await auditFolder(temporaryFolder(files))).findings.filter(
      ({ rule }) => rule === 'unpinned-dependencies',
    );
    expect(unpinned[0]!.path).toMatch(/requirements\.txt$/);
    expect(unpinned[0]!.excerpt.lines[0]).toBe('pandas');
    const configuration =
      '[[overrides]]\npaths = ["requirements*.txt"]\nignore = ["unpinned-dependencies"]\n';
    const ignored = await auditFolder(
      temporaryFolder({ ...files, 'mlops-antipatterns.toml': configuration }),
    );
    expect(rulesOf(ignored)).not.toContain('unpinned-dependencies');
  });

  it('follows values through modules of the project', async () => {
    const folder = temporaryFolder({
      'pipeline/scaling.py': `from sklearn.preprocessing import StandardScaler


def scale(X):
    return StandardScaler().fit_transform(X)
`,
      'pipeline/__init__.py': '',
      'train.py': `import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

from pipeline.scaling import scale

df = pd.read_csv("churn.csv")
X, y = df[["age", "bills"]], df["churned"]
X = scale(X)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = LogisticRegression().fit(X_train, y_train)
print(model.score(X_test, y_test))
`,
    });
    const leak = (await auditFolder(folder)).findings.filter(({ rule }) => rule === 'fit-before-split');
    expect(leak).toHaveLength(1);
    const places = [leak[0]!, ...leak[0]!.related].map(({ path }) => path.slice(folder.length + 1));
    expect(places).toContain('train.py');
  });

  it('can be cancelled', async () => {
    const folder = temporaryFolder(
      Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}.py`, SPLIT])),
    );
    let done = 0;
    const result = await auditFolder(folder, {
      onProgress: (progress) => void (done = progress.done),
      isCancelled: () => done >= 3,
    });
    expect(result.cancelled).toBe(true);
    expect(result.files.length).toBeLessThan(20);
  });
});
