/** Which magics run Python, and which words are magics without their `%`. */

/** Cell magics whose cell is Python that runs in the notebook. Every other cell magic's cell is not looked at. */
const PYTHON_CELLS = new Set([
  'capture',
  'time',
  'timeit',
  'prun',
  'debug',
  'python',
  'python3',
  'pypy',
  'ipytest',
  'memit',
  'mprun',
  'lprun',
  'px',
  'snakeviz',
  'pyinstrument',
  'scalene',
  'memray_flamegraph',
  'heat',
  'cache',
  'wandb',
  'local',
]);

/** Line magics whose argument is a Python statement, after options. */
const PYTHON_LINES = new Set(['time', 'timeit', 'prun', 'memit', 'pyinstrument', 'snakeviz']);

/** True if the cell under `%%name` is Python. */
export function runsCell(name: string): boolean {
  return PYTHON_CELLS.has(name);
}

/** True if `%name` is followed by a Python statement. */
export function runsStatement(name: string): boolean {
  return PYTHON_LINES.has(name);
}

/** Shell commands that IPython offers as magics; they also stand alone. */
const COMMANDS = new Set([
  'ls',
  'll',
  'lf',
  'lk',
  'lx',
  'ldir',
  'cd',
  'pwd',
  'cat',
  'cp',
  'mv',
  'rm',
  'mkdir',
  'rmdir',
  'man',
  'less',
  'more',
  'clear',
  'whos',
  'lsmagic',
  'dirs',
  'popd',
  'pushd',
]);

/** Magics that mean something only with an argument. */
const WITH_ARGUMENT = new Set([
  'pip',
  'conda',
  'mamba',
  'uv',
  'matplotlib',
  'pylab',
  'load_ext',
  'reload_ext',
  'unload_ext',
  'autoreload',
  'env',
  'run',
  'time',
  'timeit',
  'prun',
  'who',
  'who_ls',
  'store',
  'load',
  'config',
  'precision',
  'pinfo',
  'pdoc',
  'psource',
  'history',
  'tensorboard',
  'sql',
  'edit',
  'macro',
  'save',
  'notebook',
  'alias',
  'bookmark',
  'xmode',
  'colors',
  'automagic',
]);

/** What may follow a name in Python: operators and the keywords that join expressions. */
const PYTHON_FOLLOWS =
  /^\s*(?:[=.,:;()[\]{}<>+*/%&|^@!#]|-\s|(?:in|is|not|and|or|if|else|for|as|from|import)\b|$)/;

/**
 * True if a line that starts with `word` is a magic without its `%`: `pip install x`, `ls -l`, `cd ..`.
 * @param rest of the line after the word
 * @param text in which a variable of that name would be bound
 */
export function isAutomagic(word: string, rest: string, text: string): boolean {
  const isPath = /^\s+(?:\.{1,2}(?:\/|$)|\/|~|\*|-[a-zA-Z])/.test(rest);
  const isArgument = isPath || !PYTHON_FOLLOWS.test(rest);
  if (WITH_ARGUMENT.has(word)) return isArgument;
  if (!COMMANDS.has(word) || (rest !== '' && !isArgument)) return false;
  return !new RegExp(
    `(?:^|[\\s,;(])${word}\\s*(?:=[^=]|,|:)|\\bas ${word}\\b|\\bdef ${word}\\b|\\bimport .*\\b${word}\\b`,
  ).test(text);
}
