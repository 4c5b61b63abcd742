/** Texts of open documents and notebook cells, kept up to date by incremental changes. */
import { TextDocument } from 'vscode-languageserver-textdocument';
import type {
  TextDocumentContentChangeEvent,
  TextDocumentItem,
  VersionedTextDocumentIdentifier,
} from 'vscode-languageserver';

/**
 * The texts by URI. Cells of notebooks live here too: a notebook holds only pointers to them, because a moved cell comes
 * without its text.
 */
export class TextStore {
  private readonly texts = new Map<string, TextDocument>();

  /** Takes a text in; one that is open already is replaced. */
  open(item: TextDocumentItem): void {
    this.texts.set(item.uri, TextDocument.create(item.uri, item.languageId, item.version, item.text));
  }

  /**
   * Applies changes in their order.
   * @returns false if the document is not open (the change is dropped)
   */
  change(
    document: VersionedTextDocumentIdentifier,
    changes: readonly TextDocumentContentChangeEvent[],
  ): boolean {
    const text = this.texts.get(document.uri);
    if (!text) return false;
    TextDocument.update(text, [...changes], document.version);
    return true;
  }

  close(uri: string): void {
    this.texts.delete(uri);
  }

  get(uri: string): TextDocument | undefined {
    return this.texts.get(uri);
  }

  all(): Iterable<TextDocument> {
    return this.texts.values();
  }
}
