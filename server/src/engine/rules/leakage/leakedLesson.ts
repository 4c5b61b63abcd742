/**
 * What the rules about lessons before a split share: whether a lesson leaks into a judgement, where it stands in the analysed unit, what
 * it is called, which places belong to the story, and the fix that postpones it until after the split.
 */
import { covers, partOf, type DataNode, type RowSet } from '../../semantics/data';
import type { Judgement, Lesson } from '../../semantics/judgements';
import type { Model } from '../../semantics/model';
import { siteIn } from '../../semantics/trace';
import { typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { FixReport, RelatedReport } from '../rule';
import { arrayIndex, namedReceiver, partNames, postpone, postponement } from './postpone';

/** The lesson's rows contain both rows that trained the model and rows that judge it. */
export function leaks(lesson: Lesson, { trained, scored, folds }: Judgement): boolean {
  if (!covers(lesson.from.rows, scored.rows)) return false;
  // In cross-validation the folds part what was given: the lesson must have been learned from all of it.
  if (folds) return partOf(scored.rows) === 'train' || partOf(scored.rows) === undefined;
  if (trained.rows === scored.rows) return false;
  return (
    covers(lesson.from.rows, trained.rows) &&
    partOf(scored.rows) !== 'train' &&
    partOf(scored.rows) !== undefined
  );
}

/** The places of the story: another module's call, the split, the score. */
export function storyOf(model: Model, lesson: Lesson, judgement: Judgement): RelatedReport[] {
  const related: RelatedReport[] = [];
  if (lesson.unit !== model.unit)
    related.push({ at: lesson.at, unit: lesson.unit, note: `\`${operation(lesson)}\` is called here.` });
  const split = splitBetween(lesson.from, judgement.scored);
  if (split) related.push({ at: split.at, unit: split.unit, note: 'The rows are split here.' });
  if (judgement.record.unit === model.unit)
    related.push({
      at: judgement.record.node,
      note: judgement.folds ? 'They are split into folds and scored here.' : 'The model is scored here.',
    });
  return related;
}

/** The lesson's place in the analysed unit; for one in another module, the call that led to it. */
export function siteOf(model: Model, lesson: Lesson): Lesson['at'] | undefined {
  if (lesson.unit === model.unit) return lesson.at;
  const record = lesson.record ?? model.trace.find((candidate) => candidate.node === lesson.at);
  return record && siteIn(model.unit, record);
}

/** `StandardScaler.fit_transform`, `mean`. */
export function operation(lesson: Lesson): string {
  const type = typeOf(lesson.by);
  return type ? `${type.slice(type.lastIndexOf('.') + 1)}.${lesson.op}` : lesson.op;
}

/** The expression that the lesson was learned from, if it is short; else `the data`. */
export function dataName(model: Model, lesson: Lesson): string {
  if (lesson.at.kind !== 'Call') return 'the data';
  const first = lesson.by
    ? lesson.at.args[0]?.value
    : lesson.at.func.kind === 'Attribute'
      ? lesson.at.func.value
      : lesson.at.args[0]?.value;
  const text = first ? textOf(lesson.unit, first).replace(/\s+/g, ' ') : '';
  return text !== '' && text.length <= 40 ? text : 'the data';
}

/** The split that parted the lesson's rows into those that train and those that judge. */
function splitBetween(
  from: DataNode,
  scored: DataNode,
): { at: DataNode['at']; unit: DataNode['unit'] } | undefined {
  for (let rows: RowSet | undefined = scored.rows; rows; rows = rows.parents[0]) {
    if (rows.split && covers(from.rows, rows.split.input)) return rows.split;
  }
  return undefined;
}

/** One transformer, one split, plain names: split first, fit on the training part, transform the test part. */
export function postponeLesson(model: Model, lesson: Lesson, { scored }: Judgement): FixReport | undefined {
  const { record } = lesson;
  const split = scored.rows.split?.record ?? scored.rows.parents[0]?.split?.record;
  if (
    !record ||
    record.effect !== 'fit-transform' ||
    split?.name !== 'sklearn.model_selection.train_test_split'
  )
    return undefined;
  const plan = postponement(model, record, split);
  const receiver = plan && namedReceiver(model, plan.call, 'transformer');
  if (!plan || !receiver || plan.outputs.length !== 1) return undefined;
  const index = arrayIndex(plan, plan.outputs[0]!);
  if (index < 0) return undefined;
  const { train, test } = partNames(plan, index);
  // Supervised transformers are fitted with the labels: with those of the training part, which the split must give.
  const labels = plan.inputs.slice(1).map((input) => {
    const at = input.kind === 'Name' ? arrayIndex(plan, input) : -1;
    return at < 0 ? undefined : partNames(plan, at).train;
  });
  if (labels.includes(undefined)) return undefined;
  const fitted = [train, ...labels].join(', ');
  const after = `${train} = ${receiver.name}.fit_transform(${fitted})\n${test} = ${receiver.name}.transform(${test})`;
  const edits = postpone(model, plan, after, receiver.maker);
  return (
    edits && {
      title: `Fit on the training rows: split first, then \`${receiver.name}\``,
      applicability: 'suggestion',
      edits,
    }
  );
}
