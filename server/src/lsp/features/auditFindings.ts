/** Findings as a client's results tree takes them: of an audit, and of single files that changed since. */
import type { Place } from '../../engine';
import type {
  AuditFinding as LocatedFinding,
  AuditPlace as LocatedPlace,
  Range,
} from '../../project/auditFinding';
import { dirname, relative } from '../../project/paths';
import type { Analysed } from '../analyser';
import { toRange } from '../convert';
import type { Folder } from '../folders';
import type { OpenUnits } from '../openUnits';
import type { AuditFinding, AuditPlace } from '../protocol';
import { uriOf } from '../uris';

/** The path of a file as the results name it: relative to its folder. */
export function nameIn(folder: Folder, path: string): string {
  return relative(folder.path, path) || relative(dirname(folder.path), path);
}

/** A finding of an audit. Places in open notebooks are named by their cells. */
export function fromAudit(finding: LocatedFinding, folder: Folder, units: OpenUnits): AuditFinding {
  return {
    rule: finding.rule,
    area: finding.area,
    severity: finding.severity,
    message: finding.message,
    path: nameIn(folder, finding.path),
    folder: folder.uri,
    ...placeOf(finding, units),
    related: finding.related.map((place) => ({ ...placeOf(place, units), message: place.message })),
    fixes: finding.fixes.map(({ title, applicability }) => ({ title, applicability })),
  };
}

/** The findings of an open script, notebook or manifest, as it is shown now. */
export function fromOpen(analysed: Analysed, folder: Folder): AuditFinding[] {
  const place = (at: Place): AuditPlace | undefined => {
    const text = analysed.find(at);
    if (!text) return undefined;
    const cell = at.path === undefined ? analysed.unit.sources[at.source]?.cell?.number : undefined;
    const range = toRange(text.lines, at);
    return { uri: text.uri, range, ...(cell === undefined ? {} : { cell }) };
  };
  return analysed.findings.flatMap((finding): AuditFinding[] => {
    const own = place(finding.place);
    if (!own) return [];
    const related = finding.related.flatMap((at) => {
      const there = place(at);
      return there ? [{ ...there, message: at.message }] : [];
    });
    return [
      {
        rule: finding.rule,
        area: finding.area,
        severity: finding.severity,
        message: finding.message,
        path: nameIn(folder, analysed.open.path),
        folder: folder.uri,
        ...own,
        related,
        fixes: finding.fixes.map(({ title, applicability }) => ({ title, applicability })),
      },
    ];
  });
}

function placeOf(place: LocatedPlace, units: OpenUnits): AuditPlace {
  const range = toProtocol(place);
  const open = units.byPath(place.path);
  if (place.cell === null) return { uri: open?.key ?? uriOf(place.path), range };
  const index = open?.sources.findIndex(({ cell }) => cell?.number === place.cell) ?? -1;
  const cell = open?.documents[index];
  return { uri: cell?.uri ?? open?.key ?? uriOf(place.path), cell: place.cell, range };
}

/** The protocol counts lines and columns from 0. */
export function toProtocol({ start, end }: Range) {
  return {
    start: { line: start.line - 1, character: start.column - 1 },
    end: { line: end.line - 1, character: end.column - 1 },
  };
}
