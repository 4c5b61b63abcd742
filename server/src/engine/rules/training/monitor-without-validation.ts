import { addKeyword } from '../../fix';
import { familyOf } from '../../knowledge';
import type { Model } from '../../semantics/model';
import { argument, hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import { constantOf, itemsOf, typeOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import { defineRule, type FixReport, type Report } from '../rule';

export default defineRule({
  name: 'monitor-without-validation',
  area: 'training',
  severity: 'error',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['keras', 'tensorflow', 'transformers', 'xgboost', 'lightgbm'],
  docs: {
    summary: 'A callback watches a validation quantity that is never computed.',
    why: `Early stopping never stops, the "best" checkpoint is never written, the learning rate never falls: Keras only warns that the metric is not there. Boosting libraries and the Trainer
of transformers raise.`,
    bad: `import keras
import numpy as np

keras.utils.set_random_seed(42)
X, y = np.ones((100, 4)), np.ones(100)
model = keras.Sequential([keras.layers.Dense(1)])
model.compile(loss="mse", optimizer="adam")
model.fit(X, y, epochs=50, callbacks=[keras.callbacks.EarlyStopping(patience=3)])
`,
    good: `import keras
import numpy as np

keras.utils.set_random_seed(42)
X, y = np.ones((100, 4)), np.ones(100)
model = keras.Sequential([keras.layers.Dense(1)])
model.compile(loss="mse", optimizer="adam")
model.fit(X, y, epochs=50, validation_split=0.2, callbacks=[keras.callbacks.EarlyStopping(patience=3)])
`,
    limits: [
      'Callbacks that watch `val_…`, which is what they do by default; those that watch the training loss, and checkpoints that keep every epoch, are not flagged.',
      'Calls whose arguments can’t be seen are not flagged. `validation_split` is offered for arrays and frames: it takes the last fifth of the rows, so shuffle them before.',
    ],
    references: [
      'Keras: EarlyStopping, https://keras.io/api/callbacks/early_stopping/',
      'Schoop et al. 2021, UMLAUT',
    ],
  },
  messages: {
    keras: '`{callback}` watches `{monitor}`, which this fit never computes: it is given no validation rows.',
    rounds: '`{call}` is to stop early and is given no rows to watch: it raises.',
    trainer: '`load_best_model_at_end` needs evaluations, and none are asked for: it raises ValueError.',
  },
  check: ({ model }) => watchedInVain(model),
});

type Found = Report<'keras' | 'rounds' | 'trainer'>;

function* watchedInVain(model: Model): Generator<Found> {
  for (const record of model.callsWith('fit')) {
    if (hasHiddenArguments(record)) continue;
    if (familyOf(typeOf(record.receiver)) === 'keras-model') {
      const watcher = watcherOf(model, record);
      if (!watcher || isValidated(record)) continue;
      yield {
        at: watcher.made.node,
        message: 'keras',
        data: { callback: watcher.made.method, monitor: watcher.monitor },
        related: [{ at: record.node.func, note: 'Fitted here.' }],
        fixes: validationSplit(model, record),
      };
    } else if (stopsEarly(record) && !argument(record, 'eval_set'))
      yield { at: record.node, message: 'rounds', data: { call: textOf(model.unit, record.node.func) } };
  }
  for (const record of model.callsTo(
    'transformers.TrainingArguments',
    'transformers.Seq2SeqTrainingArguments',
  )) {
    const { keywords } = record.args;
    if (hasHiddenArguments(record) || constantOf(keywords.get('load_best_model_at_end')) !== true) continue;
    if (!['eval_strategy', 'evaluation_strategy', 'do_eval'].some((name) => keywords.has(name)))
      yield { at: record.node, message: 'trainer' };
  }
}

const WATCHERS = /^keras\.callbacks\.(EarlyStopping|ReduceLROnPlateau|ModelCheckpoint)$/;

/** The first callback that watches a validation quantity. */
function watcherOf(model: Model, record: CallRecord): { made: CallRecord; monitor: string } | undefined {
  const given = argument(record, 'callbacks', 5);
  const callbacks: readonly Value[] = itemsOf(given) ?? (given ? [given] : []);
  for (const callback of callbacks) {
    const made = 'record' in callback ? callback.record : undefined;
    if (!made || !WATCHERS.test(made.name) || made.unit !== model.unit || hasHiddenArguments(made)) continue;
    const isCheckpoint = made.method === 'ModelCheckpoint';
    const written = argument(made, 'monitor', isCheckpoint ? 1 : 0);
    const monitor = written ? constantOf(written) : 'val_loss';
    const counts = !isCheckpoint || constantOf(argument(made, 'save_best_only', 3)) === true;
    if (counts && typeof monitor === 'string' && monitor.startsWith('val_')) return { made, monitor };
  }
  return undefined;
}

function isValidated(record: CallRecord): boolean {
  return (
    ['validation_data', 'validation_split', 'validation_steps'].some((name) =>
      record.args.keywords.has(name),
    ) || record.args.positional.length > 6
  );
}

/** For rows that can be sliced; a generator or data set can't. */
function validationSplit(model: Model, record: CallRecord): FixReport[] {
  const type = typeOf(argument(record, 'x', 0)) ?? '';
  if (!/^(numpy\.ndarray|pandas\.(DataFrame|Series))$/.test(type)) return [];
  return [
    {
      title: 'Keep a fifth of the rows for validation: validation_split=0.2',
      applicability: 'suggestion',
      edits: addKeyword(model.unit, record.node, 'validation_split', '0.2'),
    },
  ];
}

/** Early stopping of XGBoost and LightGBM, in the constructor or as a callback. */
function stopsEarly({ receiver, args, name }: CallRecord): boolean {
  if (!/^(xgboost\.XGB|lightgbm\.LGBM)\w+\.fit$/.test(name)) return false;
  const made = receiver && 'record' in receiver ? receiver.record : undefined;
  const rounds =
    made?.args.keywords.get('early_stopping_rounds') ?? args.keywords.get('early_stopping_rounds');
  return typeof constantOf(rounds) === 'number';
}
