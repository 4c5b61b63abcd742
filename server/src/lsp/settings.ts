/** The editor's own settings, asked for once per scope and kept until the client says that they changed. */
import type { Connection } from 'vscode-languageserver';
import { AREAS, SEVERITIES, ruleByName, type Severity } from '../engine';
import { settingsSection, type EditorSettings } from './protocol';

export const DEFAULT_SETTINGS: EditorSettings = { enable: true, run: 'onType', severity: {}, exclude: [] };

export class SettingsCache {
  private readonly byScope = new Map<string, Promise<EditorSettings>>();
  private fallback: EditorSettings = DEFAULT_SETTINGS;

  /** @param canAsk true if the client answers `workspace/configuration` */
  constructor(
    private readonly connection: Connection,
    private readonly canAsk: boolean,
  ) {}

  /** Settings for a document or folder; never fails: what can't be read is as if it were not set. */
  get(scope: string): Promise<EditorSettings> {
    if (!this.canAsk) return Promise.resolve(this.fallback);
    let settings = this.byScope.get(scope);
    if (!settings) this.byScope.set(scope, (settings = this.ask(scope)));
    return settings;
  }

  /** Forgets everything; `pushed` are the settings that came with the notification, if any did. */
  reset(pushed?: unknown): void {
    this.byScope.clear();
    const section = isObject(pushed) && isObject(pushed[settingsSection]) ? pushed[settingsSection] : pushed;
    if (!this.canAsk && isObject(section)) this.fallback = readSettings(section);
  }

  /** Forgets the settings of a closed document. */
  forget(scope: string): void {
    this.byScope.delete(scope);
  }

  private async ask(scopeUri: string): Promise<EditorSettings> {
    try {
      return readSettings(
        await this.connection.workspace.getConfiguration({ scopeUri, section: settingsSection }),
      );
    } catch (error) {
      this.connection.console.warn(`The editor's settings could not be read: ${String(error)}`);
      return this.fallback;
    }
  }
}

/** Reads settings that a person wrote: a value of the wrong type is as if it were not set. */
export function readSettings(value: unknown): EditorSettings {
  const given = isObject(value) ? value : {};
  const severity: Record<string, Severity | 'off'> = {};
  for (const [name, level] of Object.entries(isObject(given.severity) ? given.severity : {})) {
    const known = ruleByName(name) !== undefined || (AREAS as readonly string[]).includes(name);
    if (known && isLevel(level)) severity[name] = level;
  }
  return {
    enable: typeof given.enable === 'boolean' ? given.enable : DEFAULT_SETTINGS.enable,
    run: given.run === 'onSave' ? 'onSave' : DEFAULT_SETTINGS.run,
    severity,
    exclude: Array.isArray(given.exclude) ? given.exclude.filter((glob) => typeof glob === 'string') : [],
  };
}

function isLevel(value: unknown): value is Severity | 'off' {
  return value === 'off' || (SEVERITIES as readonly unknown[]).includes(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
