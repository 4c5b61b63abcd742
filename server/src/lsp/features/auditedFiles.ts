/**
 * The files that an audit looked at. Those that aren't open show its findings as diagnostics; the client's results tree is told
 * what becomes of all of them. Both are kept true when the files, or what counts for them, change.
 */
import type { Diagnostic } from 'vscode-languageserver';
import { createUnit, type Engine } from '../../engine';
import {
  FindingLocator,
  type AuditFinding as LocatedFinding,
  type AuditPlace as LocatedPlace,
} from '../../project/auditFinding';
import { atLeast } from '../../project/configuration';
import { isSourcePath } from '../../project/discovery';
import { loadDocument } from '../../project/document';
import type { Host } from '../../project/host';
import { join } from '../../project/paths';
import { inUnit, isSuppressed, type Analysed } from '../analyser';
import { severityOf, type ClientAbilities } from '../convert';
import type { Contexts } from '../contexts';
import type { Folder } from '../folders';
import type { OpenUnits } from '../openUnits';
import { pauses } from '../pauses';
import type { Projects } from '../projects';
import type { AuditFinding, RenewedFindings } from '../protocol';
import type { Publisher } from '../publisher';
import { uriOf } from '../uris';
import { fromAudit, fromOpen, nameIn, toProtocol } from './auditFindings';

export interface AuditedFilesEnvironment {
  readonly engine: Engine;
  readonly host: Host;
  readonly units: OpenUnits;
  readonly contexts: Contexts;
  readonly projects: Projects;
  readonly publisher: Publisher;
  readonly abilities: ClientAbilities;
  documentation(rule: string): string | undefined;
  /** What is found in a file of the last audit is something else now. */
  onRenewed(news: RenewedFindings): void;
  now(): number;
}

/** The audit of one folder, as far as it is shown. */
export interface ShownAudit {
  readonly folder: Folder;
  readonly result: {
    readonly findings: readonly LocatedFinding[];
    readonly files: readonly { path: string }[];
  };
}

export class AuditedFiles {
  /** Host paths of files that show diagnostics, or would if there was something to say. */
  private readonly audited = new Set<string>();
  /** The files of the last audit alone, which the client's tree shows, with their folders and what was said of them last. */
  private readonly inResults = new Map<string, { folder: Folder; told: string | undefined }>();
  private readonly pause: () => Promise<void>;
  private generation = 0;

  constructor(private readonly environment: AuditedFilesEnvironment) {
    this.pause = pauses(environment.now);
  }

  /**
   * Shows an audit's findings.
   * @param isWhole true if the audit was of the whole workspace: findings of an earlier one elsewhere go
   */
  show(audits: readonly ShownAudit[], isWhole: boolean): void {
    const { publisher, units } = this.environment;
    if (isWhole) this.audited.clear();
    this.inResults.clear();
    const byPath = new Map<string, LocatedFinding[]>();
    const looked = new Set<string>();
    for (const { folder, result } of audits) {
      for (const { path } of [...result.files, ...result.findings]) {
        this.audited.add(path);
        this.inResults.set(path, { folder, told: undefined });
      }
      for (const { path } of result.files) looked.add(uriOf(path));
      for (const finding of result.findings) {
        const list = byPath.get(finding.path);
        if (list) list.push(finding);
        else byPath.set(finding.path, [finding]);
      }
    }
    const shown = new Set([...byPath.keys()].map(uriOf));
    for (const uri of publisher.shownBy('audit')) {
      if (!shown.has(uri) && (isWhole || looked.has(uri))) publisher.clear(uri, 'audit');
    }
    for (const [path, own] of byPath) {
      if (!units.byPath(path)) this.publish(path, own);
    }
  }

  /** A file is open now, and shows its own findings. */
  opened(path: string): void {
    this.environment.publisher.clear(uriOf(path), 'audit');
  }

  /** An open file was analysed: the client's tree follows. */
  analysed(analysed: Analysed): void {
    const { path } = analysed.open;
    const { enabled, isExcluded } = analysed.context;
    // Where the user wants no findings in the editor, those of the audit stay as they are.
    const folder = enabled || isExcluded ? this.inResults.get(path)?.folder : undefined;
    if (folder) this.tell(path, folder, fromOpen(analysed, folder));
  }

  /** A file changed, or was closed: if the last audit looked at it, its findings are computed anew. */
  async refresh(path: string): Promise<void> {
    const { units } = this.environment;
    if (!this.audited.has(path)) return;
    const findings = await this.analyse(path);
    if (units.byPath(path)) return;
    this.publish(path, findings);
    const folder = this.inResults.get(path)?.folder;
    if (folder) {
      const told = findings.map((finding) => fromAudit(finding, folder, units));
      this.tell(path, folder, told);
    }
  }

  /**
   * Settings or a configuration file changed: what closed files show is looked at again, one after the other. A file without
   * findings is not: a rule that was switched on needs another audit.
   */
  async refreshAll(): Promise<void> {
    const { publisher } = this.environment;
    const generation = ++this.generation;
    const shown = new Set(publisher.shownBy('audit'));
    for (const path of this.audited) {
      if (!shown.has(uriOf(path))) continue;
      await this.refresh(path);
      await this.pause();
      if (generation !== this.generation) return;
    }
  }

  private publish(path: string, findings: readonly LocatedFinding[]): void {
    const diagnostics = findings.map((finding) => this.diagnostic(finding));
    this.environment.publisher.publish(uriOf(path), 'audit', undefined, diagnostics);
  }

  private tell(path: string, folder: Folder, findings: readonly AuditFinding[]): void {
    const known = this.inResults.get(path);
    const told = JSON.stringify(findings);
    if (!known || known.told === told) return;
    known.told = told;
    this.environment.onRenewed({ folder: folder.uri, path: nameIn(folder, path), findings });
  }

  private async analyse(path: string): Promise<LocatedFinding[]> {
    const { engine, host, contexts, projects } = this.environment;
    const project = projects.of(path);
    if (!project) return [];
    const { maxFileSize, ...context } = await contexts.create({ key: uriOf(path), path });
    const loaded = await loadDocument(host, path, maxFileSize);
    if (!loaded.ok || context.isExcluded) return [];
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
      .sort((a, b) => a.place.source - b.place.source || a.place.start - b.place.start)
      .map((finding) => locator.finding(finding));
  }

  /** In a closed notebook the range is that of the file's JSON, and the cell is named. */
  private diagnostic(finding: LocatedFinding): Diagnostic {
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

function closedRange(place: LocatedPlace) {
  return toProtocol(place.physical ?? place);
}

function inCell(cell: number | null, message: string): string {
  return cell === null ? message : `Cell ${cell}: ${message}`;
}
