/** What is open in the editor, as the engine sees it: scripts, and notebooks of many cells. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { SourceInput, UnitKind } from '../engine';
import type { TextStore } from './documents';
import { codeCells, type NotebookStore, type OpenNotebook } from './notebooks';
import { pathOf } from './uris';

export interface OpenUnit {
  /** URI of the script or of the notebook: the identity of the unit. */
  readonly key: string;
  readonly kind: UnitKind;
  /** Host path of the file. */
  readonly path: string;
  /** The script, or the cells in document order. */
  readonly documents: readonly TextDocument[];
  readonly sources: readonly SourceInput[];
}

export class OpenUnits {
  constructor(
    private readonly texts: TextStore,
    private readonly notebooks: NotebookStore,
  ) {}

  /** The unit that a document, a cell or a notebook belongs to; undefined if it is not open or not Python. */
  keyOf(uri: string): string | undefined {
    const notebook = this.notebooks.get(uri) ?? this.notebooks.ownerOf(uri);
    if (notebook) return notebook.uri;
    const text = this.texts.get(uri);
    return text && isPython(text) ? uri : undefined;
  }

  get(key: string): OpenUnit | undefined {
    const notebook = this.notebooks.get(key);
    if (notebook) return this.notebookUnit(notebook);
    const document = this.texts.get(key);
    if (!document || !isPython(document)) return undefined;
    return {
      key,
      kind: 'script',
      path: pathOf(key),
      documents: [document],
      sources: [{ text: document.getText() }],
    };
  }

  keys(): string[] {
    const scripts = [...this.texts.all()].filter((text) => isPython(text) && !this.notebooks.ownerOf(text.uri));
    return [...scripts.map((text) => text.uri), ...[...this.notebooks.all()].map((notebook) => notebook.uri)];
  }

  /** The open unit of a file. */
  byPath(path: string): OpenUnit | undefined {
    const key = this.keys().find((candidate) => pathOf(candidate) === path);
    return key === undefined ? undefined : this.get(key);
  }

  private notebookUnit(notebook: OpenNotebook): OpenUnit {
    const documents: TextDocument[] = [];
    const sources: SourceInput[] = [];
    codeCells(notebook).forEach((cell, index) => {
      const document = this.texts.get(cell.document);
      if (!document) return;
      documents.push(document);
      sources.push({
        text: document.getText(),
        cell: {
          number: index + 1,
          executionCount: cell.executionSummary?.executionOrder ?? null,
          hasCleanOutput: cell.executionSummary?.success === true,
          language: document.languageId,
        },
      });
    });
    return { key: notebook.uri, kind: 'notebook', path: pathOf(notebook.uri), documents, sources };
  }
}

/** Python by the editor's word, or by the file's name where the editor has no word for it. */
function isPython(document: TextDocument): boolean {
  return document.languageId === 'python' || (/\.pyw?$/i.test(document.uri) && document.languageId !== 'plaintext');
}
