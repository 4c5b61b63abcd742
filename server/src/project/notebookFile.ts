/**
 * Reads Jupyter notebooks (.ipynb): nbformat 4, and 3 and 2 with their worksheets. Only code cells become sources; their
 * numbers count every cell of the file. What a notebook gets wrong is tolerated as far as its cells can still be read.
 */
import { parseTree, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { LineIndex } from '../engine/source/lineIndex';
import type { SourceInput } from '../engine/source/unit';

export interface NotebookCell {
  /** Where the cell's source stands in the JSON: `['cells', 3, 'source']`. */
  readonly path: readonly (string | number)[];
  readonly input: SourceInput;
}

export interface Notebook {
  /** The language as the notebook says it, `python` if it does not. */
  readonly language: string;
  /** Code cells, in document order. */
  readonly cells: readonly NotebookCell[];
}

export type NotebookResult =
  | { readonly ok: true; readonly notebook: Notebook }
  /** `skipped`: a sound notebook that is not ours to judge. The message is a sentence part for the summary. */
  | { readonly ok: false; readonly skipped: boolean; readonly message: string };

/** Reads a notebook's JSON text (without byte order mark); never throws. */
export function readNotebook(json: string): NotebookResult {
  if (json.trim() === '') return { ok: false, skipped: true, message: 'an empty file' };
  let root: unknown;
  try {
    root = JSON.parse(json);
  } catch {
    return { ok: false, skipped: false, message: `not valid JSON: ${describeFault(json)}` };
  }
  if (!isObject(root))
    return { ok: false, skipped: false, message: 'not a notebook: the JSON holds no object' };
  const listed = listCells(root);
  if (!listed) return { ok: false, skipped: false, message: 'not a notebook: it has no `cells`' };
  const language = languageOf(root);
  if (!isPython(language))
    return { ok: false, skipped: true, message: `a notebook in ${language}, not Python` };

  const cells: NotebookCell[] = [];
  for (const [index, { cell, path }] of listed.entries()) {
    if (!isObject(cell) || cell.cell_type !== 'code') continue;
    // nbformat 3 named the source of a code cell `input`, the count `prompt_number`.
    const key = 'source' in cell || !('input' in cell) ? 'source' : 'input';
    const count = cell.execution_count ?? cell.prompt_number;
    cells.push({
      path: [...path, key],
      input: {
        text: sourceText(cell[key]),
        cell: {
          number: index + 1,
          executionCount: typeof count === 'number' ? count : null,
          hasCleanOutput: hasCleanOutput(cell.outputs),
          language: cellLanguage(cell),
        },
      },
    });
  }
  return { ok: true, notebook: { language, cells } };
}

type JsonObject = Readonly<Record<string, unknown>>;

/** Every cell with its path, Markdown cells included. */
function listCells(root: JsonObject): { cell: unknown; path: readonly (string | number)[] }[] | undefined {
  if (Array.isArray(root.cells))
    return root.cells.map((cell: unknown, index) => ({ cell, path: ['cells', index] }));
  if (!Array.isArray(root.worksheets)) return undefined;
  return root.worksheets.flatMap((sheet: unknown, number) => {
    const cells = isObject(sheet) && Array.isArray(sheet.cells) ? sheet.cells : [];
    return cells.map((cell: unknown, index) => ({ cell, path: ['worksheets', number, 'cells', index] }));
  });
}

/** A cell's text: a string, a list of lines, or nothing at all. */
function sourceText(source: unknown): string {
  if (typeof source === 'string') return source;
  if (!Array.isArray(source)) return '';
  return source.filter((line) => typeof line === 'string').join('');
}

function hasCleanOutput(outputs: unknown): boolean {
  if (!Array.isArray(outputs) || outputs.length === 0) return false;
  return !outputs.some(
    (output) => isObject(output) && (output.output_type === 'error' || output.output_type === 'pyerr'),
  );
}

function languageOf(root: JsonObject): string {
  const metadata = isObject(root.metadata) ? root.metadata : {};
  const info = isObject(metadata.language_info) ? metadata.language_info.name : undefined;
  const kernel = isObject(metadata.kernelspec) ? metadata.kernelspec : {};
  const named = [info, kernel.language].find(
    (name): name is string => typeof name === 'string' && name !== '',
  );
  if (named) return named.toLowerCase();
  const kernelName = typeof kernel.name === 'string' ? kernel.name.toLowerCase() : '';
  if (kernelName === 'ir') return 'r';
  return (
    /^(?:julia|scala|ijavascript|bash|sas|sos|octave|matlab|ruby|rust)/.exec(kernelName)?.[0] ?? 'python'
  );
}

/** IPython and the Spark kernels run Python too. */
function isPython(language: string): boolean {
  return /^(?:i?python[\d.]*|pyspark\d?|xpython|python \(.*\))$/.test(language);
}

function cellLanguage(cell: JsonObject): string | undefined {
  const metadata = isObject(cell.metadata) ? cell.metadata : {};
  const vscode = isObject(metadata.vscode) ? metadata.vscode.languageId : undefined;
  const language = vscode ?? cell.language;
  return typeof language === 'string' ? language : undefined;
}

/** What is wrong with a JSON text, and where. */
function describeFault(json: string): string {
  const errors: ParseError[] = [];
  try {
    parseTree(json, errors, { allowTrailingComma: false, disallowComments: true });
  } catch {
    return 'it is nested too deeply';
  }
  const first = errors[0];
  if (!first) return 'it could not be parsed';
  const { line, column } = new LineIndex(json).position(first.offset);
  const what = printParseErrorCode(first.error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return `${what} at line ${line + 1}, column ${column + 1}`;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
