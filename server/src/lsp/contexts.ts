/** Everything besides its text that decides what is found in a unit: editor settings, configuration, project. */
import { ruleByName, rules, type AnalyseOptions, type Finding, type Severity } from '../engine';
import type { Layer } from '../project/configuration';
import {
  createConfigurationStore,
  type ConfigurationStore,
  type EffectiveConfiguration,
} from '../project/configurationStore';
import type { Host } from '../project/host';
import { join, relative } from '../project/paths';
import { matchPaths } from '../project/patterns';
import type { Folder, Folders } from './folders';
import type { OpenUnit } from './openUnits';
import type { EditorSettings } from './protocol';
import type { Projects } from './projects';
import type { SettingsCache } from './settings';
import { isFile } from './uris';

export interface UnitContext {
  /** False where the editor's settings or the configuration switch us off. */
  readonly enabled: boolean;
  readonly run: EditorSettings['run'];
  /** The unit's path as the engine is told it: relative to the workspace folder, or absolute outside of one. */
  readonly path: string;
  readonly folder: Folder | undefined;
  readonly options: AnalyseOptions;
  readonly minSeverity: Severity;
  /** Findings of project rules that lie in this unit. */
  readonly projectFindings: readonly Finding[];
}

export class Contexts {
  /** One store per set of editor settings; emptied when a configuration file changes. */
  private readonly stores = new Map<string, ConfigurationStore>();
  private readonly contexts = new Map<string, Promise<UnitContext>>();

  constructor(
    private readonly host: Host,
    private readonly folders: Folders,
    private readonly settings: SettingsCache,
    private readonly projects: Projects,
  ) {}

  /** The context of a unit. As long as nothing changes it is the same object. */
  get(unit: Pick<OpenUnit, 'key' | 'path'>): Promise<UnitContext> {
    let context = this.contexts.get(unit.key);
    if (!context) this.contexts.set(unit.key, (context = this.create(unit)));
    return context;
  }

  /** The configuration of a path, as its files and the editor's settings have it. */
  async configuration(path: string, settings: EditorSettings): Promise<EffectiveConfiguration> {
    return this.store(settings).effective(path);
  }

  /** Settings or the project changed. */
  invalidate(): void {
    this.contexts.clear();
  }

  /** A configuration file changed. */
  invalidateFiles(): void {
    this.stores.clear();
    this.contexts.clear();
  }

  forget(key: string): void {
    this.contexts.delete(key);
  }

  store(settings: EditorSettings): ConfigurationStore {
    const layer = settingsLayer(settings);
    const key = JSON.stringify(layer.severity);
    let store = this.stores.get(key);
    if (!store) this.stores.set(key, (store = createConfigurationStore(this.host, rules, { layers: [layer] })));
    return store;
  }

  private async create({ key, path }: Pick<OpenUnit, 'key' | 'path'>): Promise<UnitContext> {
    const settings = await this.settings.get(key);
    // A document without a file is judged as if it lay in the first folder.
    const folder = this.folders.of(path) ?? (isFile(key) ? undefined : this.folders.all[0]);
    const anchor = isFile(key) || !folder ? path : join(folder.path, 'untitled.py');
    const store = this.store(settings);
    const configuration = await store.effective(anchor);
    const known = folder && relative(folder.path, path);
    const named = known === undefined || known.startsWith('..') ? path : known;
    const excluded =
      (await isExcluded(store, anchor, folder)) ||
      matchPaths(settings.exclude)(named) ||
      Boolean(folder && matchPaths(settings.exclude)(named.split('/')[0] ?? '', true));
    const project = folder && this.projects.of(folder);
    return {
      enabled: settings.enable && !excluded,
      run: settings.run,
      path: named,
      folder,
      minSeverity: configuration.minSeverity,
      options: {
        rules: configuration.settings,
        project: project?.facts,
        resolveModule: project?.resolveModule,
      },
      projectFindings: project?.findingsIn(named) ?? [],
    };
  }
}

/** The editor's settings as the uppermost layer of the configuration. */
export function settingsLayer(settings: EditorSettings): Layer {
  const severity = Object.fromEntries(Object.entries(settings.severity).filter(([name]) => ruleByName(name) || name));
  return { origin: 'editor settings', severity };
}

/** True if the configuration excludes the path or a folder that holds it. */
async function isExcluded(store: ConfigurationStore, path: string, folder: Folder | undefined): Promise<boolean> {
  if (await store.excludes(path, false)) return true;
  if (!folder) return false;
  const parts = relative(folder.path, path).split('/');
  for (let depth = 1; depth < parts.length; depth++) {
    if (await store.excludes(join(folder.path, parts.slice(0, depth).join('/')), true)) return true;
  }
  return false;
}
