/** Finds the configuration of a path: the nearest configuration file upwards, its overrides, and the caller's own layers. */
import type { RuleSetting } from '../engine/engine';
import type { Severity } from '../engine/finding';
import { resolveRules, ruleSettings, type Layer, type ResolvedRule, type RuleInfo } from './configuration';
import {
  CONFIGURATION_FILE,
  PYPROJECT_FILE,
  parseConfiguration,
  type ConfigurationFile,
} from './configurationFile';
import type { Host } from './host';
import { ancestors, dirname, isInside, join, relative } from './paths';
import { matchPaths, type PathMatcher } from './patterns';
import { decodeSource } from './sourceFile';

/** Bytes above which a file is passed over, unless the configuration says otherwise. */
export const DEFAULT_MAX_FILE_SIZE = 20_000_000;

export interface StoreOptions {
  /** Layers above every configuration file: editor settings, command line. */
  readonly layers?: readonly Layer[];
  /** Use this file for every path instead of searching for one; its patterns are relative to `folder`. */
  readonly only?: { readonly path: string; readonly folder: string };
  readonly minSeverity?: Severity;
}

/** What holds for one path. */
export interface EffectiveConfiguration {
  /** The configuration file in force, if there is one. */
  readonly file?: ConfigurationFile;
  readonly rules: readonly ResolvedRule[];
  /** For the engine: only rules that differ from how they declare themselves. */
  readonly settings: ReadonlyMap<string, RuleSetting>;
  readonly minSeverity: Severity;
  readonly maxFileSize: number;
}

export interface ConfigurationStore {
  /** The configuration file for the files of a folder. */
  fileFor(folder: string): Promise<ConfigurationFile | undefined>;
  /** What holds for a file. Equal configurations are the same object. */
  effective(path: string): Promise<EffectiveConfiguration>;
  /** True if the nearest configuration excludes the path. */
  excludes(path: string, isDirectory: boolean): Promise<boolean>;
  /** Every configuration file that was read so far; those with problems are among them. */
  readonly files: readonly ConfigurationFile[];
}

/** Creates a store. It reads each folder's files once; make a new one when a configuration file or the layers change. */
export function createConfigurationStore(
  host: Host,
  rules: readonly RuleInfo[],
  options: StoreOptions = {},
): ConfigurationStore {
  const files: ConfigurationFile[] = [];
  const byFolder = new Map<string, Promise<ConfigurationFile | undefined>>();
  const matchers = new WeakMap<readonly string[], PathMatcher>();
  const effective = new Map<string, EffectiveConfiguration>();

  const read = async (path: string, folder: string): Promise<ConfigurationFile | undefined> => {
    const bytes = await host.readFile(path);
    if (!bytes.ok) {
      if (bytes.error.code === 'not-found' && !options.only) return undefined;
      if (bytes.error.code === 'not-a-file' && !options.only) return undefined;
      return unreadable(path, folder, `it can't be read: ${bytes.error.message}`);
    }
    const decoded = decodeSource(bytes.value);
    if (!decoded.ok) return unreadable(path, folder, decoded.message);
    return parseConfiguration(path, decoded.source.text, rules, folder);
  };
  const keep = (file: ConfigurationFile | undefined): ConfigurationFile | undefined => {
    if (file) files.push(file);
    return file;
  };

  const inFolder = async (folder: string): Promise<ConfigurationFile | undefined> =>
    keep(
      (await read(join(folder, CONFIGURATION_FILE), folder)) ??
        (await read(join(folder, PYPROJECT_FILE), folder)),
    );

  const fileFor = (folder: string): Promise<ConfigurationFile | undefined> => {
    const key = options.only ? '' : folder;
    let found = byFolder.get(key);
    if (!found) {
      found = options.only
        ? read(options.only.path, options.only.folder).then(keep)
        : inFolder(folder).then(
            (file) => file ?? (dirname(folder) === folder ? undefined : fileFor(dirname(folder))),
          );
      byFolder.set(key, found);
    }
    return found;
  };

  const matches = (
    file: ConfigurationFile,
    patterns: readonly string[],
    path: string,
    isDirectory: boolean,
  ): boolean => {
    if (!isInside(file.folder, path)) return false;
    let matcher = matchers.get(patterns);
    if (!matcher) matchers.set(patterns, (matcher = matchPaths(patterns)));
    return matcher(relative(file.folder, path), isDirectory);
  };

  return {
    files,
    fileFor,
    async effective(path) {
      const file = await fileFor(dirname(path));
      const overrides =
        file?.overrides.filter((override) => matches(file, override.paths, path, false)) ?? [];
      const key = file
        ? `${file.path}\0${overrides.map((override) => file.overrides.indexOf(override)).join()}`
        : '';
      let known = effective.get(key);
      if (!known) {
        const layers = [
          ...(file ? [file.layer] : []),
          ...overrides.map(({ layer }) => layer),
          ...(options.layers ?? []),
        ];
        const resolved = resolveRules(rules, layers);
        known = {
          file,
          rules: resolved,
          settings: ruleSettings(resolved),
          minSeverity: options.minSeverity ?? file?.minSeverity ?? 'hint',
          maxFileSize: file?.maxFileSize ?? DEFAULT_MAX_FILE_SIZE,
        };
        effective.set(key, known);
      }
      return known;
    },
    async excludes(path, isDirectory) {
      const file = await fileFor(dirname(path));
      return file !== undefined && matches(file, file.exclude, path, isDirectory);
    },
  };
}

/** Indices of the overrides that apply to a path, in order. */
export function overridesFor(file: ConfigurationFile, path: string): number[] {
  if (!isInside(file.folder, path)) return [];
  const name = relative(file.folder, path);
  return file.overrides.flatMap(({ paths }, index) => (matchPaths(paths)(name, false) ? [index] : []));
}

function unreadable(path: string, folder: string, message: string): ConfigurationFile {
  const problem = {
    start: 0,
    end: 1,
    line: 1,
    column: 1,
    message: `The configuration is not used: ${message}.`,
  };
  return { path, folder, layer: { origin: path }, overrides: [], exclude: [], problems: [problem] };
}

/** The folders in which a change of a configuration file can matter to `path`, nearest first. */
export function configurationFolders(path: string): string[] {
  return [...ancestors(dirname(path))];
}
