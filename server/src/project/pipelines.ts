/**
 * The pictures of an audit: each file's pipeline with places that people can use, joined across files where one file reads what
 * another writes, and with the findings at the steps and flows where they happen.
 */
import { SEVERITIES, type Severity } from '../engine/finding';
import { ruleByName } from '../engine/rules/registry';
import type { Flow, Pipeline, Step } from '../engine/pipeline/pipeline';
import type { AuditFinding, AuditPlace, FindingLocator, Position } from './auditFinding';
import { basename, dirname, join } from './paths';

/** A step with a place in a file, and the line of code there. */
export interface PlacedStep extends Omit<Step, 'at'>, AuditPlace {
  readonly code: string;
}

/** The pipeline of one file. */
export interface FilePipeline {
  readonly path: string;
  /** Folder of the project that the file belongs to. */
  readonly root: string;
  readonly steps: readonly PlacedStep[];
  readonly flows: readonly Flow[];
}

export interface PictureStep extends PlacedStep {
  /** What was found at this step, worst first. */
  readonly findings: readonly AuditFinding[];
  /** True for something that is missing: the finding says so, the code has no such step. */
  readonly isGap?: boolean;
}

export interface PictureFlow extends Flow {
  /** The leak that goes along here. */
  readonly leak?: AuditFinding;
}

/** One pipeline from load to serve, over one or more files. */
export interface Picture {
  /** Absolute, in order of the way through the pipeline. */
  readonly paths: readonly string[];
  readonly steps: readonly PictureStep[];
  readonly flows: readonly PictureFlow[];
}

/**
 * Places of a file's pipeline.
 * @param locator of the file
 * @param findings of the file: a line with a secret is not shown
 */
export function placePipeline(
  { steps, flows }: Pipeline,
  file: Pick<FilePipeline, 'path' | 'root'>,
  locator: FindingLocator,
  findings: readonly AuditFinding[],
): FilePipeline | undefined {
  if (steps.length < 2) return undefined;
  const secrets = findings.filter(({ rule }) => ruleByName(rule)?.sensitive);
  const placed = steps.map(({ at, ...step }): PlacedStep => {
    const place = locator.placeOf(at);
    const isSecret = secrets.some(
      ({ cell, start, end }) =>
        cell === place.cell && start.line <= place.start.line && place.start.line <= end.line,
    );
    return { ...step, ...place, code: isSecret ? '' : locator.lineOf(at) };
  });
  return { ...file, steps: placed, flows };
}

/** Puts the pipelines of files together to pictures, the most troubled first. Findings that belong to no picture are left out. */
export function drawPictures(
  pipelines: readonly FilePipeline[],
  findings: readonly AuditFinding[],
): Picture[] {
  const joined = joinFiles(pipelines);
  const byPath = new Map<string, AuditFinding[]>();
  for (const finding of findings) {
    const list = byPath.get(finding.path);
    if (list) list.push(finding);
    else byPath.set(finding.path, [finding]);
  }
  return parts(joined)
    .map((part) =>
      withFindings(
        part,
        part.paths.flatMap((path) => byPath.get(path) ?? []),
      ),
    )
    .sort(
      (a, b) => trouble(b) - trouble(a) || b.paths.length - a.paths.length || b.steps.length - a.steps.length,
    );
}

interface Joined {
  readonly steps: readonly PlacedStep[];
  readonly flows: readonly Flow[];
}

/** All steps in one list, and a flow from each write of a file to each read of it in another. */
function joinFiles(pipelines: readonly FilePipeline[]): Joined {
  const steps: PlacedStep[] = [];
  const flows: Flow[] = [];
  const writes = new Map<string, number[]>();
  const reads: { step: number; names: string[] }[] = [];
  for (const { path, root, steps: own, flows: ownFlows } of pipelines) {
    const offset = steps.length;
    for (const [index, step] of own.entries()) {
      steps.push(step);
      if (step.file === undefined) continue;
      const names = fileNames(step.file, path, root);
      if (step.stage !== 'save') reads.push({ step: offset + index, names });
      else for (const name of names) writes.set(name, [...(writes.get(name) ?? []), offset + index]);
    }
    flows.push(...ownFlows.map((flow) => ({ ...flow, from: flow.from + offset, to: flow.to + offset })));
  }
  for (const { step, names } of reads) {
    const writers = new Set(names.flatMap((name) => writes.get(name) ?? []));
    for (const writer of writers)
      if (steps[writer]!.path !== steps[step]!.path)
        flows.push({ from: writer, to: step, cargo: 'file', through: [basename(steps[step]!.file!)] });
  }
  return { steps, flows };
}

/** What a path in the code may mean: as seen from the file's folder, or from the project's. */
function fileNames(file: string, path: string, root: string): string[] {
  const name = file.replaceAll('\\', '/');
  return [...new Set([join(dirname(path), name), join(root, name)])];
}

/** What hangs together: a union-find over the flows. Single steps are no picture. */
function parts({ steps, flows }: Joined): Picture[] {
  const parent = steps.map((_, index) => index);
  const find = (index: number): number => {
    while (parent[index] !== index) index = parent[index] = parent[parent[index]!]!;
    return index;
  };
  for (const { from, to } of flows) parent[find(from)] = find(to);
  const groups = new Map<number, number[]>();
  for (const index of steps.keys()) {
    const group = groups.get(find(index));
    if (group) group.push(index);
    else groups.set(find(index), [index]);
  }
  return [...groups.values()]
    .filter((group) => group.length > 2)
    .map((group) => {
      const numbers = new Map(group.map((old, index) => [old, index]));
      return {
        paths: inFlowOrder(group, steps, flows),
        steps: group.map((index): PictureStep => ({ ...steps[index]!, findings: [] })),
        flows: flows
          .filter(({ from }) => numbers.has(from))
          .map((flow) => ({ ...flow, from: numbers.get(flow.from)!, to: numbers.get(flow.to)! })),
      };
    });
}

/** The files of a group: one that writes what another reads comes before it. */
function inFlowOrder(
  group: readonly number[],
  steps: readonly PlacedStep[],
  flows: readonly Flow[],
): string[] {
  const paths = [...new Set(group.map((index) => steps[index]!.path))];
  const before = new Map(paths.map((path) => [path, new Set<string>()]));
  for (const { from, to, cargo } of flows)
    if (cargo === 'file') before.get(steps[to]!.path)?.add(steps[from]!.path);
  const ordered: string[] = [];
  while (ordered.length < paths.length) {
    const open = paths.filter((path) => !ordered.includes(path));
    // Files that read each other's results are taken as they come.
    const next = open.find((path) => [...before.get(path)!].every((each) => ordered.includes(each)));
    ordered.push(next ?? open[0]!);
  }
  return ordered;
}

/** Rules on something that is missing, and what the picture shows in its place. */
const GAPS: Readonly<Record<string, Pick<Step, 'stage' | 'title'>>> = {
  'untracked-training': { stage: 'track', title: 'run not recorded' },
  'unexplained-model': { stage: 'explain', title: 'not explained' },
  'unlogged-predictions': { stage: 'monitor', title: 'predictions not kept' },
  'missing-drift-check': { stage: 'monitor', title: 'drift not checked' },
  'missing-data-contract': { stage: 'prepare', title: 'data not checked' },
  'unvalidated-request': { stage: 'prepare', title: 'request not checked' },
  'ungated-promotion': { stage: 'evaluate', title: 'no gate before release' },
  'orphaned-preprocessor': { stage: 'save', title: 'preprocessing not saved' },
};

/** Rules of the area evaluation that are leaks too: rows that should judge a model help to make it. */
const EVALUATION_LEAKS = new Set(['scored-on-training-data', 'test-set-tuning', 'early-stopping-on-test']);

function isLeak({ area, rule }: AuditFinding): boolean {
  return area === 'leakage' || EVALUATION_LEAKS.has(rule);
}

/** Names of the rules whose findings are drawn as gaps. */
export const GAP_RULES = Object.keys(GAPS);

function withFindings(picture: Picture, findings: readonly AuditFinding[]): Picture {
  const at = new Map<number, AuditFinding[]>();
  const steps: PictureStep[] = [...picture.steps];
  const flows: PictureFlow[] = [...picture.flows];
  for (const finding of findings) {
    const step = stepAt(picture.steps, finding) ?? (GAPS[finding.rule] && lastStep(picture.steps, finding));
    if (step === undefined) continue;
    at.set(step, [...(at.get(step) ?? []), finding]);
    const gap = GAPS[finding.rule];
    if (gap) {
      const { path, cell, start, end, physical } = finding;
      const code = steps[step]!.code;
      const missing =
        steps.push({ ...gap, path, cell, start, end, physical, code, findings: [finding], isGap: true }) - 1;
      flows.push({ from: step, to: missing, cargo: 'record', through: [] });
    } else if (isLeak(finding)) {
      const marked = leakPath(picture, step, finding);
      for (const [index, flow] of flows.entries())
        if (marked.has(index) && !flow.leak) flows[index] = { ...flow, leak: finding };
    }
  }
  return {
    ...picture,
    flows,
    steps: steps.map((step, index) => ({
      ...step,
      findings: step.isGap
        ? step.findings
        : (at.get(index) ?? []).sort((a, b) => rank(a.severity) - rank(b.severity)),
    })),
  };
}

/**
 * The flows along which a leak goes: from the step where it is found to the places of its story (the split, the score), on the
 * shortest way in either direction; without such places, what leaves the step.
 */
function leakPath({ steps, flows }: Picture, step: number, finding: AuditFinding): Set<number> {
  const goals = new Set(
    finding.related.flatMap((place) => {
      const goal = stepAt(steps, place);
      return goal === undefined || goal === step ? [] : [goal];
    }),
  );
  const marked = new Set<number>();
  for (const goal of goals)
    for (const flow of way(flows, step, goal) ?? way(flows, goal, step) ?? []) marked.add(flow);
  if (marked.size === 0)
    for (const [index, { from }] of flows.entries()) if (from === step) marked.add(index);
  return marked;
}

/** Indices of the flows on a shortest way, breadth first. */
function way(flows: readonly Flow[], from: number, to: number): number[] | undefined {
  const cameBy = new Map<number, number>();
  const pending = [from];
  for (const at of pending) {
    if (at === to) break;
    for (const [index, flow] of flows.entries()) {
      if (flow.from !== at || cameBy.has(flow.to) || flow.to === from) continue;
      cameBy.set(flow.to, index);
      pending.push(flow.to);
    }
  }
  if (!cameBy.has(to)) return undefined;
  const found: number[] = [];
  for (let at = to; at !== from; at = flows[found.at(-1)!]!.from) found.push(cameBy.get(at)!);
  return found;
}

/** The step at a place: with the same start; else the smallest around it; else one inside it; else one on its line. */
function stepAt(steps: readonly PlacedStep[], place: AuditPlace): number | undefined {
  let best: number | undefined;
  let bestScore = 0;
  for (const [index, step] of steps.entries()) {
    if (step.path !== place.path || step.cell !== place.cell) continue;
    const score = closeness(step, place);
    if (score > bestScore || (score === bestScore && score > 0 && size(step) < size(steps[best!]!))) {
      best = index;
      bestScore = score;
    }
  }
  return best;
}

function closeness(step: AuditPlace, place: AuditPlace): number {
  if (compare(step.start, place.start) === 0) return 4;
  if (compare(step.start, place.start) < 0 && compare(place.end, step.end) <= 0) return 3;
  if (compare(place.start, step.start) < 0 && compare(step.end, place.end) <= 0) return 2;
  return step.start.line === place.start.line ? 1 : 0;
}

/** For a gap that is shown elsewhere (at an import, say): the file's serving, saving or training step. */
function lastStep(steps: readonly PlacedStep[], { path }: AuditFinding): number | undefined {
  for (const stage of ['serve', 'save', 'train', 'predict'] as const) {
    const index = steps.map((step) => step.path === path && step.stage === stage).lastIndexOf(true);
    if (index >= 0) return index;
  }
  return undefined;
}

const compare = (a: Position, b: Position): number => a.line - b.line || a.column - b.column;
const size = ({ start, end }: AuditPlace): number =>
  (end.line - start.line) * 1000 + end.column - start.column;
const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** Errors weigh most, then warnings, then what is worth knowing. */
function trouble({ steps }: Picture): number {
  const weight: Readonly<Record<Severity, number>> = { error: 100, warning: 10, information: 2, hint: 1 };
  return steps.reduce(
    (sum, { findings }) => sum + findings.reduce((own, { severity }) => own + weight[severity], 0),
    0,
  );
}
