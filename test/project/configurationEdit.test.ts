/** A severity written into a configuration file: what changes, and that nothing else does. */
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/engine';
import { applied, severityChange, severityPlace } from '../../server/src/project/configurationEdit';
import { parseConfiguration } from '../../server/src/project/configurationFile';
import { overridesFor } from '../../server/src/project/configurationStore';
import { configurationTemplate, templateChange } from '../../server/src/project/configurationTemplate';

const OWN = '/ml/mlops-antipatterns.toml';
const PYPROJECT = '/ml/pyproject.toml';

/** The text after `fit-before-split` was given a severity for a file. */
function set(path: string, text: string, level: 'hint' | 'off' = 'off', subject = '/ml/src/a.py') {
  const file = parseConfiguration(path, text, rules)!;
  const rule = { name: 'fit-before-split', area: 'leakage' };
  const change = severityChange(
    text,
    severityPlace(file, overridesFor(file, subject), rule),
    rule.name,
    level,
  );
  return change && applied(text, change);
}

describe('a severity in a configuration file', () => {
  it('replaces the value that is there, and keeps the comment behind it', () => {
    const text = '# ours\n[severity]\nfit-before-split = "error"  # see wiki\ntracking = "hint"\n';
    expect(set(OWN, text)).toBe(text.replace('"error"', '"off"'));
  });

  it('joins the table below its header, before blank lines and comments that belong to what follows', () => {
    expect(set(OWN, '[severity]\ntracking = "hint" # later\n\n# the rest\n[rules]\n')).toBe(
      '[severity]\ntracking = "hint" # later\nfit-before-split = "off"\n\n# the rest\n[rules]\n',
    );
  });

  it('joins an empty table', () => {
    expect(set(OWN, '[severity]\n')).toBe('[severity]\nfit-before-split = "off"\n');
    expect(set(OWN, '[severity]')).toBe('[severity]\nfit-before-split = "off"');
  });

  it('joins an inline table', () => {
    expect(set(OWN, 'severity = { tracking = "hint" } # x\n')).toBe(
      'severity = { tracking = "hint", fit-before-split = "off" } # x\n',
    );
    expect(set(OWN, 'severity = {}\n')).toBe('severity = { fit-before-split = "off" }\n');
  });

  it('goes on with dotted keys as they were begun', () => {
    const text = '[tool]\n  mlops-antipatterns.severity.tracking = "hint"\nother = 1\n';
    expect(set(PYPROJECT, text)).toBe(
      '[tool]\n  mlops-antipatterns.severity.tracking = "hint"\n  mlops-antipatterns.severity.fit-before-split = "off"\nother = 1\n',
    );
  });

  it('makes a table of its own where there is none', () => {
    expect(set(OWN, '# nothing yet\n')).toBe('# nothing yet\n\n[severity]\nfit-before-split = "off"\n');
    expect(set(OWN, 'ignore = ["data"]\n\n[rules.fit-before-split]\nvocabulary = true\n')).toBe(
      'ignore = ["data"]\n\n[rules.fit-before-split]\nvocabulary = true\n\n[severity]\nfit-before-split = "off"\n',
    );
    const text = '[tool.mlops-antipatterns]\r\nignore = ["data"] # no\r\n\r\n[tool.ruff]\r\nx = 1\r\n';
    expect(set(PYPROJECT, text, 'hint')).toBe(
      '[tool.mlops-antipatterns]\r\nignore = ["data"] # no\r\n\r\n[tool.mlops-antipatterns.severity]\r\nfit-before-split = "hint"\r\n\r\n[tool.ruff]\r\nx = 1\r\n',
    );
  });

  it('stays inside a table that is written in one line', () => {
    expect(set(PYPROJECT, '[tool]\nmlops-antipatterns = { ignore = ["data"] }\n')).toBe(
      '[tool]\nmlops-antipatterns = { ignore = ["data"], severity = { fit-before-split = "off" } }\n',
    );
  });

  it('goes where it has the last word: into the override that speaks of the rule', () => {
    const text =
      '[severity]\nfit-before-split = "error"\n\n[[overrides]]\npaths = ["src/"]\nseverity = { leakage = "warning" }\n\n[[overrides]]\npaths = ["tests/"]\n';
    expect(set(OWN, text)).toBe(
      text.replace('leakage = "warning"', 'leakage = "warning", fit-before-split = "off"'),
    );
    // For another path the override does not count.
    expect(set(OWN, text, 'off', '/ml/other.py')).toBe(text.replace('"error"', '"off"'));
  });

  it('makes the table of an override before the next one starts', () => {
    const text =
      '[[overrides]]\npaths = ["src/"]\nselect = ["leakage"]\n\n[[overrides]]\npaths = ["tests/"]\n';
    const after = set(OWN, text, 'hint')!;
    expect((parse(after) as { overrides: object[] }).overrides).toEqual([
      { paths: ['src/'], select: ['leakage'], severity: { 'fit-before-split': 'hint' } },
      { paths: ['tests/'] },
    ]);
  });

  it('refuses what it can not do without harm', () => {
    expect(severityChange('severity = [', [], 'fit-before-split', 'off')).toBeUndefined();
    expect(severityChange('severity = 3\n', [], 'fit-before-split', 'off')).toBeUndefined();
  });
});

describe('a new configuration', () => {
  it('changes nothing by itself, and everything in its comments is right', () => {
    for (const [path, prefix] of [
      [OWN, ''],
      [PYPROJECT, 'tool.mlops-antipatterns'],
    ] as const) {
      const text = configurationTemplate(prefix);
      const file = parseConfiguration(path, text, rules)!;
      expect(file.problems).toEqual([]);
      expect(file).toMatchObject({ exclude: [], overrides: [], layer: { severity: {} } });
      const uncommented = text.replace(/^# (?=[\w-]+ = |\[)/gm, '');
      const full = parseConfiguration(path, uncommented, rules)!;
      expect(full.problems).toEqual([]);
      expect(full.overrides).toHaveLength(1);
      expect(full.layer).toMatchObject({ ignore: ['row-iteration'], severity: { tracking: 'hint' } });
      expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(110);
    }
  });

  it('follows what a pyproject.toml has, in its line endings', () => {
    const text = '[project]\r\nname = "churn"\r\n\r\n\r\n';
    const after = applied(text, templateChange(text, 'tool.mlops-antipatterns'));
    expect(after.startsWith('[project]\r\nname = "churn"\r\n\r\n# MLOps')).toBe(true);
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
    expect(parse(after)).toMatchObject({ project: { name: 'churn' } });
  });
});
