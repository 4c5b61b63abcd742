/** IPython syntax is masked at equal length, and nothing else is touched. */
import { describe, expect, test } from 'vitest';
import { maskMagics } from '../../../server/src/engine/source/magics';

/** Text, what must be parsed instead of it (dots stand for blanks at the end), and `kind name argument` of its magics. */
type Case = readonly [title: string, text: string, code: string, ...magics: string[]];

const CASES: readonly Case[] = [
  ['a line magic', '%matplotlib inline', '', 'line matplotlib inline'],
  ['a blank after the percent sign', '% matplotlib inline', '', 'line matplotlib inline'],
  ['a shell escape', '!pip install -q torch\nx = 1', '\nx = 1', 'shell pip install -q torch'],
  ['two exclamation marks', '!!ls', '', 'shell ls '],
  [
    'a command over several lines',
    '!pip install \\\n  torch\nx = 1',
    '\n\nx = 1',
    'shell pip install \\\n  torch',
  ],
  ['a quote in a command', "!echo don't (\nx = 1", '\nx = 1', "shell echo don't ("],
  ['help before', '?df.head', '', 'help  df.head'],
  ['help after', 'df.head?', '', 'help  df.head'],
  ['source after, with a comment', 'fit?? # what?', '', 'help  fit'],
  ['help in a suite', 'if x:\n    df?\n', 'if x:\n    ...\n', 'help  df'],
  ['short help in a suite', 'if x:\n  d?\n', 'if x:\n  0\n', 'help  d'],
  ['a magic in a suite', 'for i in x:\n\t%debug\n', 'for i in x:\n\tpass\n', 'line debug '],
  ['output of a command', 'files = !ls', 'files = ...', 'assignment ls '],
  ['output of a short command', 'a = !w', 'a = 0', 'assignment w '],
  ['two targets', 'a, b = !cmd x', 'a, b = ...', 'assignment cmd x'],
  ['result of a magic', 'd = %pwd', 'd = ...', 'assignment pwd '],
  ['result of a timed call', 'm = %time f(x)', 'm =       f(x)', 'assignment time f(x)'],
  ['a timed statement', '%time m = f(x)', 'pass; m = f(x)', 'line time m = f(x)'],
  ['a timed statement with options', '%timeit -n 10 f(x)', 'pass;         f(x)', 'line timeit -n 10 f(x)'],
  ['a timed loop', '%time for x in y: f(x)', '', 'line time for x in y: f(x)'],
  ['bare pip', 'pip install torch', '', 'automagic pip install torch'],
  ['bare conda', 'conda install -y torch', '', 'automagic conda install -y torch'],
  ['bare ls', 'ls', '', 'automagic ls '],
  ['bare ls with options', 'ls -la data', '', 'automagic ls -la data'],
  ['bare cd', 'cd ..', '', 'automagic cd ..'],
  ['bare matplotlib', 'matplotlib inline', '', 'automagic matplotlib inline'],
  ['a cell of bash', '%%bash\nls | wc -l\n', '\n\n', 'cell bash '],
  ['a cell of an unknown language', '%%brainwave x\nthink("\n', '\n\n', 'cell brainwave x'],
  ['a file', '%%writefile a.py\nimport os\n', '\n\n', 'cell writefile a.py'],
  ['a timed cell', '%%time\nx = 1\n', '\nx = 1\n', 'cell time '],
  ['a timed cell after comments', '\n# fit\n%%time\nx = 1\n', '\n# fit\n\nx = 1\n', 'cell time '],
  ['two cell magics', '%%time\n%%capture out\nx = 1\n', '\n\nx = 1\n', 'cell time ', 'cell capture out'],
  ['CRLF', '%cd x\r\nx = 1\r\n', '\r\nx = 1\r\n', 'line cd x'],
];

const UNTOUCHED: readonly string[] = [
  '"""\n%matplotlib inline\n!ls\n"""',
  "x = 'a' \\\n%matplotlib\n",
  'y = (a\n  % b\n)',
  'y = f(\n  x,\n%d\n)',
  'print("%d" % x)',
  'assert a != b',
  'ls = [1]\nls\n',
  'ls = 3\nls -x\n',
  'pip = 3',
  'pip.main()',
  'time = clock()\ntime - start',
  'cat, dog = 1, 2\ncat\n',
  'for run in runs: pass',
  'run(x)',
  "x = 'what?'",
  'x = a %b',
];

describe('masking', () => {
  test.each(CASES)('%s', (_, text, code, ...magics) => {
    const masked = maskMagics(text, 'notebook');
    expect(masked.code).toHaveLength(text.length);
    expect(trimLines(masked.code)).toBe(trimLines(code));
    expect(masked.magics.map(({ kind, name, argument }) => `${kind} ${name} ${argument}`)).toEqual(magics);
    const outside = [...text].map((c, i) => (masked.magics.some((m) => m.start <= i && i < m.end) ? '' : c));
    expect(outside.every((c, i) => c === '' || c === masked.code[i])).toBe(true);
  });

  test.each(UNTOUCHED)('leaves Python alone: %j', (text) => {
    expect(maskMagics(text, 'notebook')).toEqual({ code: text, magics: [] });
  });

  test('a cell of another language is blank', () => {
    expect(maskMagics('x <- 1\n', 'notebook', 'r').code).toBe('      \n');
    expect(maskMagics('x = 1\n', 'notebook', 'python').code).toBe('x = 1\n');
  });

  test.each([
    ['%%capture out --no-stderr\nf()', ['out']],
    ['files = !ls', ['files']],
    ['a, b = !cmd', ['a', 'b']],
    ['%store -r model scaler', ['model', 'scaler']],
    ['%%bigquery df --project p\nselect 1', ['df']],
    ['%%sql result << select 1', ['result']],
  ])('%j binds %j', (text, names) => {
    expect(maskMagics(text, 'notebook').magics[0]!.binds).toEqual(names);
  });
});

describe('scripts', () => {
  test('without cells are left alone', () => {
    expect(maskMagics('%matplotlib inline\n', 'script').code).toBe('%matplotlib inline\n');
  });

  test.each(['# %%\n', '#%% load\n', '# In[1]:\n', '# COMMAND ----------\n'])(
    'with cells (%j) have magics',
    (marker) => {
      const text = `${marker}%matplotlib inline\nx = 1\n${marker}%%bash\nls |\n${marker}%%time\ny = 1\n`;
      const { code } = maskMagics(text, 'script');
      expect(trimLines(code)).toBe(`${marker}\nx = 1\n${marker}\n\n${marker}\ny = 1\n`);
    },
  );
});

function trimLines(text: string): string {
  return text.replace(/[ \t]+(?=\r?\n|$)/g, '');
}
