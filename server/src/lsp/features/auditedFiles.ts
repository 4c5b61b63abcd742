/** Diagnostics in files that aren't open: shown by an audit, kept true when the files change, gone when they are opened. */
import type { Diagnostic } from 'vscode-languageserver';
import { createUnit, type Engine } from '../../engine';
import { FindingLocator, type AuditFinding, type AuditPlace, type Range } from '../../project/auditFinding';
import { atLeast } from '../../project/configuration';
import { isSourcePath } from '../../project/discovery';
import { loadDocument } from '../../project/document';
import type { Host } from '../../project/host';
import { join } from '../../project/paths';
import { inUnit, isSuppressed } from '../analyser';
import { severityOf, type ClientAbilities } from '../convert';
import type { Contexts } from '../contexts';
import type { OpenUnits } from '../openUnits';
import type { Projects } from '../projects';
import type { Publisher } from '../publisher';
import { uriOf } from '../uris';

export interface AuditedFilesEnvironment {
  readonly engine: Engine;
  readonly host: Host;
  readonly units: OpenUnits;
  readonly contexts: Contexts;
  readonly projects: Projects;
  readonly publisher: Publisher;
  readonly abilities: ClientAbilities;
  documentation(rule: string): string | undefined;
}

export class AuditedFiles {
  /** Host paths that the last audit looked at. */
  private readonly audited = new Set<string>();

  constructor(private readonly environment: AuditedFilesEnvironment) {}

  /**
   * Shows an audit's findings.
   * @param files the paths that were looked at
   * @param isWhole true if the audit was of the whole workspace: findings of an earlier one elsewhere go
   */
  show(findings: readonly AuditFinding[], files: readonly string[], isWhole: boolean): void {
    const { publisher, units } = this.environment;
    if (isWhole) this.audited.clear();
    for (const path of [...files, ...findings.map((finding) => finding.path)]) this.audited.add(path);
    const byPath = new Map<string, AuditFinding[]>();
    for (const finding of findings) {
      const list = byPath.get(finding.path);
      if (list) list.push(finding);
      else byPath.set(finding.path, [finding]);
    }
    const looked = new Set(files.map(uriOf));
    const shown = new Set([...byPath.keys()].map(uriOf));
    for (const uri of publisher.shownBy('audit')) {
      if (!shown.has(uri) && (isWhole || looked.has(uri))) publisher.clear(uri, 'audit');
    }
    for (const [path, own] of byPath) {
      if (!units.byPath(path))
        publisher.publish(
          uriOf(path),
          'audit',
          undefined,
          own.map((each) => this.diagnostic(each)),
        );
    }
  }

  /** A file is open now, and shows its own findings. */
  opened(path: string): void {
    this.environment.publisher.clear(uriOf(path), 'audit');
  }

  /** A file changed, or was closed: if the last audit looked at it, its findings are computed anew. */
  async refresh(path: string): Promise<void> {
    const { publisher, units } = this.environment;
    if (!this.audited.has(path)) return;
    const diagnostics = await this.analyse(path);
    if (!units.byPath(path)) publisher.publish(uriOf(path), 'audit', undefined, diagnostics);
  }

  private async analyse(path: string): Promise<Diagnostic[]> {
    const { engine, host, contexts, projects } = this.environment;
    const project = projects.of(path);
    if (!project) return [];
    const { maxFileSize, ...context } = await contexts.create({ key: uriOf(path), path });
    const loaded = await loadDocument(host, path, maxFileSize);
    if (!loaded.ok || !context.enabled) return [];
    const { document } = loaded;
    const unit = createUnit({ path: context.path, kind: document.kind, sources: document.inputs });
    const findings = context.projectFindings.map(inUnit).filter((finding) => !isSuppressed(finding, unit));
    if (isSourcePath(path)) {
      const { resolve } = await project.modules.modulesOf(unit);
      const options = { rules: context.rules, project: project.facts, resolveModule: resolve };
      findings.push(...engine.analyse(unit, options).findings);
    }
    const locator = new FindingLocator(
      document,
      () => undefined,
      (name) => join(project.root, name),
    );
    return findings
      .filter(({ severity }) => atLeast(severity, context.minSeverity))
      .map((finding) => this.diagnostic(locator.finding(finding)));
  }

  /** In a closed notebook the range is that of the file's JSON, and the cell is named. */
  private diagnostic(finding: AuditFinding): Diagnostic {
    const { abilities, documentation } = this.environment;
    const page = documentation(finding.rule);
    const related = finding.related.map((place) => ({
      location: { uri: uriOf(place.path), range: closedRange(place) },
      message: inCell(place.cell, place.message),
    }));
    return {
      range: closedRange(finding),
      severity: severityOf(finding.severity),
      code: finding.rule,
      source: 'mlops',
      message: inCell(finding.cell, finding.message),
      ...(abilities.codeDescription && page ? { codeDescription: { href: page } } : {}),
      ...(abilities.relatedInformation && related.length > 0 ? { relatedInformation: related } : {}),
    };
  }
}

function closedRange(place: AuditPlace) {
  return toProtocol(place.physical ?? place);
}

function inCell(cell: number | null, message: string): string {
  return cell === null ? message : `Cell ${cell}: ${message}`;
}

/** The protocol counts lines and columns from 0. */
export function toProtocol({ start, end }: Range) {
  return {
    start: { line: start.line - 1, character: start.column - 1 },
    end: { line: end.line - 1, character: end.column - 1 },
  };
}
