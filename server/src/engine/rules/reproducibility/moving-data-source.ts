import { addKeyword, insertSnippet } from '../../fix';
import type { Model } from '../../semantics/model';
import { argument, type CallRecord } from '../../semantics/trace';
import { constantOf, isNone, typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import { walk } from '../../syntax/visit';
import { defineRule, type FixReport } from '../rule';
import { shortText } from '../shortText';
import { statementOf } from '../surroundings';
import { trains } from './globalDraws';

export default defineRule({
  name: 'moving-data-source',
  area: 'reproducibility',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['pandas', 'sklearn', 'yfinance', 'polars'],
  docs: {
    summary: 'Training reads data that can change under the same name.',
    why: `The same code gives another model tomorrow, and yesterday's data cannot be had again: a score that drops may come from the code or from the source. An unstable
data dependency costs more than one of code, since no compiler sees it.`,
    bad: `from sklearn.datasets import fetch_openml
from sklearn.linear_model import LogisticRegression

X, y = fetch_openml("diabetes", return_X_y=True)
model = LogisticRegression().fit(X, y)
`,
    good: `from sklearn.datasets import fetch_openml
from sklearn.linear_model import LogisticRegression

X, y = fetch_openml("diabetes", version=1, return_X_y=True)
model = LogisticRegression().fit(X, y)
`,
    limits: [
      'Only in files that train. A commit, version or date in the address, archives whose files do not change (UCI, Zenodo, Figshare, scikit-learn’s and TensorFlow’s own) and queries with a bound are not flagged.',
      'Addresses are information, and hints in notebooks; “today” as a bound of training rows and data sets without a version are warnings.',
      'One finding per file and kind; files that record a hash of what they read are not flagged.',
    ],
    references: [
      'Sculley et al. 2015, Hidden technical debt in machine learning systems: unstable data dependencies',
      'Google, Rules of Machine Learning, rule 31',
    ],
  },
  messages: {
    version: '`{name}` has several versions, and without `version` the newest active one is fetched.',
    address: 'What lies at this address can change: the same code then trains another model.',
    download: '`{call}` without an end date gives other rows each day.',
    today: 'Training rows are bounded by the day on which the code runs: each day trains another model.',
  },
  *check({ model, unit }) {
    if (model.role !== 'training' && !(unit.kind === 'notebook' && trains(model))) return;
    const lower = unit.kind === 'notebook';
    const seen = new Set<string>();
    for (const record of model.calls) {
      const kind = kindOf(model, record);
      if (!kind || seen.has(kind)) continue;
      seen.add(kind);
      const name = constantOf(argument(record, 'name', 0));
      yield {
        at: kind === 'address' ? (record.node.args[0]?.value ?? record.node) : record.node,
        message: kind,
        severity: kind === 'address' ? (lower ? 'hint' : 'information') : lower ? 'information' : undefined,
        data: {
          name: typeof name === 'string' ? name : 'The data set',
          call: shortText(textOf(unit, record.node.func), 40),
        },
        fixes: mended(model, record, kind),
      };
    }
  },
});

type Kind = 'version' | 'address' | 'download' | 'today';

const READS = /^(pandas|polars)\.read_(csv|table|json|excel|parquet|html|feather|fwf)$/;
/** An address that names one state: a hash, a date, a version; or an archive that keeps its files. */
const FIXED =
  /[0-9a-f]{7,40}|\d{4}-?\d{2}(-?\d{2})?|\bv?\d+\.\d+|archive\.ics\.uci\.edu|zenodo\.org|figshare\.com|dataverse|googleapis\.com\/(download\.tensorflow|tensorflow|tf-datasets)|jse\.amstat\.org|openml\.org|kaggle/i;

function kindOf(model: Model, record: CallRecord): Kind | undefined {
  const { name } = record;
  if (name === 'sklearn.datasets.fetch_openml')
    return isOpen(record, 'version', 1) && !argument(record, 'data_id') && !record.args.hasDoubleStar
      ? 'version'
      : undefined;
  if (name === 'yfinance.download')
    return argument(record, 'end') || argument(record, 'start') === undefined || record.args.hasDoubleStar
      ? undefined
      : 'download';
  if (READS.test(name)) {
    // What was read is recorded: a change shows.
    if (model.calls.some((other) => /^hashlib\.|hash_pandas_object$/.test(other.name))) return undefined;
    const address = constantOf(record.args.positional[0]);
    return typeof address === 'string' && /^(https?|ftp):\/\//.test(address) && !FIXED.test(address)
      ? 'address'
      : undefined;
  }
  return /^(datetime\.(datetime\.(now|today|utcnow)|date\.today)|pandas\.Timestamp\.(now|today))$/.test(
    name,
  ) && boundsRows(model, record)
    ? 'today'
    : undefined;
}

function isOpen(record: CallRecord, parameter: string, position: number): boolean {
  const given = argument(record, parameter, position);
  return given === undefined || isNone(given) || constantOf(given) === 'active';
}

/** `df[df["date"] > datetime.now() - …]`: the call stands in a filter of a frame. */
function boundsRows(model: Model, record: CallRecord): boolean {
  let found = false;
  const statement = statementOf(model, record.node);
  if (!statement) return false;
  walk([statement], (node) => {
    if (node.kind !== 'Subscript') return !found;
    const { index, value } = node;
    const isInside = index.start <= record.node.start && record.node.end <= index.end;
    if (isInside && index.kind === 'Compare' && typeOf(model.valueOf(value)) === 'pandas.DataFrame')
      found = true;
    return !found;
  });
  return found;
}

function mended(model: Model, record: CallRecord, kind: Kind): FixReport[] {
  const { unit } = model;
  const { node } = record;
  if (kind === 'version') {
    const given = node.args.find(({ name }) => name === 'version');
    const edits = given
      ? [{ start: given.value.start, end: given.value.end, newText: '1' }]
      : node.args.filter(({ name }) => name === undefined).length < 2
        ? addKeyword(unit, node, 'version', '1')
        : [];
    return edits.length > 0 ? [{ title: 'Fetch version 1', applicability: 'suggestion', edits }] : [];
  }
  if (kind !== 'address') return [];
  const statement = statementOf(model, node);
  const [target] = statement?.kind === 'Assign' && statement.value === node ? statement.targets : [];
  if (!statement || target?.kind !== 'Name' || !record.name.startsWith('pandas.')) return [];
  const snippet = insertSnippet(model, 'after', statement, {
    code: `$data_sha256 = $hashlib.sha256($pandas.util.hash_pandas_object($frame).to_numpy().tobytes()).hexdigest()\nprint(f"data: {len($frame)} rows, sha256 {$data_sha256}")`,
    fresh: ['data_sha256'],
    bind: { frame: target.id },
    imports: { hashlib: { module: 'hashlib' }, pandas: { module: 'pandas', as: 'pd' } },
  });
  return snippet
    ? [{ title: 'Record which data was read', applicability: 'suggestion', edits: snippet.edits }]
    : [];
}
