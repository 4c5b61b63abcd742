/**
 * Reads a pipeline off a model: its calls become steps, and what the pipeline graph says of rows, lessons and fitted models becomes
 * what flows between them. Nothing is guessed: a step whose input is not known has no flow into it.
 */
import { locate } from '../source/unit';
import type { Node } from '../syntax/ast';
import { partOf, type DataNode } from '../semantics/data';
import { contextsOf, type Context } from '../semantics/frame';
import type { Model } from '../semantics/model';
import { argumentsOf, reachable } from '../semantics/reach';
import { siteIn, type CallRecord } from '../semantics/trace';
import { isData, SLOTS, typeOf, type Value } from '../semantics/values';
import { fileOf } from './artefacts';
import type { Cargo, Flow, Pipeline, Step } from './pipeline';
import { servedSteps } from './served';
import { labelOf, stageOf } from './stages';

/** Steps beyond which a picture tells nothing any more; the later ones are left out. */
const MAX_STEPS = 120;
/** Versions of rows that are looked at on the way back from one input. */
const MAX_VISITS = 400;
/** Operations named on one flow. */
const MAX_THROUGH = 4;

/** The pipeline of a unit; empty where nothing happens to rows or models. */
export function buildPipeline(model: Model): Pipeline {
  return new Builder(model).build();
}

class Builder {
  private readonly steps: Step[] = [];
  private readonly flows = new Map<string, Flow>();
  /** Steps by the call (or the statistic, or the split by hand) that they stand for. */
  private readonly stepOf = new Map<Node, number>();
  private readonly records = new Map<number, CallRecord[]>();
  /** Statistics and splits by hand whose own inputs have been followed. */
  private readonly followed = new Set<Node>();
  /** Training loops by the networks that their forward passes run. */
  private readonly trainedBy = new Map<Value, number>();

  constructor(private readonly model: Model) {}

  build(): Pipeline {
    for (const record of this.model.trace) if (!record.repeat) this.addRecord(record);
    for (const [step, records] of [...this.records]) for (const record of records) this.connect(step, record);
    for (const { step, predictions } of servedSteps(this.model)) {
      const index = this.steps.push(step) - 1;
      for (const record of predictions) this.flow(this.stepOf.get(record.node), index, 'predictions');
    }
    this.connectTracking();
    return this.inOrder();
  }

  private addRecord(record: CallRecord): void {
    if (this.steps.length >= MAX_STEPS) return;
    const stage = stageOf(this.model, record);
    const site = stage && siteIn(this.model.unit, record);
    if (!stage || !site) return;
    const known = this.stepOf.get(record.node) ?? (stage === 'track' ? this.trackingStep() : undefined);
    if (known !== undefined) {
      this.stepOf.set(record.node, known);
      this.records.get(known)?.push(record);
      return;
    }
    const index = this.steps.length;
    const file = fileOf(this.model, record);
    this.steps.push({
      stage,
      ...labelOf(this.model, record, stage),
      at: locate(this.model.unit, site),
      ...(file === undefined ? {} : { file }),
    });
    this.stepOf.set(record.node, index);
    this.records.set(index, [record]);
    if (record.effect === 'backward') this.noteNetworks(index, record);
  }

  /** All tracking calls of a unit are one step. */
  private trackingStep(): number | undefined {
    const index = this.steps.findIndex(({ stage }) => stage === 'track');
    return index < 0 ? undefined : index;
  }

  private noteNetworks(step: number, record: CallRecord): void {
    const loops = loopsOf(record.context);
    for (const { effect, context, receiver } of this.model.trace)
      if (effect === 'forward' && receiver && loopsOf(context).some((loop) => loops.includes(loop)))
        this.trainedBy.set(receiver, step);
  }

  /** What flows into a step: rows, and what was fitted, loaded or trained before. */
  private connect(step: number, record: CallRecord): void {
    const { stage } = this.steps[step]!;
    // Features come first; labels tell nothing more, unless nothing is known of the features.
    for (const node of record.data) {
      const isFollowed = this.followRows(node, step);
      if (isFollowed && record.effect !== 'metric') break;
    }
    for (const fit of record.fits ?? []) this.flow(this.stepOf.get(fit.node), step, 'model');
    if (stage === 'transform') this.connectFits(step, record, record.receiver, 'lesson');
    if (stage === 'predict' || stage === 'explain' || stage === 'save')
      this.connectModel(step, record, record.receiver);
    switch (stage) {
      case 'save':
      case 'explain':
        for (const value of reachable(this.carried(record))) this.connectModel(step, record, value);
        break;
      case 'train':
      case 'predict':
      case 'prepare':
        this.connectIterated(step, record);
    }
    if (record.data.length === 0)
      for (const value of argumentsOf(record)) {
        const data = value.slots.get(SLOTS.data);
        if (isData(data)) this.followRows(data, step);
        else this.connectMaker(step, value);
      }
  }

  /** The values that a call is given, and what their own calls were made on: `model.state_dict()` carries the model. */
  private carried(record: CallRecord): (Value | undefined)[] {
    const values = argumentsOf(record);
    return [
      record.receiver,
      ...values,
      ...values.map((value) => ('record' in value ? value.record?.receiver : undefined)),
    ];
  }

  /** A value that was trained, fitted or loaded before. */
  private connectModel(step: number, record: CallRecord, value: Value | undefined): void {
    if (!value) return;
    const trained = this.trainedBy.get(value);
    if (trained !== undefined) this.flow(trained, step, 'model');
    this.connectFits(step, record, value, 'model');
    if ('record' in value && value.record && value.record.effect === 'restore')
      this.flow(this.stepOf.get(value.record.node), step, 'model');
  }

  /** What an object had learned by the time of a call. */
  private connectFits(step: number, { order }: CallRecord, value: Value | undefined, cargo: Cargo): void {
    for (const fit of (value?.slots.get(SLOTS.fits) ?? []) as readonly CallRecord[])
      if (fit.order < order) this.flow(this.stepOf.get(fit.node), step, cargo);
  }

  /** `for batch in loader:` around a step brings the loader's rows to it. */
  private connectIterated(step: number, record: CallRecord): void {
    for (const { value } of contextsOf(record.context, 'loop'))
      for (const each of value
        ? [value, ...('record' in value && value.record ? argumentsOf(value.record) : [])]
        : [])
        this.connectMaker(step, each);
  }

  /** A data set or loader that was made by a step of its own. */
  private connectMaker(step: number, value: Value): void {
    const record = 'record' in value ? value.record : undefined;
    const maker = record && this.stepOf.get(record.node);
    if (maker === undefined || !typeOf(value)) return;
    const { stage } = this.steps[maker]!;
    if (stage === 'load' || stage === 'prepare') this.flow(maker, step, 'rows');
  }

  /** Goes back from a version of rows to the steps that it came from; false if there is none. */
  private followRows(input: DataNode, target: number): boolean {
    let isFollowed = false;
    const part = partOf(input.rows);
    const pending: { node: DataNode; through: readonly string[] }[] = [{ node: input, through: [] }];
    const seen = new Set<DataNode>();
    while (pending.length > 0 && seen.size < MAX_VISITS) {
      const { node, through } = pending.shift()!;
      if (seen.has(node)) continue;
      seen.add(node);
      const step = this.stepOf.get(node.at) ?? this.impliedStep(node);
      if (step !== undefined && step !== target) {
        const cargo =
          this.steps[step]!.stage === 'predict' ? 'predictions' : isStatistic(node) ? 'lesson' : 'rows';
        this.flow(step, target, cargo, part, through);
        isFollowed = true;
        continue;
      }
      const next = step === undefined && isNamed(node.op) ? [node.op, ...through] : through;
      for (const { from } of node.edges) if (from) pending.push({ node: from, through: next });
    }
    return isFollowed;
  }

  /** A statistic that was taken from rows, or a split by hand: steps that are no calls with an effect of their own. */
  private impliedStep(node: DataNode): number | undefined {
    if (isStatistic(node)) return this.implied(node.at, node, 'fit', node.op);
    const { split } = node.rows;
    if (!split || split.parts.length < 2 || node.edges.every(({ from }) => from?.rows === node.rows))
      return undefined;
    if (split.record) return this.stepOf.get(split.record.node);
    return this.implied(
      split.at,
      node,
      'split',
      split.form === 'ordered' ? 'split in order' : 'split by hand',
    );
  }

  private implied(at: Node, node: DataNode, stage: 'fit' | 'split', title: string): number | undefined {
    let step = this.stepOf.get(at);
    if (step === undefined) {
      if (node.unit !== this.model.unit || this.steps.length >= MAX_STEPS) return undefined;
      step = this.steps.push({ stage, title, at: locate(this.model.unit, at) }) - 1;
      this.stepOf.set(at, step);
    }
    if (!this.followed.has(at)) {
      this.followed.add(at);
      for (const { from } of node.edges) if (from) this.followRows(from, step);
    }
    return step;
  }

  private connectTracking(): void {
    const tracking = this.trackingStep();
    if (tracking === undefined) return;
    const recorded = this.steps.flatMap(({ stage }, index) =>
      stage === 'train' || stage === 'search' ? [index] : [],
    );
    for (const step of recorded) this.flow(step, tracking, 'record');
  }

  private flow(
    from: number | undefined,
    to: number,
    cargo: Cargo,
    part?: Flow['part'],
    through: readonly string[] = [],
  ): void {
    if (from === undefined || from === to) return;
    const key = `${from} ${to}`;
    const known = this.flows.get(key);
    // Rows of several parts, or a model beside rows: one line, which says what is sure.
    if (known) {
      if (known.part !== part && known.cargo === cargo) this.flows.set(key, { ...known, part: undefined });
      return;
    }
    const named = [...new Set(through)].slice(0, MAX_THROUGH);
    this.flows.set(key, { from, to, cargo, ...(part ? { part } : {}), through: named });
  }

  /** Without steps that nothing leads to or from (unless they serve or train), and data sets and loaders that nothing uses. */
  private inOrder(): Pipeline {
    const all = [...this.flows.values()];
    const judged = new Set(all.filter(({ cargo }) => cargo === 'predictions').map(({ to }) => to));
    // A metric is given labels beside predictions: the predictions say which rows are judged.
    const flows = all.filter(
      ({ to, cargo }) => cargo !== 'rows' || this.steps[to]!.stage !== 'evaluate' || !judged.has(to),
    );
    const joined = new Set(flows.flatMap(({ from, to }) => [from, to]));
    const fruitless = (index: number): boolean =>
      this.records.get(index)?.every(({ effect }) => effect === undefined) === true &&
      !flows.some(({ from }) => from === index) &&
      this.steps[index]!.stage !== 'predict';
    const kept = this.steps.flatMap(({ stage }, index) =>
      (joined.has(index) && !fruitless(index)) || stage === 'train' || stage === 'serve' ? [index] : [],
    );
    const renumbered = new Map(kept.map((old, index) => [old, index]));
    return {
      steps: kept.map((index) => this.steps[index]!),
      flows: flows
        .filter(({ from, to }) => renumbered.has(from) && renumbered.has(to))
        .map((flow) => ({
          ...flow,
          from: renumbered.get(flow.from)!,
          to: renumbered.get(flow.to)!,
        })),
    };
  }
}

function loopsOf(context: Context | undefined): Node[] {
  return contextsOf(context, 'loop').map(({ node }) => node);
}

function isStatistic(node: DataNode): boolean {
  return node.edges.some(({ kind }) => kind === 'learned-from');
}

/** True for operations that a person would name: methods and functions, not subscripts and stores. */
function isNamed(op: string): boolean {
  return (
    /^[a-z]\w*$/i.test(op) && !/^(store|column|unpack|choice|same|array|DataFrame|Series|copy)$/.test(op)
  );
}
