import { composeEdits, importNames, insertAfter, quoted, replaceNode, styleAt, freshName } from '../../fix';
import { FIELD_LIBRARIES } from '../../knowledge/libraries';
import type { Model } from '../../semantics/model';
import type { CallRecord } from '../../semantics/trace';
import { constantOf } from '../../semantics/values';
import type { StringLiteral } from '../../syntax/ast';
import { defineRule, type FixReport } from '../rule';
import { lastImportAbove } from '../surroundings';

export default defineRule({
  name: 'hardcoded-path',
  area: 'reproducibility',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: FIELD_LIBRARIES,
  docs: {
    summary: 'A read, write or save call names a path that exists on one machine only.',
    why: `The code runs nowhere else: not for a colleague, not in CI, not in the container. A relative path, an argument or a variable of the environment says the same for everyone.`,
    bad: `import pandas as pd

sales = pd.read_csv("/home/anna/data/sales.csv")
print(sales.describe())
`,
    good: `import os
from pathlib import Path

import pandas as pd

DATA_DIR = Path(os.environ.get("DATA_DIR", "data"))
sales = pd.read_csv(DATA_DIR / "sales.csv")
print(sales.describe())
`,
    limits: [
      'Folders of a user, of a drive, or of one platform (`/content`, `/kaggle`, `/dbfs`); a hint in notebooks. One finding per file.',
      'Temporary folders, paths of containers (`/app`, `/opt/ml`), URLs, settings in the home folder (`~/.cache`) and tests are not flagged.',
      'The default of the fix is the folder `data` beside where the program is started: set `DATA_DIR` to the old folder to go on as before.',
    ],
    references: [
      'ml-ops.org: reproducibility, https://ml-ops.org/content/mlops-principles',
      'Sculley et al. 2015, Hidden Technical Debt in Machine Learning Systems: configuration debt',
      'Pimentel et al. 2019, A large-scale study about quality and reproducibility of Jupyter notebooks',
    ],
  },
  messages: {
    machine: '`{path}` exists on one machine only: this runs for nobody else.',
    platform: '`{path}` exists on one platform only.',
  },
  *check({ model, unit }) {
    if (model.role === 'test' || !unit.sources.some(({ code }) => MACHINE.test(code))) return;
    const places = new Map<StringLiteral, Place>();
    for (const record of model.calls) {
      if (!touchesFiles(record)) continue;
      for (const value of [...record.args.positional, ...record.args.keywords.values()]) {
        const path = constantOf(value);
        const literal = value.origin;
        if (
          typeof path !== 'string' ||
          literal?.kind !== 'String' ||
          value.unit !== unit ||
          !isMachinePath(path)
        )
          continue;
        const isDirect = record.node.args.some((argument) => argument.value === literal);
        if (!places.has(literal))
          places.set(literal, { literal, path, takesPaths: isDirect && takesPaths(record) });
      }
    }
    const [first, ...others] = [...places.values()].sort((a, b) => a.literal.start - b.literal.start);
    if (!first) return;
    const fix = directory(model, [first, ...others]);
    const isPlatform = [first, ...others].every(({ path }) => PLATFORM.test(path));
    yield {
      at: first.literal,
      message: isPlatform ? 'platform' : 'machine',
      data: { path: first.path.length > 60 ? `${first.path.slice(0, 57)}…` : first.path },
      severity: unit.kind === 'notebook' || isPlatform ? 'hint' : undefined,
      related: others.slice(0, 10).map(({ literal }) => ({ at: literal, note: 'Another one.' })),
      fixes: fix ? [fix] : [],
    };
  },
});

interface Place {
  readonly literal: StringLiteral;
  readonly path: string;
  /** True if it stands in a call that takes a `pathlib` path as well. */
  readonly takesPaths: boolean;
}

/** A cheap look before anything else. */
const MACHINE = /["'](\/(home|Users|root|mnt|media|content|kaggle|dbfs)\/|dbfs:\/|~\/|[A-Za-z]:[\\/]|\\\\)/;
const PLATFORM = /^(\/(content|kaggle|dbfs)\/|dbfs:\/)/;

function isMachinePath(path: string): boolean {
  if (/[\n{}*]|^[A-Za-z]:\\n|\$\{/.test(path) || /^~\/\./.test(path)) return false;
  return (
    /^\/(home|Users|media)\/[^/]+\/./.test(path) ||
    /^\/(root|mnt|content|kaggle|dbfs)\/./.test(path) ||
    /^(dbfs:\/|~\/)./.test(path) ||
    /^[A-Za-z]:[\\/](?![\\/])./.test(path) ||
    /^\\\\\w+\\./.test(path)
  );
}

const FILE_CALL =
  /^(builtins\.open|io\.open|os\.(chdir|listdir|walk|scandir|makedirs|mkdir|remove|rename|path\.\w+)|glob\.\w+|shutil\.\w+|pathlib\.\w+|sys\.path\.\w+)$/;
const FILE_METHOD =
  /^(read_\w+|to_(csv|parquet|pickle|json|excel|feather|hdf|sql)|load\w*|save\w*|dump|imread|imwrite|ImageFolder|DatasetFolder|open|fromfile|loadtxt|genfromtxt|from_pretrained|parquet|csv)$/;

/** True for a call that reads, writes or looks for files. */
function touchesFiles({ name, method, effect }: CallRecord): boolean {
  return (
    effect === 'load' ||
    effect === 'save' ||
    effect === 'restore' ||
    FILE_CALL.test(name) ||
    FILE_METHOD.test(method)
  );
}

/** True for calls that take `os.PathLike` for their path: not `glob`, and not every library. */
function takesPaths({ name }: CallRecord): boolean {
  return /^(pandas|numpy|joblib|torch|torchvision|builtins\.open|os|shutil|pathlib)\b/.test(name);
}

/** `DATA_DIR / "sales.csv"`, with the folder from the environment: for paths below one folder, each written where it is used. */
function directory(model: Model, places: readonly Place[]): FixReport | undefined {
  const folder = commonFolder(places.map(({ path }) => path));
  if (folder === undefined || !places.every(({ takesPaths }) => takesPaths)) return undefined;
  const anchor = lastImportAbove(model, Math.min(...places.map(({ literal }) => literal.start)));
  if (!anchor) return undefined;
  const style = styleAt(model, anchor.start);
  const { names, edits } = importNames(model, { start: anchor.end + 1, end: anchor.end + 1 }, [
    { module: 'os' },
    { module: 'pathlib', member: 'Path' },
  ]);
  const constant = freshName(model, 'DATA_DIR');
  const text = (value: string): string => quoted(style, value);
  const composed = composeEdits(
    edits,
    insertAfter(
      model,
      anchor,
      `\n${constant} = ${names[1]}(${names[0]}.environ.get(${text('DATA_DIR')}, ${text('data')}))`,
    ),
    ...places.map(({ literal, path }) => {
      const rest = path.slice(folder.length).replaceAll('\\', '/');
      return replaceNode(literal, rest === '' ? constant : `${constant} / ${text(rest)}`);
    }),
  );
  return (
    composed && {
      title: `Take the folder from the environment: \`${constant}\``,
      applicability: 'suggestion',
      edits: composed,
    }
  );
}

/** The longest folder that all paths lie in, with its separator. */
function commonFolder(paths: readonly string[]): string | undefined {
  let folder = paths[0]!.replace(/[^\\/]*$/, '');
  while (folder !== '' && !paths.every((path) => path.startsWith(folder)))
    folder = folder.replace(/[^\\/]*[\\/]$/, '');
  return /^(\/\w+\/.|~\/|dbfs:\/|\w:[\\/]|\\\\)/.test(folder) ? folder : undefined;
}
