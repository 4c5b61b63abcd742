/** What is wrong in configuration files, shown there: as one types in an open file, and in files that took effect unseen. */
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { LineIndex, rules } from '../../engine';
import {
  CONFIGURATION_FILE,
  parseConfiguration,
  PYPROJECT_FILE,
  type ConfigurationFile,
  type ConfigurationProblem,
} from '../../project/configurationFile';
import type { Host } from '../../project/host';
import { basename } from '../../project/paths';
import { decodeSource } from '../../project/sourceFile';
import { toRange } from '../convert';
import type { TextStore } from '../documents';
import type { Publisher } from '../publisher';
import { pathOf, uriOf } from '../uris';

/** True for the name of a file that can configure us. */
export function isConfigurationPath(path: string): boolean {
  return basename(path) === CONFIGURATION_FILE || basename(path) === PYPROJECT_FILE;
}

export class ConfigurationFiles {
  private readonly reported = new WeakSet<ConfigurationFile>();

  constructor(
    private readonly host: Host,
    private readonly texts: TextStore,
    private readonly publisher: Publisher,
  ) {}

  /** Checks an open configuration file. */
  check(document: TextDocument): void {
    const text = document.getText();
    const file = parseConfiguration(pathOf(document.uri), text, rules);
    this.show(document.uri, document.version, file?.problems ?? [], text);
  }

  /** Shows the problems of files that were read for their settings and aren't open. Files that are sound now are cleared. */
  async report(files: readonly ConfigurationFile[]): Promise<void> {
    for (const file of files) {
      if (this.reported.has(file)) continue;
      this.reported.add(file);
      const { path, problems } = file;
      const uri = uriOf(path);
      if (this.isOpen(path)) continue;
      if (problems.length === 0) this.publisher.clear(uri, 'configuration');
      else this.show(uri, undefined, problems, await this.read(path));
    }
  }

  /** A configuration file was closed: what it says on disk counts. */
  async closed(uri: string): Promise<void> {
    const text = await this.read(pathOf(uri));
    if (this.isOpen(pathOf(uri))) return;
    this.show(uri, undefined, parseConfiguration(pathOf(uri), text, rules)?.problems ?? [], text);
  }

  private isOpen(path: string): boolean {
    for (const { uri } of this.texts.all())
      if (isConfigurationPath(path) && pathOf(uri) === path) return true;
    return false;
  }

  private async read(path: string): Promise<string> {
    const bytes = await this.host.readFile(path);
    const decoded = bytes.ok ? decodeSource(bytes.value) : undefined;
    return decoded?.ok ? decoded.source.text : '';
  }

  private show(
    uri: string,
    version: number | undefined,
    problems: readonly ConfigurationProblem[],
    text: string,
  ): void {
    const lines = new LineIndex(text);
    const diagnostics = problems.map((problem): Diagnostic => ({
      range: toRange(lines, {
        start: Math.min(problem.start, text.length),
        end: Math.min(problem.end, text.length),
      }),
      severity: DiagnosticSeverity.Warning,
      code: 'configuration',
      source: 'mlops',
      message: problem.message,
    }));
    this.publisher.publish(uri, 'configuration', version, diagnostics);
  }
}
