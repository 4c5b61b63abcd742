/** The text of a configuration file as it counts for an edit: that in the editor, else that on disk. */
import { ErrorCodes, ResponseError, type TextDocumentEdit, type WorkspaceEdit } from 'vscode-languageserver';
import { LineIndex } from '../../engine';
import type { TextChange } from '../../project/configurationEdit';
import type { Host } from '../../project/host';
import { decodeSource } from '../../project/sourceFile';
import { toRange, type ClientAbilities } from '../convert';
import type { TextStore } from '../documents';
import { pathOf, uriOf } from '../uris';

export interface ConfigurationText {
  readonly uri: string;
  /** Null for a file that is not open. */
  readonly version: number | null;
  readonly text: string;
}

/** @returns undefined if there is no such file */
export async function configurationText(
  path: string,
  texts: TextStore,
  host: Host,
): Promise<ConfigurationText | undefined> {
  const bytes = await host.readFile(path);
  // An editor may hold on to the text of a file that was deleted.
  if (!bytes.ok) return undefined;
  for (const document of texts.all()) {
    if (pathOf(document.uri) === path)
      return { uri: document.uri, version: document.version, text: document.getText() };
  }
  const decoded = decodeSource(bytes.value);
  if (!decoded.ok) throw refusal(`${path} can't be edited: ${decoded.message}.`);
  return { uri: uriOf(path), version: null, text: decoded.source.text };
}

/** One change of such a text. */
export function changeOf(
  { uri, version, text }: ConfigurationText,
  change: TextChange,
  abilities: ClientAbilities,
): WorkspaceEdit {
  const edit = { range: toRange(new LineIndex(text), change), newText: change.newText };
  if (!abilities.documentChanges) return { changes: { [uri]: [edit] } };
  const documentEdit: TextDocumentEdit = { textDocument: { uri, version }, edits: [edit] };
  return { documentChanges: [documentEdit] };
}

/** A file that does not exist yet, with its text. */
export function creationOf(path: string, text: string, abilities: ClientAbilities): WorkspaceEdit {
  if (!abilities.documentChanges || !abilities.createFile)
    throw refusal(`This editor can't create ${path} for the server: create it by hand.`);
  const uri = uriOf(path);
  const start = { line: 0, character: 0 };
  return {
    documentChanges: [
      { kind: 'create', uri, options: { overwrite: false, ignoreIfExists: false } },
      { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: text }] },
    ],
  };
}

/** Why something is not done, in words for the user. */
export function refusal(message: string): ResponseError {
  return new ResponseError(ErrorCodes.InvalidParams, message);
}
