/** The severity of a rule, written into the project's configuration. */
import type { WorkspaceEdit } from 'vscode-languageserver';
import { ruleByName, rules } from '../../engine';
import { LEVELS, type Level } from '../../project/configuration';
import { severityChange, severityPlace } from '../../project/configurationEdit';
import { CONFIGURATION_FILE, parseConfiguration } from '../../project/configurationFile';
import { overridesFor } from '../../project/configurationStore';
import type { Host } from '../../project/host';
import { join } from '../../project/paths';
import type { Contexts } from '../contexts';
import type { ClientAbilities } from '../convert';
import type { TextStore } from '../documents';
import type { Folders } from '../folders';
import type { SetSeverityParams } from '../protocol';
import type { SettingsCache } from '../settings';
import { pathOf, uriOf } from '../uris';
import { changeOf, configurationText, creationOf, refusal } from './configurationText';

export interface SeverityEnvironment {
  readonly host: Host;
  readonly texts: TextStore;
  readonly folders: Folders;
  readonly contexts: Contexts;
  readonly settings: SettingsCache;
  readonly abilities: ClientAbilities;
}

/**
 * The edit that gives a rule a severity for a file of the project.
 * @param key the file's URI (that of the notebook, for a cell)
 * @returns no edit if no configuration file is in force there and none is to be created, or if the editor's settings decide
 * @throws ResponseError with a message for the user
 */
export async function severityEdit(
  key: string,
  { rule: name, level, create }: SetSeverityParams,
  environment: SeverityEnvironment,
): Promise<{ uri: string; edit: WorkspaceEdit } | { decidedBy?: string }> {
  const { host, texts, folders, contexts, settings, abilities } = environment;
  const rule = ruleByName(name);
  if (!rule) throw refusal(`There is no rule named ${name}.`);
  if (!isLevel(level)) throw refusal(`${String(level)} is no severity.`);
  const path = pathOf(key);
  const own = await settings.get(key);
  const decidedBy = [name, rule.area].find((each) => own.severity[each] !== undefined);
  if (decidedBy && create)
    throw refusal(`The editor's settings give ${decidedBy} a severity, and win over files: change it there.`);
  if (decidedBy) return { decidedBy };
  const { file } = await contexts.configuration(path, own);
  const found = file && (await configurationText(file.path, texts, host));
  // What is typed and not saved yet counts for the edit.
  const now = found && parseConfiguration(file.path, found.text, rules, file.folder);
  if (found && now) {
    const table = severityPlace(now, overridesFor(now, path), rule);
    const change = severityChange(found.text, table, name, level);
    if (!change) throw refusal(`${file.path} can't be edited as it is: mend it first, or edit it by hand.`);
    return { uri: found.uri, edit: changeOf(found, change, abilities) };
  }
  if (!create) return {};
  const folder = folders.of(path);
  if (!folder) throw refusal('No folder is open that the configuration could be written into.');
  const created = join(folder.path, CONFIGURATION_FILE);
  const text = `[severity]\n${name} = "${level}"\n`;
  return { uri: uriOf(created), edit: creationOf(created, text, abilities) };
}

function isLevel(value: unknown): value is Level {
  return (LEVELS as readonly unknown[]).includes(value);
}
