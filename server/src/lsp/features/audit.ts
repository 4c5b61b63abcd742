/** Audits whole workspace folders: progress, cancel, findings for the client's tree, diagnostics for files that aren't open. */
import type { CancellationToken, WorkDoneProgressReporter } from 'vscode-languageserver';
import { rules, SEVERITIES, type Engine, type Severity } from '../../engine';
import { Analyst } from '../../project/analyst';
import { audit, type AuditResult as FolderAudit } from '../../project/audit';
import type { AuditPlace as FoundPlace } from '../../project/auditFinding';
import { createConfigurationStore, type ConfigurationStore } from '../../project/configurationStore';
import type { Overlay } from '../../project/document';
import { inThread } from '../../project/executor';
import type { Host } from '../../project/host';
import { basename, isInside, relative } from '../../project/paths';
import { matchPaths } from '../../project/patterns';
import { settingsLayer } from '../contexts';
import type { Folder, Folders } from '../folders';
import type { OpenUnits } from '../openUnits';
import { pauses } from '../pauses';
import type { AuditFinding, AuditPlace, AuditResult, EditorSettings } from '../protocol';
import type { SettingsCache } from '../settings';
import { pathOf, uriOf } from '../uris';
import { toProtocol, type AuditedFiles } from './auditedFiles';

export interface AuditEnvironment {
  readonly engine: Engine;
  readonly host: Host;
  readonly overlay: Overlay;
  readonly folders: Folders;
  readonly units: OpenUnits;
  readonly settings: SettingsCache;
  readonly auditedFiles: AuditedFiles;
  now(): number;
}

/** What is found in one workspace folder. */
export interface AuditedFolder {
  readonly folder: Folder;
  readonly result: FolderAudit;
}

/**
 * Audits folders or files given by URI; all workspace folders without any.
 * A cancelled audit ends at once with what was found so far, and publishes nothing.
 */
export async function auditWorkspace(
  uris: readonly string[] | undefined,
  environment: AuditEnvironment,
  token: CancellationToken,
  progress: WorkDoneProgressReporter,
): Promise<{ readonly answer: AuditResult; readonly folders: readonly AuditedFolder[] }> {
  const started = environment.now();
  const parts = targets(uris, environment.folders);
  const results: AuditedFolder[] = [];
  progress.begin('Auditing', 0, 'searching for Python files', true);
  try {
    for (const [index, { folder, paths }] of parts.entries()) {
      if (token.isCancellationRequested) break;
      const settings = await environment.settings.get(folder.uri);
      const result = await audit(
        environment.host,
        inThread(new Analyst(environment.engine, environment.host, { overlay: environment.overlay })),
        {
          paths,
          configuration: configurationOf(folder, settings, environment.host),
          rules,
          forReport: true,
          now: environment.now,
          isCancelled: () => token.isCancellationRequested,
          pause: pauses(environment.now),
          onProgress: throttled(environment.now, ({ phase, done, total, path }) => {
            const share = (done / Math.max(total, 1)) * (phase === 'completing' ? 0.2 : 0.8);
            const inFolder = phase === 'searching' ? 0 : phase === 'completing' ? 0.8 + share : share;
            const name = path ? ` · ${basename(path)}` : '';
            progress.report(
              Math.round(((index + inFolder) / parts.length) * 100),
              `${done} of ${total} files${name}`,
            );
          }),
        },
      );
      results.push({ folder, result });
    }
  } finally {
    progress.done();
  }
  if (!token.isCancellationRequested) {
    const all = results.map(({ result }) => result);
    const findings = all.flatMap((result) => result.findings);
    const files = all.flatMap((result) => result.files.map(({ path }) => path));
    environment.auditedFiles.show(findings, files, uris === undefined);
  }
  return { answer: combine(results, environment, environment.now() - started), folders: results };
}

/** What to audit, by workspace folder. A URI outside of all folders is its own folder. */
function targets(
  uris: readonly string[] | undefined,
  folders: Folders,
): { folder: Folder; paths: string[] }[] {
  if (!uris) return folders.all.map((folder) => ({ folder, paths: [folder.path] }));
  const parts = new Map<string, { folder: Folder; paths: string[] }>();
  for (const uri of uris) {
    const path = pathOf(uri);
    const folder = folders.of(path) ?? { uri, path, name: basename(path) };
    const part = parts.get(folder.uri) ?? { folder, paths: [] };
    part.paths.push(path);
    parts.set(folder.uri, part);
  }
  return [...parts.values()];
}

/** The configuration of a folder, read afresh, with the editor's settings on top. */
export function configurationOf(folder: Folder, settings: EditorSettings, host: Host): ConfigurationStore {
  const store = createConfigurationStore(host, rules, { layers: [settingsLayer(settings)] });
  const byEditor = matchPaths(settings.exclude);
  return {
    get files() {
      return store.files;
    },
    fileFor: (path) => store.fileFor(path),
    effective: (path) => store.effective(path),
    excludes: async (path, isDirectory) =>
      (isInside(folder.path, path) && byEditor(relative(folder.path, path), isDirectory)) ||
      store.excludes(path, isDirectory),
  };
}

/** Lets through the first call and then one in a while: a client draws each of them. */
function throttled<T>(now: () => number, report: (value: T) => void): (value: T) => void {
  let last = -Infinity;
  return (value) => {
    if (now() - last < 100) return;
    last = now();
    report(value);
  };
}

function combine(
  results: readonly AuditedFolder[],
  { units }: AuditEnvironment,
  milliseconds: number,
): AuditResult {
  const counts = Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])) as Record<Severity, number>;
  const findings = results.flatMap(({ folder, result }) =>
    result.findings.map((finding): AuditFinding => {
      counts[finding.severity]++;
      return {
        rule: finding.rule,
        area: finding.area,
        severity: finding.severity,
        message: finding.message,
        path: relative(folder.path, finding.path),
        folder: folder.uri,
        ...placeOf(finding, units),
        related: finding.related.map((place) => ({ ...placeOf(place, units), message: place.message })),
        fixes: finding.fixes.map(({ title, applicability }) => ({ title, applicability })),
      };
    }),
  );
  const sum = (read: (result: FolderAudit) => number): number =>
    results.reduce((total, { result }) => total + read(result), 0);
  return {
    findings,
    summary: {
      files: sum(({ summary }) => summary.files),
      notebooks: sum(({ summary }) => summary.notebooks),
      lines: sum(({ summary }) => summary.lines),
      milliseconds: Math.round(milliseconds),
      errors: results.flatMap(({ folder, result }) =>
        [...result.summary.errors, ...result.missing].map(({ path, message }) => ({
          path: relative(folder.path, path) || path,
          message,
        })),
      ),
      counts,
    },
  };
}

function placeOf(place: FoundPlace, units: OpenUnits): AuditPlace {
  const range = toProtocol(place);
  if (place.cell === null) return { uri: units.byPath(place.path)?.key ?? uriOf(place.path), range };
  const open = units.byPath(place.path);
  const index = open?.sources.findIndex(({ cell }) => cell?.number === place.cell) ?? -1;
  const cell = open?.documents[index];
  return { uri: cell?.uri ?? open?.key ?? uriOf(place.path), cell: place.cell, range };
}
