/** Sends diagnostics, and keeps quiet where there is nothing new to say. */
import type { Connection, Diagnostic } from 'vscode-languageserver';

interface Published {
  readonly version: number | undefined;
  readonly text: string;
}

export class Publisher {
  private readonly published = new Map<string, Published>();

  constructor(
    private readonly connection: Connection,
    private readonly sendVersions: boolean,
  ) {}

  /**
   * Shows these diagnostics at a document, in place of those before.
   * Equal ones are sent again only for a new version of the text: an editor may have dropped or moved its marks with the edit.
   */
  publish(uri: string, version: number | undefined, diagnostics: readonly Diagnostic[]): void {
    const before = this.published.get(uri);
    if (diagnostics.length === 0 && (before === undefined || before.text === NONE)) {
      if (before) this.published.set(uri, { version, text: NONE });
      return;
    }
    const text = JSON.stringify(diagnostics);
    if (before && before.text === text && before.version === version) return;
    this.published.set(uri, { version, text });
    void this.connection.sendDiagnostics({
      uri,
      ...(this.sendVersions && version !== undefined ? { version } : {}),
      diagnostics: [...diagnostics],
    });
  }

  /** Takes everything back that was shown at a document. */
  clear(uri: string): void {
    this.publish(uri, undefined, []);
    this.published.delete(uri);
  }
}

const NONE = '[]';
