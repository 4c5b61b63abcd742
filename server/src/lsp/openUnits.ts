/** What is open in the editor, as the engine sees it: scripts, notebooks of many cells, and manifests. */
import { NotebookCellKind } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { SourceInput } from '../engine';
import { isDriverPath, isManifestPath } from '../project/manifests';
import type { TextStore } from './documents';
import type { NotebookStore, OpenNotebook } from './notebooks';
import { pathOf } from './uris';

export interface OpenUnit {
  /** URI of the file (of the notebook, not its cells): the identity of the unit. */
  readonly key: string;
  /** A manifest (requirements.txt …) holds no Python; only rules about the project find something in it. */
  readonly kind: 'script' | 'notebook' | 'manifest';
  /** Host path of the file. */
  readonly path: string;
  /** The one text, or the cells in document order. */
  readonly documents: readonly TextDocument[];
  readonly sources: readonly SourceInput[];
}

export class OpenUnits {
  constructor(
    private readonly texts: TextStore,
    private readonly notebooks: NotebookStore,
  ) {}

  /** The unit that a document, a cell or a notebook belongs to; undefined if it is not open or not ours. */
  keyOf(uri: string): string | undefined {
    const notebook = this.notebooks.get(uri) ?? this.notebooks.ownerOf(uri);
    if (notebook) return notebook.uri;
    const text = this.texts.get(uri);
    return text && kindOf(text) && uri;
  }

  get(key: string): OpenUnit | undefined {
    const notebook = this.notebooks.get(key);
    if (notebook) return this.notebookUnit(notebook);
    const document = this.texts.get(key);
    const kind = document && kindOf(document);
    if (!document || !kind) return undefined;
    return { key, kind, path: pathOf(key), documents: [document], sources: [{ text: document.getText() }] };
  }

  keys(): string[] {
    const single = [...this.texts.all()].filter((text) => kindOf(text) && !this.notebooks.ownerOf(text.uri));
    return [...single.map((text) => text.uri), ...[...this.notebooks.all()].map((notebook) => notebook.uri)];
  }

  /** The open unit of a file. */
  byPath(path: string): OpenUnit | undefined {
    const key = this.keys().find((candidate) => pathOf(candidate) === path);
    return key === undefined ? undefined : this.get(key);
  }

  private notebookUnit(notebook: OpenNotebook): OpenUnit {
    const documents: TextDocument[] = [];
    const sources: SourceInput[] = [];
    // Markdown cells are told of too, so that numbers are those of the file.
    notebook.cells.forEach((cell, index) => {
      const document = this.texts.get(cell.document);
      if (!document || cell.kind === NotebookCellKind.Markup) return;
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
function kindOf({ uri, languageId }: TextDocument): 'script' | 'manifest' | undefined {
  if (languageId === 'python') return 'script';
  if (/\.pyw?$/i.test(uri) && languageId !== 'plaintext') return 'script';
  const path = pathOf(uri);
  return isManifestPath(path) || isDriverPath(path) ? 'manifest' : undefined;
}
