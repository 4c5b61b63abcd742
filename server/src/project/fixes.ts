/**
 * Applies fixes to a document until none is left. Fixes that overlap wait for the next round, in which they are computed
 * anew; a round that breaks the code is taken back.
 */
import type { Applicability, Finding, Fix, TextEdit } from '../engine/finding';
import { withTexts, writeDocument, type Document } from './document';

/** Which fixes are applied: `safe` ones, or suggestions too. Scaffolds make files and are never applied in bulk. */
export type FixScope = 'safe' | 'suggestions';

export interface FixOutcome {
  /** Number of fixes applied, by rule. */
  readonly applied: Readonly<Record<string, number>>;
  /** The file's new text and bytes; absent if nothing changed or it can't be written. */
  readonly content?: { readonly before: string; readonly after: string; readonly bytes: Uint8Array };
  readonly message?: string;
}

/** Analyses a document anew. */
export type Reanalyse = (
  document: Document,
) => Promise<{ readonly findings: readonly Finding[]; readonly syntaxErrors: number }>;

/** Rounds after which it stops: fixes that keep calling for others are a fault, not a reason to hang. */
const MAX_ROUNDS = 10;

/** Fixes a document that was read from a file. */
export async function fixDocument(
  document: Document,
  scope: FixScope,
  reanalyse: Reanalyse,
): Promise<FixOutcome> {
  const applied: Record<string, number> = {};
  let current = document;
  let analysis = await reanalyse(current);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const chosen = chooseFixes(analysis.findings, scope);
    if (chosen.length === 0) break;
    const texts = applyEdits(
      current.inputs.map((input) => input.text),
      chosen.flatMap(({ fix }) => fix.edits),
    );
    const next = withTexts(current, texts);
    const after = await reanalyse(next);
    if (after.syntaxErrors > analysis.syntaxErrors) break;
    for (const { finding } of chosen) applied[finding.rule] = (applied[finding.rule] ?? 0) + 1;
    current = next;
    analysis = after;
  }
  const before = document.file?.text;
  if (current === document || before === undefined) return { applied: {} };
  const written = writeDocument(
    document,
    current.inputs.map((input) => input.text),
  );
  if (!written.ok) return { applied: {}, message: written.message };
  return { applied, content: { before, after: written.text, bytes: written.bytes } };
}

export interface ChosenFix {
  readonly finding: Finding;
  readonly fix: Fix;
}

/** For each finding its first fix in scope, as long as it overlaps none chosen before. Edits of other files are left out. */
export function chooseFixes(findings: readonly Finding[], scope: FixScope): ChosenFix[] {
  const chosen: ChosenFix[] = [];
  const taken: TextEdit[] = [];
  for (const finding of findings) {
    const fix = finding.fixes.find((candidate) => inScope(candidate.applicability, scope));
    if (!fix || fix.edits.length === 0 || fix.edits.some((edit) => edit.path !== undefined)) continue;
    if (fix.edits.some((edit) => taken.some((other) => overlap(edit, other)))) continue;
    taken.push(...fix.edits);
    chosen.push({ finding, fix });
  }
  return chosen;
}

/** Applies edits, free of overlaps, to the texts of a unit's sources. */
export function applyEdits(texts: readonly string[], edits: readonly TextEdit[]): string[] {
  const result = [...texts];
  // Backwards, so that offsets before an edit stay true; insertions at one place keep the order in which they are listed.
  const backwards = [...edits.entries()].sort(
    ([i, a], [j, b]) => b.source - a.source || b.start - a.start || b.end - a.end || j - i,
  );
  for (const [, { source, start, end, newText }] of backwards) {
    const text = result[source];
    if (text !== undefined) result[source] = text.slice(0, start) + newText + text.slice(end);
  }
  return result;
}

function inScope(applicability: Applicability, scope: FixScope): boolean {
  return applicability === 'safe' || (scope === 'suggestions' && applicability === 'suggestion');
}

/** Two edits that touch count as overlapping: which goes first could not be told. */
function overlap(a: TextEdit, b: TextEdit): boolean {
  return a.source === b.source && a.start <= b.end && b.start <= a.end;
}
