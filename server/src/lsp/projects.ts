/**
 * What the server knows of the projects around the open documents: facts for rules about something missing, modules that are
 * imported. Gathered in the background after the start, kept up to date by edits and file events, gathered anew when files
 * come and go.
 */
import {
  createUnit,
  rules,
  type Engine,
  type Finding,
  type ManifestFile,
  type ProjectFacts,
  type RuleSetting,
  type UnitSummary,
} from '../engine';
import { Analyst } from '../project/analyst';
import { audit } from '../project/audit';
import { DEFAULT_MAX_FILE_SIZE, type ConfigurationStore } from '../project/configurationStore';
import { isSourcePath } from '../project/discovery';
import { loadDocument, type Overlay } from '../project/document';
import { inThread } from '../project/executor';
import type { Host } from '../project/host';
import { createImportGate } from '../project/importGate';
import { LocalModules } from '../project/localModules';
import { isDriverPath, isManifestPath, readManifest } from '../project/manifests';
import { ModuleIndex } from '../project/moduleIndex';
import { relative } from '../project/paths';
import { rootFor } from '../project/projects';
import { pauses } from './pauses';

export interface Project {
  /** Host path; places of other files are named relative to it. */
  readonly root: string;
  readonly facts: ProjectFacts;
  readonly modules: LocalModules;
  /** A manifest's text as it was read last; `path` is relative to the root. */
  manifest(path: string): string | undefined;
}

interface KnownProject extends Project {
  facts: ProjectFacts;
}

export interface ProjectsOptions {
  readonly engine: Engine;
  readonly host: Host;
  /** Open documents win over files. */
  readonly overlay: Overlay;
  configuration(): ConfigurationStore;
  /** Facts that rules ask for have changed. */
  onChange(): void;
  onBusy(busy: boolean): void;
  onFault(message: string): void;
  now(): number;
}

/** File events come in bursts (a checkout, an install): the projects are gathered anew after this rest, in ms. */
const REBUILD_DELAY = 1500;

/** Summaries need a model and no rule. */
const ALL_OFF: ReadonlyMap<string, RuleSetting> = new Map(
  rules.map(({ name }) => [name, { severity: 'off' }]),
);

export class Projects {
  private readonly projects = new Map<string, KnownProject>();
  private folders: readonly string[] = [];
  /** Open files that lie in none of the folders. */
  private readonly loose = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private generation = 0;
  /** Builds under way. */
  private builds = 0;
  /** Facts and settings are replaced, never changed: what was found for the same two still holds. */
  private readonly found = new WeakMap<
    ProjectFacts,
    WeakMap<ReadonlyMap<string, RuleSetting>, readonly Finding[]>
  >();

  constructor(private readonly options: ProjectsOptions) {}

  /** The known project that a path belongs to. */
  of(path: string): Project | undefined {
    return this.known(path);
  }

  /** Gathers the projects of these folders, replacing what was known, after a rest of `delay` ms. */
  gather(folders: readonly string[], delay: number): void {
    this.folders = folders;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.generation++; // what is under way is out of date
      void this.build([...folders, ...this.loose], [...this.projects.keys()]);
    }, delay);
  }

  /** Gathers again what was gathered last: files came or went. */
  regather(): void {
    this.gather(this.folders, REBUILD_DELAY);
  }

  /** Gathers the project around an open file outside of all folders too. */
  include(path: string): void {
    if (this.loose.has(path) || rootFor(this.folders, path) !== undefined) return;
    this.loose.add(path);
    if (!this.known(path)) void this.build([path], []);
  }

  /** A file outside of all folders was closed. */
  exclude(path: string): void {
    this.loose.delete(path);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.generation++;
  }

  /** Takes over what the analysis of an open document says of it. */
  updateSummary(path: string, summary: UnitSummary): void {
    const project = this.known(path);
    if (!project) return;
    const { units } = project.facts;
    const before = units.find((unit) => unit.path === summary.path);
    if (before && JSON.stringify(before) === JSON.stringify(summary)) return;
    const after = before ? units.map((unit) => (unit === before ? summary : unit)) : [...units, summary];
    project.facts = { ...project.facts, units: after };
    if (!before || factsOf(before) !== factsOf(summary)) this.options.onChange();
  }

  /** An open manifest was edited: its text counts from now on. */
  updateManifest(path: string, text: string): void {
    const project = this.known(path);
    if (!project) return;
    const name = relative(project.root, path);
    if (project.manifest(name) === text) return;
    this.replaceManifest(project, { path: name, text });
  }

  /** The text of a module is another, in the editor or on disk. */
  moduleChanged(path: string): void {
    this.of(path)?.modules.forget(path);
  }

  /** A file changed on disk (it neither came nor went). */
  async fileChanged(path: string): Promise<void> {
    const project = this.known(path);
    if (!project) return;
    project.modules.forget(path);
    if (isManifestPath(path) || isDriverPath(path)) {
      this.replaceManifest(project, await readManifest(this.options.host, project.root, path));
    } else if (isSourcePath(path)) {
      const loaded = await loadDocument(this.options.host, path, DEFAULT_MAX_FILE_SIZE, this.options.overlay);
      if (!loaded.ok) return;
      const { kind, inputs } = loaded.document;
      const unit = createUnit({ path: relative(project.root, path), kind, sources: inputs });
      const { resolve } = await project.modules.modulesOf(unit);
      try {
        this.updateSummary(
          path,
          this.options.engine.analyse(unit, { rules: ALL_OFF, resolveModule: resolve }).summary,
        );
      } catch (error) {
        this.options.onFault(`${path} could not be analysed: ${String(error)}`);
      }
    }
  }

  /** Findings of the rules about a project, under these settings. */
  findings({ facts }: Project, rules: ReadonlyMap<string, RuleSetting>): readonly Finding[] {
    const bySettings =
      this.found.get(facts) ?? new WeakMap<ReadonlyMap<string, RuleSetting>, readonly Finding[]>();
    this.found.set(facts, bySettings);
    let findings = bySettings.get(rules);
    if (!findings) bySettings.set(rules, (findings = this.options.engine.analyseProject(facts, { rules })));
    return findings;
  }

  private known(path: string): KnownProject | undefined {
    const root = rootFor([...this.projects.keys()], path);
    return root === undefined ? undefined : this.projects.get(root);
  }

  private replaceManifest(project: KnownProject, manifest: ManifestFile): void {
    const list = isManifestPath(manifest.path) ? 'manifests' : 'drivers';
    const others = project.facts[list].filter(({ path }) => path !== manifest.path);
    const files = [...others, manifest].sort((a, b) => (a.path < b.path ? -1 : 1));
    project.facts = { ...project.facts, [list]: files };
    this.options.onChange();
  }

  /** Reads the projects of these areas; then forgets those of the replaced roots that it did not find again. */
  private async build(areas: readonly string[], replaced: readonly string[]): Promise<void> {
    const { generation } = this;
    const { engine, host, overlay, configuration, now } = this.options;
    this.builds++;
    this.options.onBusy(true);
    try {
      // An audit without rules gives the facts.
      const { projects } = await audit(host, inThread(new Analyst(engine, host, { overlay, gate: GATE })), {
        paths: areas,
        configuration: withoutRules(configuration()),
        rules: [],
        isCancelled: () => generation !== this.generation,
        pause: pauses(now),
      });
      if (generation !== this.generation) return;
      for (const root of replaced) this.projects.delete(root);
      for (const { root, facts, modules } of projects) {
        this.projects.set(root, this.project(root, facts, modules));
      }
      if (replaced.length + projects.length > 0) this.options.onChange();
    } catch (error) {
      this.options.onFault(`The project could not be read: ${String(error)}`);
    } finally {
      if (--this.builds === 0) this.options.onBusy(false);
    }
  }

  private project(root: string, facts: ProjectFacts, modules: readonly string[]): KnownProject {
    const project: KnownProject = {
      root,
      facts,
      modules: new LocalModules(
        this.options.host,
        new ModuleIndex(root, modules),
        this.options.overlay,
        GATE,
      ),
      manifest: (path) =>
        [...project.facts.manifests, ...project.facts.drivers].find((each) => each.path === path)?.text,
    };
    return project;
  }
}

const GATE = createImportGate(rules);

/** The same configuration of files, with every rule off. */
function withoutRules(store: ConfigurationStore): ConfigurationStore {
  return { ...store, effective: async (path) => ({ ...(await store.effective(path)), settings: ALL_OFF }) };
}

/** What of a summary other files' rules ask for; places are left out, they move with every keystroke. */
function factsOf(summary: UnitSummary): string {
  return JSON.stringify([
    summary.role,
    Object.keys(summary.imports).sort(),
    Object.keys(summary.evidence).sort(),
    summary.notebooks?.map(({ path }) => path),
    summary.loads?.map(({ path }) => path),
  ]);
}
