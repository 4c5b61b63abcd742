/** Turns what rules yield into findings: plain data, places in texts. */
import type { Finding, Fix, Place, RelatedPlace, Severity, TextEdit } from './finding';
import { SEVERITIES } from './finding';
import type { Edit, FileEdit, FixReport, ProjectReport, RelatedReport, Report, Rule } from './rules/rule';
import { locate, type Unit } from './source/unit';

export function unitFinding(unit: Unit, rule: Rule, report: Report, severity: Severity | undefined): Finding {
  return {
    rule: rule.name,
    area: rule.area,
    severity: effective(rule, report.severity, severity),
    message: fillIn(rule, report),
    place: locate(unit, report.at),
    related: (report.related ?? []).map((related) => relatedPlace(unit, related)),
    fixes: (report.fixes ?? []).map((fix) => unitFix(unit, fix)).filter((fix) => fix.edits.length > 0),
    tags: report.tags ?? [],
  };
}

export function projectFinding(rule: Rule, report: ProjectReport, severity: Severity | undefined): Finding {
  return {
    rule: rule.name,
    area: rule.area,
    severity: effective(rule, report.severity, severity),
    message: fillIn(rule, report),
    place: { path: report.path, source: report.source ?? 0, start: report.at.start, end: report.at.end },
    related: [],
    fixes: (report.fixes ?? []).map(({ title, applicability, edits }) => ({
      title,
      applicability,
      edits: edits.map((edit): TextEdit => ({
        path: 'path' in edit ? edit.path : report.path,
        source: 'path' in edit ? 0 : (report.source ?? 0),
        start: edit.start,
        end: edit.end,
        newText: edit.newText,
      })),
    })),
    tags: report.tags ?? [],
  };
}

/** A configured severity replaces the rule's own; a milder case stays milder by as much as the rule says. */
function effective(rule: Rule, reported: Severity | undefined, configured: Severity | undefined): Severity {
  if (!configured) return reported ?? rule.severity;
  if (!reported) return configured;
  const shift = SEVERITIES.indexOf(reported) - SEVERITIES.indexOf(rule.severity);
  const index = Math.max(0, Math.min(SEVERITIES.length - 1, SEVERITIES.indexOf(configured) + shift));
  return SEVERITIES[index]!;
}

/** Fills `{placeholders}`; a rule that names an unknown message or leaves one empty is a bug that the tests find. */
function fillIn(rule: Rule, report: Pick<Report, 'message' | 'data'>): string {
  const template = (rule.messages as Record<string, string>)[report.message] ?? report.message;
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(report.data?.[name] ?? whole));
}

function relatedPlace(unit: Unit, related: RelatedReport): RelatedPlace {
  const owner = related.unit ?? unit;
  const place: Place =
    owner === unit ? locate(unit, related.at) : { path: owner.path, ...locate(owner, related.at) };
  return { ...place, message: related.note };
}

function unitFix(unit: Unit, fix: FixReport): Fix {
  const edits = fix.edits.map((edit): TextEdit =>
    isFileEdit(edit)
      ? { path: edit.path, source: 0, start: edit.start, end: edit.end, newText: edit.newText }
      : { ...locate(unit, edit), newText: edit.newText },
  );
  return {
    title: fix.title,
    applicability: fix.applicability,
    edits: edits.sort((a, b) => a.source - b.source || a.start - b.start || a.end - b.end),
  };
}

function isFileEdit(edit: Edit | FileEdit): edit is FileEdit {
  return 'path' in edit;
}

/** By file, cell, place, rule. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.place.path ?? '', b.place.path ?? '') ||
    a.place.source - b.place.source ||
    a.place.start - b.place.start ||
    a.place.end - b.place.end ||
    compareText(a.rule, b.rule)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
