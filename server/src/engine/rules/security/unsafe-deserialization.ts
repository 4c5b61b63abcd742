import { composeEdits, freshName, importNames, insertAfter, replaceNode, statementAt } from '../../fix';
import { nextLineStart } from '../../fix/lines';
import { functionFact } from '../../knowledge';
import { FIELD_LIBRARIES } from '../../knowledge/libraries';
import type { Model } from '../../semantics/model';
import { isTestPath } from '../../semantics/roles';
import { argument, type CallRecord } from '../../semantics/trace';
import { constantOf } from '../../semantics/values';
import { sourceAt, textOf } from '../../source/unit';
import type { Stmt } from '../../syntax/ast';
import { defineRule, type FixReport, type RelatedReport, type Report } from '../rule';
import { lastImportAbove } from '../surroundings';
import { isVerified, pathNode, sourceText, wasWrittenHere } from './loadedFile';
import { originOf, type Origin } from './origin';

export default defineRule({
  name: 'unsafe-deserialization',
  area: 'security',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: [
    'pickle',
    'cPickle',
    '_pickle',
    'dill',
    'cloudpickle',
    'joblib',
    'jsonpickle',
    'pandas',
    'numpy',
    'yaml',
    'shelve',
    'keras',
    'tensorflow',
  ],
  docs: {
    summary: 'A file that may come from elsewhere is loaded by a format that runs code.',
    why: `Unpickling runs what the file says: whoever can change the artefact runs code in training or production. Refuse a file whose hash is not the one recorded when it was written, or use
a format that holds only data (safetensors, ONNX, skops, \`yaml.safe_load\`).`,
    bad: `import argparse
import pickle

import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument("model")
with open(parser.parse_args().model, "rb") as file:
    model = pickle.load(file)
print(model.predict(np.zeros((1, 4))))
`,
    good: `import argparse
import hashlib
import os
import pickle
from pathlib import Path

import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument("model")
data = Path(parser.parse_args().model).read_bytes()
if hashlib.sha256(data).hexdigest() != os.environ["MODEL_SHA256"]:
    raise RuntimeError("not the model that was released")
model = pickle.loads(data)
print(model.predict(np.zeros((1, 4))))
`,
    limits: [
      'An error where the file is downloaded or comes with a request, a warning where its path is a variable or argument, a hint where it is a literal local path.',
      'Loads of the same kind in one file are one finding.',
      'Files that the same program writes, bytes that it pickled itself, loads after a hash check, tests, and files without any machine-learning import are not flagged.',
    ],
    references: [
      'Theme of Virmani & Kuppam 2024 (keyword Security)',
      'OWASP ML06 (AI supply chain), ML10 (model poisoning), 2023 draft',
      'Python documentation of pickle, https://docs.python.org/3/library/pickle.html',
      'Also: Bandit B301, B506, Ruff S301',
    ],
  },
  messages: {
    variable:
      '`{call}` runs code that the file contains, and `{source}` can be any file: verify it before loading.',
    literal: '`{call}` runs code that the file contains: only as safe as everyone who can write `{source}`.',
    network: '`{call}` runs code that the data contains, and the data comes from the network.',
    request: '`{call}` runs code that the data contains, and the data comes with the request.',
    yaml: '`yaml.load` builds any Python object that the text asks for: use `yaml.safe_load`.',
    keras: '`{call}` is told to accept Python code inside the model file.',
  },
  *check({ model, unit }) {
    // Without a library of the field beside the serialiser, other linters are at home.
    if (isTestPath(unit.path) || !FIELD_LIBRARIES.some((name) => model.imported(name))) return;
    const first = new Map<string, Found & { related: RelatedReport[] }>();
    for (const record of model.calls) {
      const report = yamlReport(model, record) ?? kerasReport(model, record) ?? pickleReport(model, record);
      if (!report) continue;
      const known = first.get(report.message);
      // One cause, one finding: further loads of the same kind are shown with the first.
      if (!known) first.set(report.message, { ...report, related: [] });
      else if (known.at !== report.at && known.related.length < MAX_RELATED)
        known.related.push({ at: report.at, note: 'Loaded here in the same way.' });
    }
    yield* first.values();
  },
});

type Found = Report<'variable' | 'literal' | 'network' | 'request' | 'yaml' | 'keras'>;

const MAX_RELATED = 10;

/** True for a call that runs code which the loaded file may contain. */
function loadsCode(record: CallRecord): boolean {
  const runs = functionFact(record.name)?.runsCode;
  if (runs === undefined || runs === true) return runs === true;
  return constantOf(argument(record, runs.keyword, runs.position)) === runs.value;
}

function yamlReport(model: Model, record: CallRecord): Found | undefined {
  if (record.name !== 'yaml.load') return undefined;
  const loader = argument(record, 'Loader', 1);
  if (loader && !(loader.kind === 'api' && /^yaml\.(Loader|UnsafeLoader|CLoader)$/.test(loader.name)))
    return undefined;
  const func = record.node.func;
  const stream = record.node.args[0];
  const fixes: FixReport[] = [];
  if (stream && func.kind === 'Attribute') {
    const text = `${textOf(model.unit, func.value)}.safe_load(${textOf(model.unit, stream)})`;
    fixes.push({
      title: 'Use `yaml.safe_load`',
      applicability: 'safe',
      edits: replaceNode(record.node, text),
    });
  }
  return { at: record.node, message: 'yaml', fixes };
}

/** Keras keeps code out of its files unless it is told otherwise; where they come from matters less than the telling. */
function kerasReport(model: Model, record: CallRecord): Found | undefined {
  if (!record.name.startsWith('keras.') || !loadsCode(record)) return undefined;
  return { at: record.node, message: 'keras', data: { call: textOf(model.unit, record.node.func) } };
}

function pickleReport(model: Model, record: CallRecord): Found | undefined {
  if (!loadsCode(record)) return undefined;
  const source = record.args.positional[0] ?? record.args.keywords.values().next().value;
  const origin = originOf(source, record);
  if (origin === 'memory' || wasWrittenHere(model, record, source) || isVerified(model, record))
    return undefined;
  const fix = verifyFix(model, record, origin);
  return {
    at: record.node,
    message: origin,
    data: { call: textOf(model.unit, record.node.func), source: sourceText(model, record) },
    severity: origin === 'literal' ? 'hint' : origin === 'variable' ? 'warning' : 'error',
    fixes: fix ? [fix] : [],
  };
}

/** `load_verified(path, expected hash)`: bound to the user's path, the hash read from the environment. */
function verifyFix(model: Model, record: CallRecord, origin: Origin): FixReport | undefined {
  const library = /^(pickle|cPickle|dill|cloudpickle|joblib)\.load$/.exec(record.name)?.[1];
  const path = pathNode(model, record);
  const at = statementAt(model, record.node.start);
  if (!library || !path || !at || origin === 'network' || origin === 'request') return undefined;
  // The path must still be what it was when the file was opened: a plain name or literal is.
  if (path.kind !== 'Name' && path.kind !== 'Attribute' && path.kind !== 'String') return undefined;
  const anchor = lastImportAbove(model, at.start);
  if (!anchor) return undefined;
  const isJoblib = library === 'joblib';
  const { names, edits } = importNames(model, at, [
    { module: 'hashlib' },
    { module: 'os' },
    { module: library },
    ...(isJoblib ? [{ module: 'io', member: 'BytesIO' }] : []),
    { module: 'pathlib', member: 'Path' },
  ]);
  const [hashlib, os, loader, BytesIO] = names;
  const Path = names.at(-1);
  const name = freshName(model, 'load_verified');
  const definition = [
    '',
    '',
    `def ${name}(path, expected_sha256):`,
    '    """Unpickling runs code: refuse a file whose hash is not the one recorded at training time."""',
    `    data = ${Path}(path).read_bytes()`,
    `    digest = ${hashlib}.sha256(data).hexdigest()`,
    '    if digest != expected_sha256:',
    '        raise RuntimeError(f"{path}: SHA-256 {digest} is not the recorded one")',
    // What was verified is loaded, not what the file holds by now.
    isJoblib ? `    return ${loader}.load(${BytesIO}(data))` : `    return ${loader}.loads(data)`,
    ...Array<string>(missingBlankLines(model, anchor)).fill(''),
  ].join('\n');
  const call = `${name}(${textOf(model.unit, path)}, ${os}.environ["MODEL_SHA256"])`;
  const composed = composeEdits(
    edits,
    insertAfter(model, anchor, definition),
    replaceNode(record.node, call),
  );
  return (
    composed && {
      title: 'Verify the file before loading it (its SHA-256 in `MODEL_SHA256`)',
      applicability: 'suggestion',
      edits: composed,
    }
  );
}

/** How many blank lines have to follow a function that is put below a statement, so that two part it from what comes next. */
function missingBlankLines({ unit }: Model, { end }: Stmt): number {
  const { base, text } = sourceAt(unit, end);
  const rest = text.slice(nextLineStart(unit, end) - base);
  if (rest.trim() === '') return 0;
  const blank = /^(?:[ \t]*(?:\r\n|\r|\n))*/.exec(rest)![0];
  return Math.max(0, 2 - blank.split(/\r\n|\r|\n/).length + 1);
}
