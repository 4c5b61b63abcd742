/** Audits whole workspace folders: progress, cancel, findings for the client's tree, diagnostics for files that aren't open. */
import type { CancellationToken, WorkDoneProgressReporter } from 'vscode-languageserver';
import { rules, type Engine } from '../../engine';
import { Analyst } from '../../project/analyst';
import { audit, type AuditProgress, type AuditResult as FolderAudit } from '../../project/audit';
import { createConfigurationStore, type ConfigurationStore } from '../../project/configurationStore';
import type { Overlay } from '../../project/document';
import { isSourcePath } from '../../project/discovery';
import { inThread } from '../../project/executor';
import { mergeAudits } from '../../project/mergeAudits';
import type { Host } from '../../project/host';
import { isManifestPath } from '../../project/manifests';
import { basename, dirname, isInside, relative } from '../../project/paths';
import { matchPaths } from '../../project/patterns';
import { settingsLayer } from '../contexts';
import type { Folder, Folders } from '../folders';
import type { OpenUnits } from '../openUnits';
import { pauses } from '../pauses';
import type { AuditFinding, AuditResult, EditorSettings } from '../protocol';
import type { SettingsCache } from '../settings';
import { pathOf, uriOf } from '../uris';
import { fromAudit } from './auditFindings';
import type { AuditedFiles } from './auditedFiles';

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
      // A workspace folder inside another one is audited once, by its own settings.
      const isElsewhere = (path: string): boolean =>
        uris === undefined && path !== folder.path && parts.some((part) => part.folder.path === path);
      const result = await audit(
        environment.host,
        inThread(new Analyst(environment.engine, environment.host, { overlay: environment.overlay })),
        {
          paths,
          configuration: configurationOf(folder, settings, environment.host, isElsewhere),
          rules,
          forReport: true,
          now: environment.now,
          isCancelled: () => token.isCancellationRequested,
          pause: pauses(environment.now),
          onProgress: throttled(environment.now, (step) => {
            const share = (index + shareDone(step)) / parts.length;
            progress.report(
              Math.round(share * 100),
              progressText(step, parts.length > 1 ? folder : undefined),
            );
          }),
        },
      );
      results.push({ folder, result });
    }
  } finally {
    progress.done();
  }
  if (!token.isCancellationRequested) environment.auditedFiles.show(results, uris === undefined);
  return { answer: combine(results, environment, environment.now() - started), folders: results };
}

/** How much of a folder's audit is done, from 0 to 1. The second pass, with the project at hand, is the smaller one. */
function shareDone({ phase, done, total }: AuditProgress): number {
  const share = done / Math.max(total, 1);
  return { searching: 0, analysing: share * 0.8, completing: 0.8 + share * 0.2 }[phase];
}

/** "120 of 480 files · train.py", behind the folder's name where there are several. */
function progressText({ phase, done, total, path }: AuditProgress, folder: Folder | undefined): string {
  const what = {
    searching: 'searching for Python files',
    analysing: `${done} of ${total} files`,
    completing: `${done} of ${total} files again, with the project in view`,
  }[phase];
  return [folder?.name, what, path && basename(path)].filter(Boolean).join(' · ');
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
    const folder = folders.of(path) ?? loose(path);
    const part = parts.get(folder.uri) ?? { folder, paths: [] };
    part.paths.push(path);
    parts.set(folder.uri, part);
  }
  return [...parts.values()];
}

/** What stands for the workspace folder of a path outside of all: the path itself, or the folder of a file. */
function loose(path: string): Folder {
  const isFile = isSourcePath(path) || isManifestPath(path);
  const folder = isFile ? dirname(path) : path;
  return { uri: uriOf(folder), path: folder, name: basename(folder) };
}

/** The configuration of a folder, read afresh, with the editor's settings on top. */
function configurationOf(
  folder: Folder,
  settings: EditorSettings,
  host: Host,
  isElsewhere: (path: string) => boolean,
): ConfigurationStore {
  const store = createConfigurationStore(host, rules, { layers: [settingsLayer(settings)] });
  const byEditor = matchPaths(settings.exclude);
  return {
    get files() {
      return store.files;
    },
    fileFor: (path) => store.fileFor(path),
    effective: (path) => store.effective(path),
    excludes: async (path, isDirectory) =>
      (isDirectory && isElsewhere(path)) ||
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
  const isSeveral = results.length > 1;
  const { files, notebooks, lines, counts } = mergeAudits(results.map(({ result }) => result)).summary;
  return {
    findings: results.flatMap(({ folder, result }) =>
      result.findings.map((finding): AuditFinding => fromAudit(finding, folder, units)),
    ),
    summary: {
      files,
      notebooks,
      lines,
      milliseconds: Math.round(milliseconds),
      errors: results.flatMap(({ folder, result }) =>
        [...result.summary.errors, ...result.missing].map(({ path, message }) => ({
          path: `${isSeveral ? `${folder.name}/` : ''}${relative(folder.path, path) || path}`,
          message,
        })),
      ),
      counts,
    },
  };
}
