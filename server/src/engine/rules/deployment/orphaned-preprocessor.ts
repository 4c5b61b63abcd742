import { familyOf } from '../../knowledge';
import { lessonsBehind } from '../../semantics/judgements';
import type { Model } from '../../semantics/model';
import { argumentsOf, reachable } from '../../semantics/reach';
import { isModel } from '../../semantics/roles';
import type { Activation } from '../../semantics/interpreter';
import type { CallRecord } from '../../semantics/trace';
import { SLOTS, isPlainReference, optionsOf, typeOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Expr } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule } from '../rule';
import { saveBeside, savePipeline } from './saveTogether';

export default defineRule({
  name: 'orphaned-preprocessor',
  area: 'deployment',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['sklearn', 'keras', 'tensorflow', 'category_encoders'],
  docs: {
    summary: 'A model is saved without the fitted transformer that prepared its input.',
    why: `The model expects input that was scaled, encoded or vectorised with what the transformer learned from the training rows. If only the model
is saved, that is lost with the process: whoever loads the file must fit a new transformer on other rows, and the predictions are
wrong without any error. Save a pipeline, which is one object and one file.`,
    bad: `import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

train = pd.read_csv("train.csv")
scaler = StandardScaler()
model = LogisticRegression()
model.fit(scaler.fit_transform(train[["age", "bills"]]), train["churned"])
joblib.dump(model, "model.joblib")
`,
    good: `import sys

import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

train = pd.read_csv("train.csv")
model = make_pipeline(StandardScaler(), LogisticRegression())
model.fit(train[["age", "bills"]], train["churned"])
joblib.dump(model, sys.argv[1])
`,
    limits: [
      'Silent if the transformer is saved too: alone, in a tuple, list or dictionary, as an attribute of what is saved, or as the numbers that it learned (`scaler.mean_`).',
      'Silent if the transformer is returned from a function that other files may call, or handed to code that cannot be seen.',
      'An encoder of the label, and transformers that learn nothing (`Normalizer`, `HashingVectorizer`), are not needed to serve.',
      'Preprocessing that learns without an object (`(X - X.mean()) / X.std()`) is not judged.',
    ],
    references: [
      'scikit-learn, Common pitfalls: inconsistent preprocessing, https://scikit-learn.org/stable/common_pitfalls.html',
      'Zinkevich, Rules of Machine Learning, rule 32: re-use code between training and serving',
      'ml-ops.org: reproducibility, https://ml-ops.org/content/mlops-principles',
    ],
  },
  messages: {
    orphaned:
      '`{model}` is saved without {missing}, which made the input that it was trained on: who loads the file cannot prepare its input.',
  },
  *check({ model, unit }) {
    const saves = model.trace.filter((record) => record.effect === 'save');
    if (!saves.some((save) => save.unit === unit)) return;
    let kept: Kept | undefined;
    const reports = new Map<string, { first: Orphan; others: CallRecord[] }>();
    for (const orphan of orphans(model, saves)) {
      kept ??= keptElsewhere(model, saves);
      const { learned, hidden } = kept;
      const missing = orphan.missing.filter(({ by }) => !isKept(by, learned));
      if (missing.length === 0 || hidden || missing.some(({ fit }) => isReturned(fit, orphan.save))) continue;
      const key = missing.map(({ by }) => by.id).join();
      const known = reports.get(key);
      if (known) known.others.push(orphan.save);
      else reports.set(key, { first: { ...orphan, missing }, others: [] });
    }
    for (const { first, others } of reports.values()) {
      const { save, missing } = first;
      yield {
        at: save.node,
        message: 'orphaned',
        data: { model: nameOfSaved(model, save), missing: list(missing.map(({ name }) => `\`${name}\``)) },
        related: [
          ...missing
            .filter(({ fit }) => fit.unit === unit)
            .map(({ fit, name }) => ({ at: fit.node, note: `\`${name}\` is fitted here.` })),
          ...others
            .filter((other) => other.node !== save.node)
            .map((other) => ({ at: other.node, note: 'Saved without it here, too.' })),
        ],
        fixes: [savePipeline(model, first), saveBeside(model, first)].filter((fix) => fix !== undefined),
      };
    }
  },
});

/** A transformer that a model cannot do without. */
export interface Missing {
  readonly by: Value;
  readonly fit: CallRecord;
  /** As the user wrote it, or the name of its class. */
  readonly name: string;
}

/** A save of a model, and the transformers that made the rows on which it was trained. */
export interface Orphan {
  readonly save: CallRecord;
  readonly saved: Value;
  readonly modelFit: CallRecord;
  readonly missing: readonly Missing[];
}

function* orphans(model: Model, saves: readonly CallRecord[]): Iterable<Orphan> {
  for (const save of saves) {
    if (save.unit !== model.unit || save.repeat) continue;
    const candidates = [...save.args.positional.slice(0, 1), ...save.args.keywords.values(), save.receiver];
    for (const saved of candidates.flatMap((value) => (value ? optionsOf(value) : []))) {
      if (!isModel(saved)) continue;
      const inside = reachable([saved]);
      for (const modelFit of (saved.slots.get(SLOTS.fits) ?? []) as readonly CallRecord[]) {
        const X = modelFit.data[0];
        const missing = new Map<Value, Missing>();
        for (const { by, learns, record } of X ? lessonsBehind(X) : []) {
          if (!by || !record || learns === 'nothing' || inside.has(by) || !isTransformer(by)) continue;
          missing.set(by, { by, fit: record, name: nameOfTransformer(record, by) });
        }
        if (missing.size > 0) yield { save, saved, modelFit, missing: [...missing.values()] };
      }
    }
  }
}

function isTransformer(value: Value): boolean {
  const family = familyOf(typeOf(value));
  return family === 'transformer' || family === 'pipeline';
}

interface Kept {
  /** Everything that is saved, or handed to code that may save it. */
  readonly learned: ReadonlySet<Value>;
  /** True if something is saved of which nothing is known. */
  readonly hidden: boolean;
}

/** Attributes and methods by which what a transformer learned can be kept without it. */
const LEARNED =
  /^(mean_|var_|scale_|min_|data_min_|data_max_|center_|components_|vocabulary_|idf_|classes_|categories_|statistics_|mapping|word_index|get_params|get_support|to_json|get_config|get_vocabulary|__dict__|save\w*|export\w*)$/;

/** Steps of training: what they are given is not kept by them. */
const TRAINING = new Set<CallRecord['effect']>([
  'fit',
  'transform',
  'fit-transform',
  'inverse-transform',
  'predict',
  'fit-predict',
  'score',
  'metric',
  'cross-validate',
  'explain',
  'none',
]);

function keptElsewhere(model: Model, saves: readonly CallRecord[]): Kept {
  const roots = new Set<Value | undefined>();
  let hidden = false;
  for (const save of saves) {
    for (const value of [...argumentsOf(save), save.receiver]) roots.add(value);
    const [what] = save.args.positional;
    if (what?.kind === 'unknown' && what.parameter === undefined) hidden = true;
  }
  for (const record of model.trace) {
    if (record.effect === undefined || !TRAINING.has(record.effect))
      for (const value of argumentsOf(record)) roots.add(value);
  }
  for (const value of learnedAttributes(model)) roots.add(value);
  return { learned: reachable(roots), hidden };
}

/** Transformers whose learned numbers are read, unless they are only printed. */
function learnedAttributes(model: Model): Value[] {
  const found: Value[] = [];
  for (const module of model.modules) {
    walk(module.body, (node) => {
      if (node.kind === 'Call' && node.func.kind === 'Name' && node.func.id === 'print') return false;
      if (node.kind !== 'Attribute' || !LEARNED.test(node.attr)) return undefined;
      const value = model.valueOf(node.value);
      if (value && isTransformer(value)) found.push(value);
      return undefined;
    });
  }
  return found;
}

/** True if the object is kept, or every part of it that learns. */
function isKept(value: Value, kept: ReadonlySet<Value>): boolean {
  if (kept.has(value)) return true;
  const parts = value.slots.get(SLOTS.items) as readonly Value[] | undefined;
  return parts !== undefined && parts.length > 0 && parts.every((part) => kept.has(part));
}

/** True if a function that others may call gives the transformer back. */
function isReturned(fit: CallRecord, save: CallRecord): boolean {
  for (const record of [fit, save]) {
    for (let frame = record.frame as Activation | undefined; frame; frame = frame.caller as typeof frame) {
      if (frame.uncalled && fit.receiver && reachable(frame.returns).has(fit.receiver)) return true;
    }
  }
  return false;
}

function nameOfTransformer(fit: CallRecord, by: Value): string {
  const receiver = receiverOf(fit);
  if (receiver && isPlainReference(receiver)) return textOf(fit.unit, receiver);
  return typeOf(by)?.split('.').at(-1) ?? 'the transformer';
}

function receiverOf({ node }: CallRecord): Expr | undefined {
  return node.func.kind === 'Attribute' ? node.func.value : undefined;
}

function nameOfSaved(model: Model, save: CallRecord): string {
  const argument =
    isModel(save.receiver) && save.node.func.kind === 'Attribute'
      ? save.node.func.value
      : save.node.args[0]?.value;
  if (argument && isPlainReference(argument)) return textOf(model.unit, argument);
  return 'The model';
}

/** `a`, `a and b`, `a, b and c`. */
function list(names: readonly string[]): string {
  const unique = [...new Set(names)];
  return unique.length < 2 ? unique.join() : `${unique.slice(0, -1).join(', ')} and ${unique.at(-1)}`;
}
