/** Findings that are known already: what a team has when it starts, and what it must not make worse. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { notebook, temporaryFolder, writeAll } from '../support/temporaryFolder';
import { run } from './mlopsAudit';

const IMPORT = 'from sklearn.model_selection import KFold\n';
const FOLDS = 'folds = KFold(n_splits=5, random_state=42)\n';
const MORE = 'more = KFold(n_splits=3, random_state=1)\n';
const SELECT = ['--select', 'contradictory-split-arguments'];

function folderWithBaseline(): string {
  const folder = temporaryFolder({
    'a.py': IMPORT + FOLDS,
    'sub/b.ipynb': notebook(IMPORT, FOLDS),
  });
  const { status, stderr } = run(folder, [...SELECT, '--write-baseline', 'baseline.json']);
  expect(stderr).toContain('Baseline: 2 findings in baseline.json');
  expect(status).toBe(0);
  return folder;
}

describe('a baseline', () => {
  it('silences what it knows, also after lines and cells have moved', () => {
    const folder = folderWithBaseline();
    writeAll(folder, {
      'a.py': `"""Folds."""\n\n${IMPORT}\n\n${FOLDS.replace('n_splits=5,', 'n_splits=5, ')}`,
      'sub/b.ipynb': notebook('import os', IMPORT, FOLDS),
    });
    const { status, stdout } = run(folder, [...SELECT, '--baseline', 'baseline.json']);
    expect(stdout).toMatch(/^No new findings in 2 files .*, 2 known from the baseline\.$/m);
    expect(status).toBe(0);
  });

  it('counts only what is new, and says what is gone', () => {
    const folder = folderWithBaseline();
    writeAll(folder, { 'a.py': IMPORT + MORE });
    const text = run(folder, [...SELECT, '--baseline', 'baseline.json']);
    expect(text.status).toBe(1);
    expect(text.stdout).toContain('a.py:2:26: error');
    expect(text.stdout).toContain('1 known from the baseline, 1 of the baseline gone');
    const json = JSON.parse(
      run(folder, [...SELECT, '--baseline', 'baseline.json', '--format', 'json']).stdout,
    );
    expect(json.findings).toHaveLength(1);
    expect(json.summary).toMatchObject({ counts: { error: 1 }, baseline: { known: 1, gone: 1 } });
  });

  it('knows a second occurrence of the same line as a new finding', () => {
    const folder = folderWithBaseline();
    writeAll(folder, { 'a.py': IMPORT + FOLDS + FOLDS });
    expect(run(folder, [...SELECT, '--baseline', 'baseline.json', '-q']).stdout.split('\n')).toHaveLength(2);
  });

  it('does not take for gone what was not looked at', () => {
    const folder = folderWithBaseline();
    const { stdout } = run(folder, [...SELECT, '--baseline', 'baseline.json', 'a.py']);
    expect(stdout).toContain('1 known from the baseline.');
    expect(stdout).not.toContain('gone');
  });

  it('holds for the same files from wherever it is used', () => {
    const folder = folderWithBaseline();
    const inside = path.join(folder, 'sub');
    expect(run(inside, [...SELECT, '--baseline', '../baseline.json', '..']).status).toBe(0);
  });

  it.each([
    ['{"version": 1', 'it is no JSON'],
    ['[]', 'it is no baseline of mlops-audit'],
    ['null', 'it is no baseline of mlops-audit'],
    ['{"version": "2.1.0", "runs": []}', 'it is no baseline of mlops-audit'],
    ['['.repeat(100_000), 'it is no JSON'],
    [
      '{"tool": "mlops-audit", "version": 7, "findings": []}',
      'it has version 7, and this mlops-audit reads version 1',
    ],
    ['{"tool": "mlops-audit", "version": 1, "findings": [{}]}', 'an entry lacks'],
  ])('that is none is refused: %.60s', (text, message) => {
    const folder = temporaryFolder({ 'a.py': IMPORT + FOLDS, 'baseline.json': text });
    const { status, stderr } = run(folder, ['--baseline', 'baseline.json']);
    expect(stderr).toContain(`mlops-audit: --baseline baseline.json: ${message}`);
    expect(status).toBe(2);
  });

  it('is a text that diffs well, without places of this machine', () => {
    const folder = folderWithBaseline();
    const text = readFileSync(path.join(folder, 'baseline.json'), 'utf8');
    expect(text).not.toContain(folder);
    expect(text.split('\n').filter((line) => line.includes('"fingerprint"'))).toHaveLength(2);
    expect(existsSync(path.join(folder, 'baseline.json'))).toBe(true);
  });

  it("that can't be written is said", () => {
    const folder = temporaryFolder({ 'a.py': IMPORT + FOLDS });
    mkdirSync(path.join(folder, 'taken'));
    const { status, stderr } = run(folder, ['--write-baseline', 'taken']);
    expect(stderr).toContain("taken can't be written");
    expect(status).toBe(2);
  });
});
