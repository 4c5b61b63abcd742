/** Everything besides its text that decides what is found in a unit: editor settings, configuration, project. */
import { rules, type Finding, type Severity } from '../engine';
import type { Layer } from '../project/configuration';
import {
  createConfigurationStore,
  type ConfigurationStore,
  type EffectiveConfiguration,
} from '../project/configurationStore';
import type { ConfigurationFile } from '../project/configurationFile';
import type { Host } from '../project/host';
import { ancestors, dirname, isInside, join, relative } from '../project/paths';
import { matchPaths } from '../project/patterns';
import type { Folder, Folders } from './folders';
import type { OpenUnit } from './openUnits';
import type { EditorSettings } from './protocol';
import type { Project, Projects } from './projects';
import { DEFAULT_SETTINGS, type SettingsCache } from './settings';
import { isFile } from './uris';

export interface UnitContext {
  /** False where the editor's settings or the configuration switch us off. */
  readonly enabled: boolean;
  /** True if the configuration, or the editor's own `exclude`, leaves the file out. */
  readonly isExcluded: boolean;
  /** What paths are relative to: the project's root, or the workspace folder as long as no project is known. */
  readonly root: string | undefined;
  /** The unit's path as the engine is told it: relative to the root, or absolute without one. */
  readonly path: string;
  readonly project: Project | undefined;
  readonly rules: EffectiveConfiguration['settings'];
  readonly minSeverity: Severity;
  /** Bytes. */
  readonly maxFileSize: number;
  /** Findings of project rules that lie in this file. */
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
    if (!context) {
      context = this.create(unit);
      this.contexts.set(unit.key, context);
      context.catch(() => this.contexts.delete(unit.key)); // the next one asks again
    }
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

  /** The configuration as the files alone have it. */
  storeWithoutEditor(): ConfigurationStore {
    return this.store(DEFAULT_SETTINGS);
  }

  /** The configuration files that were read since the last change. */
  configurationFiles(): readonly ConfigurationFile[] {
    const files = [...this.stores.values()].flatMap((store) => store.files);
    return [...new Map(files.map((file) => [file.path, file])).values()];
  }

  private store(settings: EditorSettings): ConfigurationStore {
    const layer = settingsLayer(settings);
    const key = JSON.stringify(layer.severity);
    let store = this.stores.get(key);
    if (!store)
      this.stores.set(key, (store = createConfigurationStore(this.host, rules, { layers: [layer] })));
    return store;
  }

  /** A context that is not kept, for a file that is not open. */
  async create({ key, path }: Pick<OpenUnit, 'key' | 'path'>): Promise<UnitContext> {
    const settings = await this.settings.get(key);
    // A document without a file is judged as if it lay in the first folder.
    const folder = isFile(key) ? this.folders.of(path) : this.folders.all[0];
    const place = isFile(key) || !folder ? path : join(folder.path, 'untitled.py');
    const store = this.store(settings);
    const { settings: rules, minSeverity, maxFileSize } = await store.effective(place);
    const project = this.projects.of(place);
    const root = project?.root ?? folder?.path;
    const name = root !== undefined && isInside(root, path) ? relative(root, path) : path;
    const excluded = await isExcluded(store, place, folder, settings);
    return {
      enabled: settings.enable && !excluded,
      isExcluded: excluded,
      root,
      path: name,
      project,
      rules,
      minSeverity,
      maxFileSize,
      projectFindings: project
        ? this.projects.findings(project, rules).filter((finding) => finding.place.path === name)
        : [],
    };
  }
}

/** The editor's settings as the uppermost layer of the configuration. */
export function settingsLayer(settings: EditorSettings): Layer {
  return { origin: 'editor settings', severity: settings.severity };
}

/** True if the configuration or the editor's settings exclude the path or a folder that holds it. */
async function isExcluded(
  store: ConfigurationStore,
  path: string,
  folder: Folder | undefined,
  settings: EditorSettings,
): Promise<boolean> {
  const byEditor = matchPaths(settings.exclude);
  if (folder && isInside(folder.path, path) && byEditor(relative(folder.path, path))) return true;
  if (await store.excludes(path, false)) return true;
  for (const above of folder ? ancestors(dirname(path)) : []) {
    if (above === folder?.path || !folder || !isInside(folder.path, above)) break;
    if (await store.excludes(above, true)) return true;
  }
  return false;
}
