/** A configuration for a folder that has none: a file of its own, or a table in its pyproject.toml. Never overwrites. */
import type { WorkspaceEdit } from 'vscode-languageserver';
import { rules } from '../../engine';
import {
  CONFIGURATION_FILE,
  parseConfiguration,
  PYPROJECT_FILE,
  tableOf,
} from '../../project/configurationFile';
import { configurationTemplate, templateChange } from '../../project/configurationTemplate';
import type { Host } from '../../project/host';
import { join } from '../../project/paths';
import type { ClientAbilities } from '../convert';
import type { TextStore } from '../documents';
import { uriOf } from '../uris';
import { changeOf, configurationText, creationOf, refusal } from './configurationText';

export interface NewConfigurationEnvironment {
  readonly host: Host;
  readonly texts: TextStore;
  readonly abilities: ClientAbilities;
}

/**
 * @param folder host path
 * @param inPyproject true for a table in the folder's pyproject.toml
 * @returns the file that configures the folder, with the edit that makes it unless it is there already
 */
export async function newConfiguration(
  folder: string,
  inPyproject: boolean,
  { host, texts, abilities }: NewConfigurationEnvironment,
): Promise<{ uri: string; edit?: WorkspaceEdit }> {
  const own = await configurationText(join(folder, CONFIGURATION_FILE), texts, host);
  if (own) return { uri: own.uri };
  const path = join(folder, PYPROJECT_FILE);
  const pyproject = await configurationText(path, texts, host);
  const configured = pyproject && parseConfiguration(path, pyproject.text, rules);
  // A second file beside a table would win over it, unseen.
  if (configured) return { uri: pyproject.uri };
  if (!inPyproject) {
    const created = join(folder, CONFIGURATION_FILE);
    return { uri: uriOf(created), edit: creationOf(created, configurationTemplate(), abilities) };
  }
  if (!pyproject) throw refusal(`There is no ${path}.`);
  const change = templateChange(pyproject.text, tableOf(path).join('.'));
  return { uri: pyproject.uri, edit: changeOf(pyproject, change, abilities) };
}
