/** Many fixes of one unit as one edit: applied in memory round by round, then told as the difference. */
import { diffLines } from 'diff';
import {
  createUnit,
  type Engine,
  type Finding,
  type Fix,
  type SourceInput,
  type TextEdit,
  type Unit,
} from '../engine';
import { applyEdits } from '../project/fixes';
import type { Analysed } from './analyser';

export interface FixPlan {
  /** Edits of the analysed unit, sorted, free of overlaps. */
  readonly edits: readonly TextEdit[];
  /** How many findings they mend. */
  readonly fixed: number;
}

/** The fix to apply for a finding, if any. */
export type Choice = (finding: Finding) => Fix | undefined;

/** A fix may uncover the next finding; after this many rounds the rest is left for another time. */
const MAX_ROUNDS = 10;

/** The finding's safe fix within the unit, if it has exactly one. */
export function safeFix(finding: Finding): Fix | undefined {
  const safe = finding.fixes.filter((fix) => fix.applicability === 'safe');
  return safe.length === 1 && staysInUnit(safe[0]!) ? safe[0] : undefined;
}

/** The finding's safe fix if it edits nothing but one source. */
export function safeFixInSource(source: number): Choice {
  return (finding) => {
    const fix = safeFix(finding);
    return fix?.edits.every((edit) => edit.source === source) ? fix : undefined;
  };
}

/** Plans the chosen fixes: those that overlap wait for the next round, which looks at the mended text. */
export function planFixes(engine: Engine, analysed: Analysed, choose: Choice): FixPlan {
  let unit = analysed.unit;
  let findings: readonly Finding[] = analysed.findings;
  let first: readonly TextEdit[] = [];
  let fixed = 0;
  let rounds = 0;
  while (rounds < MAX_ROUNDS) {
    const { edits, fixes } = compatible(findings, choose);
    if (fixes === 0) break;
    rounds++;
    fixed += fixes;
    if (rounds === 1) first = edits;
    unit = createUnit({ path: unit.path, kind: unit.kind, sources: withEdits(unit, edits) });
    findings = engine.analyse(unit, analysed.options).findings;
  }
  const edits = rounds <= 1 ? first : differences(analysed.unit, unit);
  return { edits, fixed };
}

/** As many chosen fixes as fit together, first come first served. Insertions at one place don't: their order would matter. */
function compatible(findings: readonly Finding[], choose: Choice): { edits: TextEdit[]; fixes: number } {
  const edits: TextEdit[] = [];
  let fixes = 0;
  for (const finding of findings) {
    const fix = choose(finding);
    if (!fix || fix.edits.length === 0 || !staysInUnit(fix)) continue;
    if (fix.edits.some((edit) => edits.some((taken) => touches(edit, taken)))) continue;
    edits.push(...fix.edits);
    fixes++;
  }
  return { edits: edits.sort((a, b) => a.source - b.source || a.start - b.start), fixes };
}

function touches(a: TextEdit, b: TextEdit): boolean {
  return a.source === b.source && a.start <= b.end && b.start <= a.end;
}

function staysInUnit(fix: Fix): boolean {
  return fix.edits.every((edit) => edit.path === undefined);
}

function withEdits(unit: Unit, edits: readonly TextEdit[]): SourceInput[] {
  const texts = applyEdits(
    unit.sources.map(({ text }) => text),
    edits,
  );
  return unit.sources.map(({ cell }, index) => ({ text: texts[index]!, cell }));
}

/** The edits that turn one unit's texts into the other's, by whole lines. */
function differences(before: Unit, after: Unit): TextEdit[] {
  return before.sources.flatMap((source, index) => lineEdits(source.text, after.sources[index]!.text, index));
}

function lineEdits(before: string, after: string, source: number): TextEdit[] {
  if (before === after) return [];
  const edits: TextEdit[] = [];
  let at = 0;
  let open: { start: number; end: number; newText: string } | undefined;
  for (const part of diffLines(before, after)) {
    if (!part.added && !part.removed) {
      if (open) edits.push({ source, ...open });
      open = undefined;
      at += part.value.length;
      continue;
    }
    open ??= { start: at, end: at, newText: '' };
    if (part.added) open.newText += part.value;
    else open.end = at += part.value.length;
  }
  if (open) edits.push({ source, ...open });
  return edits;
}
