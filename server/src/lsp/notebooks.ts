/**
 * Open notebooks. The library's own NotebookDocuments loses cells on a move and texts on a language change, so this store
 * follows the raw notifications: a notebook is an ordered list of cell URIs, the texts stand in the TextStore.
 */
import type {
  DidChangeNotebookDocumentParams,
  DidCloseNotebookDocumentParams,
  DidOpenNotebookDocumentParams,
  NotebookCell,
} from 'vscode-languageserver';
import type { TextStore } from './documents';

export interface OpenNotebook {
  readonly uri: string;
  readonly type: string;
  readonly version: number;
  /** The cells that the client told of, in document order; a client may leave out those that are no code. */
  readonly cells: readonly NotebookCell[];
}

/** What a change did, so that the caller knows what to clear and whether to analyse again. */
export interface NotebookChange {
  readonly uri: string;
  /** URIs of cells that are no longer part of the notebook: deleted, or their language changed. */
  readonly left: readonly string[];
  /** False if only outputs or metadata changed that no rule looks at. */
  readonly matters: boolean;
}

export class NotebookStore {
  private readonly notebooks = new Map<string, OpenNotebook>();
  /** Cell URI to notebook URI. */
  private readonly owners = new Map<string, string>();

  constructor(private readonly texts: TextStore) {}

  get(uri: string): OpenNotebook | undefined {
    return this.notebooks.get(uri);
  }

  /** The notebook that a cell belongs to. */
  ownerOf(cell: string): OpenNotebook | undefined {
    const owner = this.owners.get(cell);
    return owner === undefined ? undefined : this.notebooks.get(owner);
  }

  all(): Iterable<OpenNotebook> {
    return this.notebooks.values();
  }

  open({ notebookDocument, cellTextDocuments }: DidOpenNotebookDocumentParams): void {
    for (const text of cellTextDocuments) this.texts.open(text);
    const { uri, notebookType, version, cells } = notebookDocument;
    this.store({ uri, type: notebookType, version, cells });
  }

  /** @returns undefined if the notebook is not open (the change is dropped) */
  change({ notebookDocument, change }: DidChangeNotebookDocumentParams): NotebookChange | undefined {
    const before = this.notebooks.get(notebookDocument.uri);
    if (!before) return undefined;
    const { structure, data, textContent } = change.cells ?? {};
    let cells = [...before.cells];

    if (structure) {
      const { start, deleteCount, cells: inserted } = structure.array;
      cells.splice(start, deleteCount, ...(inserted ?? []));
      for (const { uri } of structure.didClose ?? []) this.texts.close(uri);
      for (const text of structure.didOpen ?? []) this.texts.open(text);
    }
    let executed = false;
    if (data) {
      const changed = new Map(data.map((cell) => [cell.document, cell]));
      cells = cells.map((cell) => {
        const after = changed.get(cell.document);
        if (!after) return cell;
        executed ||= cell.executionSummary?.executionOrder !== after.executionSummary?.executionOrder;
        executed ||= cell.executionSummary?.success !== after.executionSummary?.success;
        return after;
      });
    }
    let edited = false;
    for (const { document, changes } of textContent ?? []) {
      edited = this.texts.change(document, changes) || edited;
    }

    const after = { ...before, version: notebookDocument.version, cells };
    this.store(after);
    const kept = new Set(cells.map((cell) => cell.document));
    const left = before.cells.map((cell) => cell.document).filter((uri) => !kept.has(uri));
    for (const uri of left) this.forget(uri);
    return { uri: after.uri, left, matters: structure !== undefined || executed || edited };
  }

  /** @returns URIs of the cells that were open */
  close({ notebookDocument, cellTextDocuments }: DidCloseNotebookDocumentParams): readonly string[] {
    const before = this.notebooks.get(notebookDocument.uri);
    const cells = before?.cells.map((cell) => cell.document) ?? [];
    for (const uri of [...cells, ...cellTextDocuments.map((text) => text.uri)]) this.forget(uri);
    this.notebooks.delete(notebookDocument.uri);
    return cells;
  }

  private store(notebook: OpenNotebook): void {
    this.notebooks.set(notebook.uri, notebook);
    for (const cell of notebook.cells) this.owners.set(cell.document, notebook.uri);
  }

  private forget(cell: string): void {
    this.owners.delete(cell);
    this.texts.close(cell);
  }
}
