import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/engine';
import {
  resolveRules,
  ruleSettings,
  type Layer,
  type RuleInfo,
} from '../../server/src/project/configuration';
import { parseBytes, parseConfiguration } from '../../server/src/project/configurationFile';
import { createConfigurationStore } from '../../server/src/project/configurationStore';
import { describeConfiguration } from '../../server/src/project/describeConfiguration';
import { createNodeHost } from '../../server/src/entry/nodeHost';
import { temporaryFolder } from '../support/temporaryFolder';

const RULES: RuleInfo[] = [
  { name: 'fit-before-split', area: 'leakage', severity: 'error', default: 'on' },
  { name: 'row-iteration', area: 'performance', severity: 'information', default: 'on' },
  {
    name: 'quiet-rule',
    area: 'performance',
    severity: 'hint',
    default: 'off',
    options: {
      limit: { type: 'number', description: 'A limit.', default: 3 },
      names: { type: 'array', description: 'Names.', default: [] },
    },
  },
];

/** Levels by rule name. */
function levels(...layers: Omit<Layer, 'origin'>[]): Record<string, string> {
  const named = layers.map((layer, index) => ({ origin: `layer ${index}`, ...layer }));
  return Object.fromEntries(resolveRules(RULES, named).map(({ rule, level }) => [rule.name, level]));
}

describe('the order of settings', () => {
  it('starts from the rules themselves', () => {
    expect(levels()).toEqual({
      'fit-before-split': 'error',
      'row-iteration': 'information',
      'quiet-rule': 'off',
    });
  });

  it('select replaces; an area brings what is on by default, a name also what is off', () => {
    expect(levels({ select: ['performance'] })).toEqual({
      'fit-before-split': 'off',
      'row-iteration': 'information',
      'quiet-rule': 'off',
    });
    expect(levels({ select: ['quiet-rule'] })).toEqual({
      'fit-before-split': 'off',
      'row-iteration': 'off',
      'quiet-rule': 'hint',
    });
    expect(levels({ select: ['leakage'] }, { select: ['all', 'quiet-rule'] })).toEqual({
      'fit-before-split': 'error',
      'row-iteration': 'information',
      'quiet-rule': 'hint',
    });
  });

  it('inside a layer ignore wins over severity, and severity over select', () => {
    expect(
      levels({ select: ['leakage'], severity: { 'row-iteration': 'warning' }, ignore: ['leakage'] }),
    ).toEqual({
      'fit-before-split': 'off',
      'row-iteration': 'warning',
      'quiet-rule': 'off',
    });
  });

  it('a name wins over its area, and an area over all', () => {
    expect(levels({ severity: { all: 'hint', performance: 'warning', 'row-iteration': 'error' } })).toEqual({
      'fit-before-split': 'hint',
      'row-iteration': 'error',
      'quiet-rule': 'off',
    });
  });

  it('later layers win, and the one that decided is remembered', () => {
    const [fit] = resolveRules(RULES, [
      { origin: 'file', ignore: ['leakage'] },
      { origin: 'editor', severity: { 'fit-before-split': 'warning' } },
      { origin: 'command line', options: { 'fit-before-split': { a: 1 } } },
    ]);
    expect(fit).toMatchObject({
      level: 'warning',
      origin: { name: 'editor' },
      options: { a: 1 },
      optionOrigins: { a: { name: 'command line' } },
    });
  });

  it('tells the engine only what differs', () => {
    expect(ruleSettings(resolveRules(RULES, [])).size).toBe(0);
    const settings = ruleSettings(
      resolveRules(RULES, [{ origin: 'x', select: ['quiet-rule'], options: { 'quiet-rule': { limit: 5 } } }]),
    );
    expect(Object.fromEntries(settings)).toEqual({
      'fit-before-split': { severity: 'off' },
      'row-iteration': { severity: 'off' },
      'quiet-rule': { severity: 'default', options: { limit: 5 } },
    });
  });
});

/** Problems of a pyproject.toml as `the marked text: message`. */
function problems(section: string): string[] {
  const text = `[project]\nname = "x"\n\n${section}`;
  const file = parseConfiguration('/p/pyproject.toml', text, RULES)!;
  return file.problems.map(({ start, end, message }) => `${text.slice(start, end)}: ${message}`);
}

describe('what is wrong in a configuration file', () => {
  it.each([
    ['selct = []', 'selct: Unknown key `selct`: did you mean `select`?'],
    [
      'select = ["fit-befor-split"]',
      '"fit-befor-split": Unknown rule or area `fit-befor-split`: did you mean `fit-before-split`?',
    ],
    [
      'ignore = ["zzzzzzzzzzzz"]',
      '"zzzzzzzzzzzz": Unknown rule or area `zzzzzzzzzzzz`: `mlops-audit --list-rules` lists the names.',
    ],
    ['select = "leakage"', '"leakage": `select` must be a list of strings.'],
    ['select = ["leakage", 3]', '3: `select` must hold only strings.'],
    [
      'severity = { leakage = "loud" }',
      '"loud": `leakage` must be one of "error", "warning", "information", "hint", "off".',
    ],
    ['severity = { lekage = "hint" }', 'lekage: Unknown rule or area `lekage`: did you mean `leakage`?'],
    ['severity = "off"', '"off": `severity` must be a table of rule or area = level.'],
    [
      'min-severity = "off"',
      '"off": `min-severity` must be one of "error", "warning", "information", "hint".',
    ],
    ['max-file-size = -1', '-1: `max-file-size` must be a number of bytes or a size such as "20 MB".'],
    ['overrides = 3', '3: `overrides` must be written as `[[…overrides]]`, once for each group of paths.'],
    [
      '[[tool.mlops-antipatterns.overrides]]\nignore = ["leakage"]',
      '[[tool.mlops-antipatterns.overrides]]: `overrides` needs `paths`, a list of patterns.',
    ],
    [
      '[tool.mlops-antipatterns.rules.quiet-rul]',
      'quiet-rul: Unknown rule or area `quiet-rul`: did you mean `quiet-rule`?',
    ],
    ['rules.quiet-rule.limit = "3"', '"3": `limit` must be a number.'],
    ['rules.quiet-rule.names = [1]', '[1]: `names` must be a list of strings.'],
    ['rules.quiet-rule.limt = 3', 'limt: Unknown key `limt`: did you mean `limit`?'],
    ['rules.row-iteration.limit = 3', 'row-iteration: The rule `row-iteration` has no options.'],
  ])('%s', (line, expected) => expect(problems(`[tool.mlops-antipatterns]\n${line}\n`)).toEqual([expected]));

  it('a syntax error is told with its line, and configures nothing', () => {
    const text = '[tool.mlops-antipatterns]\nselect = [\n"leakage"\nignore = []\n';
    const file = parseConfiguration('/p/pyproject.toml', text, RULES)!;
    expect(file.problems).toHaveLength(1);
    expect(file.problems[0]!.message).toMatch(/^TOML syntax error: /);
    expect(file.problems[0]!.line).toBeGreaterThanOrEqual(3);
    expect(file.layer.select).toBeUndefined();
  });

  it('a faulty pyproject.toml without our table is not our business', () => {
    expect(parseConfiguration('/p/pyproject.toml', 'a = = 1', RULES)).toBeUndefined();
    expect(parseConfiguration('/p/pyproject.toml', '[tool.black]\nline-length = 1', RULES)).toBeUndefined();
  });

  it('what is right still counts', () => {
    const file = parseConfiguration(
      '/p/mlops-antipatterns.toml',
      'select = ["leakage"]\nfoo = 1\nmin-severity = "warning"',
      RULES,
    )!;
    expect(file).toMatchObject({ layer: { select: ['leakage'] }, minSeverity: 'warning' });
    expect(file.problems).toHaveLength(1);
  });

  it('never throws, whatever part of the file is there', () => {
    const text = `[tool.mlops-antipatterns]\nselect = ["leakage"]\nseverity = { leakage = "off" }\n[[tool.mlops-antipatterns.overrides]]\npaths = ["t"]\nrules.quiet-rule.limit = 3\n`;
    for (let end = 0; end < text.length; end++)
      parseConfiguration('/p/pyproject.toml', text.slice(0, end), RULES);
    expect(parseConfiguration('/p/pyproject.toml', text, RULES)!.problems).toEqual([]);
  });
});

describe('sizes', () => {
  it.each([
    [20, 20],
    ['20', 20],
    ['500 kB', 500_000],
    ['1.5MB', 1_500_000],
    ['2 MiB', 2_097_152],
    [0, undefined],
    ['0 MB', undefined],
    [1.5, undefined],
    ['much', undefined],
  ])('%j', (written, bytes) => expect(parseBytes(written)).toBe(bytes));
});

describe('which file counts', () => {
  const folder = temporaryFolder({
    'pyproject.toml':
      '[tool.mlops-antipatterns]\nignore = ["security"]\nmin-severity = "information"\nexclude = ["old/", "*_gen.py"]\n',
    'src/train.py': '',
    'other/pyproject.toml': '[project]\nname = "no table of ours"\n',
    'inner/mlops-antipatterns.toml':
      'severity = { hardcoded-secret = "hint" }\n[[overrides]]\npaths = ["tests/"]\nignore = ["hardcoded-secret"]\n',
    'inner/pyproject.toml': '[tool.mlops-antipatterns]\nmin-severity = "error"\n',
    'broken/mlops-antipatterns.toml': new Uint8Array([0x61, 0x20, 0xff, 0xfe, 0x0a]),
  });
  const level = async (
    path: string,
    store = createConfigurationStore(createNodeHost(), rules),
  ): Promise<string> =>
    (await store.effective(`${folder}/${path}`)).rules.find(({ rule }) => rule.name === 'hardcoded-secret')!
      .level;

  it('the nearest upwards, passing over a pyproject.toml without our table', async () => {
    expect(await level('src/train.py')).toBe('off');
    expect(await level('other/deep/train.py')).toBe('off');
    expect(await level('inner/train.py')).toBe('hint');
  });

  it('mlops-antipatterns.toml before the pyproject.toml beside it', async () => {
    const store = createConfigurationStore(createNodeHost(), rules);
    expect((await store.effective(`${folder}/inner/train.py`)).minSeverity).toBe('hint');
    expect((await store.effective(`${folder}/src/train.py`)).minSeverity).toBe('information');
  });

  it('overrides by path', async () => {
    expect(await level('inner/tests/test_train.py')).toBe('off');
    expect(await level('inner/a/tests/b/test_train.py')).toBe('off');
  });

  it('the caller has the last word', async () => {
    const layers = [{ origin: '--select', select: ['security'] }];
    expect(await level('src/train.py', createConfigurationStore(createNodeHost(), rules, { layers }))).toBe(
      'error',
    );
  });

  it('a file given by name is the only one', async () => {
    const only = { path: `${folder}/inner/mlops-antipatterns.toml`, folder };
    const store = createConfigurationStore(createNodeHost(), rules, { only });
    expect(await level('src/train.py', store)).toBe('hint');
    expect(await level('tests/train.py', store)).toBe('off');
  });

  it('a missing or unreadable file is a problem, not a crash', async () => {
    const only = { path: `${folder}/nowhere.toml`, folder };
    const missing = createConfigurationStore(createNodeHost(), rules, { only });
    expect(await level('src/train.py', missing)).toBe('error');
    expect(missing.files[0]!.problems[0]!.message).toBe(
      "The configuration is not used: it can't be read: no such file or folder.",
    );
    const broken = createConfigurationStore(createNodeHost(), rules);
    await level('broken/train.py', broken);
    expect(broken.files[0]!.problems[0]!.message).toMatch(/not valid UTF-8 \(line 1\)/);
  });

  it('excludes by patterns as in .gitignore', async () => {
    const store = createConfigurationStore(createNodeHost(), rules);
    expect(await store.excludes(`${folder}/src/old`, true)).toBe(true);
    expect(await store.excludes(`${folder}/src/x_gen.py`, false)).toBe(true);
    expect(await store.excludes(`${folder}/src/train.py`, false)).toBe(false);
  });

  it('is described with the origin of each value', async () => {
    const store = createConfigurationStore(createNodeHost(), rules);
    const path = `${folder}/src/train.py`;
    const text = describeConfiguration(path, await store.effective(path));
    expect(text).toContain(`Configuration file: ${folder}/pyproject.toml`);
    expect(text).toMatch(new RegExp(`hardcoded-secret +off +${folder}/pyproject.toml:\\d+$`, 'm'));
    expect(text).toMatch(/contradictory-split-arguments +error +default/);
    expect(text).toMatch(new RegExp(`^min-severity +information +${folder}/pyproject.toml:\\d+$`, 'm'));
    expect(text).toMatch(/^max-file-size +20000000 bytes +default$/m);
  });
});
