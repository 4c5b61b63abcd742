/** Gives the engine the units of a project's own modules. Files are read before the analysis, since the engine can't wait. */
import type { ModuleResolver } from '../engine/engine';
import { createUnit } from '../engine/source/createUnit';
import type { Unit } from '../engine/source/unit';
import { DEFAULT_MAX_FILE_SIZE } from './configurationStore';
import { loadDocument, type Overlay } from './document';
import type { Host } from './host';
import type { ImportGate } from './importGate';
import { scanImports, type ModuleIndex } from './moduleIndex';
import { join, relative } from './paths';

/** How many modules are read for one unit; what lies beyond stays unknown. */
const MAX_MODULES = 60;
/** UTF-16 units of module text that are kept between units. */
const MAX_KEPT = 4_000_000;

/** Modules that were read lately. An audit shares one among all its projects, so that memory does not grow with their number. */
export class KeptModules {
  private readonly units = new Map<string, Promise<Unit | undefined>>();
  private length = 0;

  /** The unit of a key, made by `load` unless it is kept. */
  get(key: string, load: () => Promise<Unit | undefined>): Promise<Unit | undefined> {
    let unit = this.units.get(key);
    if (!unit) {
      if (this.length > MAX_KEPT) {
        this.units.clear();
        this.length = 0;
      }
      this.units.set(key, (unit = this.measured(load)));
    }
    return unit;
  }

  forget(key: string): void {
    this.units.delete(key);
  }

  private async measured(load: () => Promise<Unit | undefined>): Promise<Unit | undefined> {
    const unit = await load();
    for (const { text } of unit?.sources ?? []) this.length += text.length;
    return unit;
  }
}

export class LocalModules {
  private readonly imported = new WeakMap<Unit, readonly string[]>();
  private readonly relevant = new WeakMap<Unit, boolean>();

  constructor(
    private readonly host: Host,
    readonly index: ModuleIndex,
    private readonly overlay?: Overlay,
    private readonly gate?: ImportGate,
    private readonly kept = new KeptModules(),
  ) {}

  /** Reads the modules that a unit imports, directly and through one another, and returns the resolver over them. */
  async resolverFor(unit: Unit): Promise<ModuleResolver> {
    return (await this.modulesOf(unit)).resolve;
  }

  /** As `resolverFor`, with the modules by absolute path: a change in one of them may change the unit's findings. */
  async modulesOf(unit: Unit): Promise<{ resolve: ModuleResolver; units: ReadonlyMap<string, Unit> }> {
    const units = new Map<string, Unit>();
    const waiting = [unit];
    while (waiting.length > 0 && units.size < MAX_MODULES) {
      const importer = waiting.shift()!;
      for (const path of this.importedFiles(importer)) {
        if (units.has(path) || units.size >= MAX_MODULES) continue;
        const module = await this.read(path);
        if (!module) continue;
        units.set(path, module);
        waiting.push(module);
      }
    }
    const telling = this.tellingModules(units, this.importedFiles(unit));
    const resolve: ModuleResolver = (module, level, from) => {
      const path = this.index.find(module, level, join(this.index.root, from.path));
      return path === undefined || !telling.has(path) ? undefined : units.get(path);
    };
    return { resolve, units };
  }

  /**
   * The modules that are worth the engine's time: those that the unit itself imports and, of the others, those that import a
   * known library or another module that does. The rest of a large project would cost much and say nothing.
   */
  private tellingModules(units: ReadonlyMap<string, Unit>, direct: readonly string[]): ReadonlySet<string> {
    const telling = new Set<string>();
    for (const [path, unit] of units) if (this.isRelevant(unit)) telling.add(path);
    for (let before = -1; before < telling.size;) {
      before = telling.size;
      for (const [path, unit] of units) {
        if (!telling.has(path) && this.importedFiles(unit).some((file) => telling.has(file)))
          telling.add(path);
      }
    }
    for (const path of direct) telling.add(path);
    return telling;
  }

  private isRelevant(unit: Unit): boolean {
    let isRelevant = this.relevant.get(unit);
    if (isRelevant === undefined) {
      this.relevant.set(
        unit,
        (isRelevant = (this.gate?.(unit.kind, unit.sources) ?? 'library') === 'library'),
      );
    }
    return isRelevant;
  }

  /** The project's files that a unit imports. */
  importedFiles(unit: Unit): readonly string[] {
    const known = this.imported.get(unit);
    if (known) return known;
    const importer = join(this.index.root, unit.path);
    const paths = new Set<string>();
    for (const source of unit.sources) {
      for (const { module, level } of scanImports(source.text)) {
        const path = this.index.find(module, level, importer);
        if (path) paths.add(path);
      }
    }
    const imported = [...paths];
    this.imported.set(unit, imported);
    return imported;
  }

  /** Forgets a module whose text has changed. */
  forget(path: string): void {
    this.kept.forget(this.keyOf(path));
  }

  private read(path: string): Promise<Unit | undefined> {
    return this.kept.get(this.keyOf(path), async () => {
      const loaded = await loadDocument(this.host, path, DEFAULT_MAX_FILE_SIZE, this.overlay);
      if (!loaded.ok) return undefined;
      const { inputs, kind } = loaded.document;
      return createUnit({ path: relative(this.index.root, path), kind, sources: inputs });
    });
  }

  /** A unit's path is relative to its project: the same file in another project is another unit. */
  private keyOf(path: string): string {
    return `${this.index.root}\0${path}`;
  }
}
