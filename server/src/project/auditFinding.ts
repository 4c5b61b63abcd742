/** Findings with places that people and reports can use: files, cells, lines and columns, and the code around. */
import type { Applicability, Area, Finding, Place, Severity } from '../engine/finding';
import { ruleByName } from '../engine/rules/registry';
import { LineIndex } from '../engine/source/lineIndex';
import { cellOf, type Document } from './document';
import { createNotebookMap } from './notebookText';

/** 1-based; columns count UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface AuditPlace extends Range {
  /** Absolute host path. */
  readonly path: string;
  /** In a notebook the 1-based index in the file's `cells`; lines count inside that cell. */
  readonly cell: number | null;
  /** In a notebook that comes from a file: the place in the .ipynb's own text. */
  readonly physical?: Range;
}

export interface AuditEdit extends AuditPlace {
  readonly newText: string;
}

export interface AuditFix {
  readonly title: string;
  readonly applicability: Applicability;
  readonly edits: readonly AuditEdit[];
}

/** Lines around a finding; overlong ones are cut. */
export interface Excerpt {
  /** 1-based number of the first line. */
  readonly firstLine: number;
  readonly lines: readonly string[];
}

export interface AuditFinding extends AuditPlace {
  readonly rule: string;
  readonly area: Area;
  readonly severity: Severity;
  readonly message: string;
  readonly related: readonly (AuditPlace & { readonly message: string; readonly excerpt?: Excerpt })[];
  readonly fixes: readonly AuditFix[];
  readonly tags: Finding['tags'];
  readonly excerpt: Excerpt;
}

/** Gives the document of a path that a place names (relative to the project), undefined if there is none. */
export type DocumentLookup = (path: string) => Document | undefined;

const LINES_BEFORE = 2;
const LINES_AFTER = 1;
/** A finding over more lines is shown by its first ones. */
const MAX_LINES = 8;
const MAX_COLUMNS = 400;
/** Of a line that only says what a step is. */
const MAX_CODE = 160;

/** Turns offsets into lines and columns; keeps line tables and notebook maps, so use one for all findings of a file. */
export class FindingLocator {
  private readonly texts = new Map<Document, LocatedText>();

  /** `own` is the analysed document; `lookup` gives others; `absolute` makes a place's path absolute. */
  constructor(
    private readonly own: Document | undefined,
    private readonly lookup: DocumentLookup,
    private readonly absolute: (path: string) => string,
  ) {}

  finding(finding: Finding): AuditFinding {
    return {
      rule: finding.rule,
      area: finding.area,
      severity: finding.severity,
      message: finding.message,
      ...this.placeOf(finding.place),
      related: finding.related.map((related) => ({
        ...this.placeOf(related),
        message: related.message,
        excerpt: this.excerpt(related, 0, 0, ruleByName(finding.rule)?.sensitive),
      })),
      fixes: finding.fixes.map((fix) => ({
        title: fix.title,
        applicability: fix.applicability,
        edits: fix.edits.map((edit) => ({ ...this.placeOf(edit), newText: edit.newText })),
      })),
      tags: finding.tags,
      excerpt: this.excerpt(finding.place, LINES_BEFORE, LINES_AFTER, ruleByName(finding.rule)?.sensitive),
    };
  }

  /** Lines and columns of a place. */
  placeOf(place: Place): AuditPlace {
    const document = this.documentOf(place);
    const path = place.path === undefined ? this.own!.path : this.absolute(place.path);
    if (!document) return { path, cell: null, start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
    const text = this.textOf(document);
    return {
      path,
      cell: cellOf(document, place.source)?.number ?? null,
      ...text.range(place),
      physical: text.physical(place),
    };
  }

  /** The line of code at a place, without its indentation; cut where it is overlong. */
  lineOf(place: Place): string {
    return (this.excerpt(place, 0, 0).lines[0] ?? '').trim().slice(0, MAX_CODE);
  }

  private excerpt(place: Place, before: number, after: number, isSensitive = false): Excerpt {
    const document = this.documentOf(place);
    if (!document) return { firstLine: 1, lines: [] };
    const text = this.textOf(document);
    const excerpt = text.excerpt(place, before, after);
    return isSensitive ? masked(excerpt, text.range(place)) : excerpt;
  }

  private documentOf(place: Place): Document | undefined {
    return place.path === undefined ? this.own : this.lookup(place.path);
  }

  private textOf(document: Document): LocatedText {
    let text = this.texts.get(document);
    if (!text) this.texts.set(document, (text = new LocatedText(document)));
    return text;
  }
}

class LocatedText {
  private readonly lines = new Map<number, LineIndex>();
  private map: ReturnType<typeof createNotebookMap> | undefined;
  private fileLines: LineIndex | undefined;

  constructor(private readonly document: Document) {}

  range(place: Place): Range {
    const lines = this.linesOf(place.source);
    return { start: oneBased(lines.position(place.start)), end: oneBased(lines.position(place.end)) };
  }

  /** The place in a notebook's JSON. */
  physical(place: Place): Range | undefined {
    const { file, cells } = this.document;
    const cell = cells?.[place.source];
    if (!file || !cell) return undefined;
    this.map ??= createNotebookMap(file.text);
    this.fileLines ??= new LineIndex(file.text);
    const start = this.map(cell, place.start);
    // The end is exclusive: it belongs to the line of the last character, not to the next line's string.
    const last = this.map(cell, Math.max(place.start, place.end - 1));
    if (start === undefined || last === undefined) return undefined;
    const end = this.fileLines.position(place.end > place.start ? last + 1 : start);
    return { start: oneBased(this.fileLines.position(start)), end: oneBased(end) };
  }

  excerpt(place: Place, before: number, after: number): Excerpt {
    const lines = this.linesOf(place.source);
    const first = Math.max(0, lines.lineAt(place.start) - before);
    const last = Math.min(lines.lineCount - 1, lines.lineAt(place.end) + after, first + MAX_LINES - 1);
    const shown: string[] = [];
    for (let line = first; line <= last; line++)
      shown.push(
        lines
          .lineText(line)
          .replace(/[\r\n]+$/, '')
          .slice(0, MAX_COLUMNS),
      );
    while (shown.length > lines.lineAt(place.end) - first + 1 && shown.at(-1)!.trim() === '') shown.pop();
    return { firstLine: first + 1, lines: shown };
  }

  private linesOf(source: number): LineIndex {
    let lines = this.lines.get(source);
    if (!lines) this.lines.set(source, (lines = new LineIndex(this.document.inputs[source]?.text ?? '')));
    return lines;
  }
}

/** Letters and digits of the flagged text, replaced by dots: an excerpt of a secret tells where it stands, not what it is. */
function masked({ firstLine, lines }: Excerpt, { start, end }: Range): Excerpt {
  return {
    firstLine,
    lines: lines.map((line, index) => {
      const number = firstLine + index;
      if (number < start.line || number > end.line) return line;
      const from = number === start.line ? start.column - 1 : 0;
      const to = number === end.line ? end.column - 1 : line.length;
      return line.slice(0, from) + line.slice(from, to).replace(/[\p{L}\p{N}_-]/gu, '•') + line.slice(to);
    }),
  };
}

function oneBased(position: { line: number; column: number }): Position {
  return { line: position.line + 1, column: position.column + 1 };
}
