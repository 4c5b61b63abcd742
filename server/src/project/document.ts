/** A file as the audit sees it: the texts to analyse, and what is needed to write them back. */
import type { CellInfo, SourceInput, UnitKind } from '../engine/source/unit';
import { isNotebookPath } from './discovery';
import type { Host } from './host';
import { readNotebook, type NotebookCell } from './notebookFile';
import { replaceCellSources } from './notebookText';
import { decodeSource, encodeSource, type DecodedSource } from './sourceFile';

export interface Document {
  readonly path: string;
  readonly kind: UnitKind;
  readonly inputs: readonly SourceInput[];
  /** The file's decoded text (a notebook's JSON); absent for a text that comes from an editor. */
  readonly file?: DecodedSource;
  /** A notebook's code cells, one per input. */
  readonly cells?: readonly NotebookCell[];
}

export type DocumentResult =
  | { readonly ok: true; readonly document: Document }
  /** `skipped`: passed over on purpose, not an error. */
  | { readonly ok: false; readonly skipped: boolean; readonly message: string };

/** Texts that win over files: open documents, standard input. */
export type Overlay = (path: string) => readonly SourceInput[] | undefined;

/** Reads a script or notebook. Files above `maxFileSize` bytes are skipped. */
export async function loadDocument(
  host: Host,
  path: string,
  maxFileSize: number,
  overlay?: Overlay,
): Promise<DocumentResult> {
  const kind = isNotebookPath(path) ? 'notebook' : 'script';
  const open = overlay?.(path);
  if (open) return { ok: true, document: { path, kind, inputs: open } };
  const stat = await host.stat(path);
  if (!stat.ok) return failed(stat.error.message);
  if (stat.value.size > maxFileSize)
    return skipped(`larger than \`max-file-size\` (${stat.value.size} > ${maxFileSize} bytes)`);
  const bytes = await host.readFile(path);
  return bytes.ok ? readDocument(path, bytes.value) : failed(bytes.error.message);
}

/** A script's or notebook's document from the file's bytes. */
export function readDocument(path: string, bytes: Uint8Array): DocumentResult {
  const decoded = decodeSource(bytes);
  if (!decoded.ok) return decoded.binary ? skipped(decoded.message) : failed(decoded.message);
  const file = decoded.source;
  if (!isNotebookPath(path)) {
    return { ok: true, document: { path, kind: 'script', inputs: [{ text: file.text }], file } };
  }
  const read = readNotebook(file.text);
  if (!read.ok) return read;
  const { cells } = read.notebook;
  return {
    ok: true,
    document: { path, kind: 'notebook', inputs: cells.map((cell) => cell.input), file, cells },
  };
}

/** The document with other texts; cell facts stay. */
export function withTexts(document: Document, texts: readonly string[]): Document {
  const inputs = document.inputs.map((input, index) => ({ ...input, text: texts[index]! }));
  return { ...document, inputs };
}

export type WriteResult =
  | { readonly ok: true; readonly text: string; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly message: string };

/** The file's new content once its sources have become `texts`; in a notebook nothing else changes. */
export function writeDocument(document: Document, texts: readonly string[]): WriteResult {
  const { file, cells } = document;
  if (!file) return { ok: false, message: 'the text does not come from a file' };
  const text = cells
    ? replaceCellSources(
        file.text,
        cells.map((cell, index) => ({ cell, newText: texts[index]! })),
      )
    : texts[0]!;
  if (text === undefined) return { ok: false, message: 'the notebook has no such cell' };
  const bytes = encodeSource(text, file);
  if (!bytes)
    return { ok: false, message: `the encoding ${file.encoding} can't be written, or lacks a character` };
  return { ok: true, text, bytes };
}

/** Facts of the cell a source comes from, in a notebook. */
export function cellOf(document: Document, source: number): CellInfo | undefined {
  return document.inputs[source]?.cell;
}

function failed(message: string): DocumentResult {
  return { ok: false, skipped: false, message };
}

function skipped(message: string): DocumentResult {
  return { ok: false, skipped: true, message };
}
