/** Sends diagnostics, and keeps quiet where there is nothing new to say. */
import type { Connection, Diagnostic } from 'vscode-languageserver';

/** Who has something to say of a document: its own analysis, the check of configuration files, the last audit. */
export type Owner = 'analysis' | 'configuration' | 'audit';

interface Published {
  readonly version: number | undefined;
  readonly text: string;
}

const NOTHING = '[]';

export class Publisher {
  private readonly owned = new Map<string, Map<Owner, readonly Diagnostic[]>>();
  private readonly published = new Map<string, Published>();

  /** @param sendVersions true if the client knows what the version of a publication means */
  constructor(
    private readonly connection: Connection,
    private readonly sendVersions: boolean,
  ) {}

  /**
   * Shows an owner's diagnostics at a document, in place of those it had before.
   * Equal ones are sent again only for a new version of the text: an editor may have moved or dropped its marks with the edit.
   */
  publish(uri: string, owner: Owner, version: number | undefined, diagnostics: readonly Diagnostic[]): void {
    const owners = this.owned.get(uri) ?? new Map<Owner, readonly Diagnostic[]>();
    if (diagnostics.length > 0) owners.set(owner, diagnostics);
    else owners.delete(owner);
    if (owners.size > 0) this.owned.set(uri, owners);
    else this.owned.delete(uri);
    this.send(uri, version, [...owners.values()].flat());
  }

  /** Takes back what an owner shows at a document. */
  clear(uri: string, owner: Owner): void {
    this.publish(uri, owner, undefined, []);
  }

  /** The documents at which an owner shows something. */
  shownBy(owner: Owner): string[] {
    return [...this.owned].filter(([, owners]) => owners.has(owner)).map(([uri]) => uri);
  }

  private send(uri: string, version: number | undefined, diagnostics: Diagnostic[]): void {
    const before = this.published.get(uri);
    const text = JSON.stringify(diagnostics);
    const isNothingNew =
      text === (before?.text ?? NOTHING) && (text === NOTHING || before?.version === version);
    if (text === NOTHING) this.published.delete(uri);
    else this.published.set(uri, { version, text });
    if (isNothingNew) return;
    const withVersion = this.sendVersions && version !== undefined ? { version } : {};
    void this.connection.sendDiagnostics({ uri, ...withVersion, diagnostics });
  }
}
