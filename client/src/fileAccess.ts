/** Reads files for a server that can't: in the browser, and in workspaces whose files only VS Code reaches. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  type DirectoryContent,
  type FileContent,
  type FileFailure,
  type FileInformation,
  type FileParams,
  messages,
} from '../../server/src/lsp/protocol';

/** Answers the server's requests for files. Failures are answers too, never rejections. */
export function serveFiles(client: BaseLanguageClient): vscode.Disposable[] {
  const answer = <T>(message: string, read: (uri: vscode.Uri) => Promise<T>) =>
    client.onRequest(message, ({ uri }: FileParams): Promise<T | FileFailure> =>
      read(vscode.Uri.parse(uri, true)).catch(failureOf),
    );
  return [
    answer<FileContent>(messages.readFile, async (uri) => ({
      base64: toBase64(await vscode.workspace.fs.readFile(uri)),
    })),
    answer<DirectoryContent>(messages.listDirectory, async (uri) => ({
      entries: (await vscode.workspace.fs.readDirectory(uri)).map(([name, type]) => ({
        name,
        kind: kindOf(type),
        isLink: (type & vscode.FileType.SymbolicLink) !== 0,
      })),
    })),
    answer<FileInformation>(messages.stat, async (uri) => {
      const { type, size } = await vscode.workspace.fs.stat(uri);
      return { kind: kindOf(type), size };
    }),
  ];
}

function kindOf(type: vscode.FileType): 'file' | 'directory' | 'other' {
  if (type & vscode.FileType.Directory) return 'directory';
  return type & vscode.FileType.File ? 'file' : 'other';
}

/** Why a file could not be read, in the words of the protocol. */
function failureOf(error: unknown): FileFailure {
  const codes: Record<string, FileFailure['error']> = {
    FileNotFound: 'not-found',
    NoPermissions: 'no-permission',
    FileIsADirectory: 'not-a-file',
    FileNotADirectory: 'not-a-directory',
  };
  return { error: (error instanceof vscode.FileSystemError && codes[error.code]) || 'failed' };
}

/** Base64 without Node's Buffer, in pieces that fit on the stack. */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192)
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}
