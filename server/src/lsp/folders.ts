/** The workspace's folders. */
import type { WorkspaceFolder } from 'vscode-languageserver';
import { isInside } from '../project/paths';
import { pathOf } from './uris';

export interface Folder {
  readonly uri: string;
  /** Host path. */
  readonly path: string;
  readonly name: string;
}

export class Folders {
  private list: readonly Folder[] = [];

  get all(): readonly Folder[] {
    return this.list;
  }

  set(folders: readonly WorkspaceFolder[]): void {
    this.list = folders.map(({ uri, name }) => ({ uri, name, path: pathOf(uri) }));
  }

  /** The innermost folder that holds a path. */
  of(path: string): Folder | undefined {
    const holding = this.list.filter((folder) => isInside(folder.path, path));
    return holding.sort((a, b) => b.path.length - a.path.length)[0];
  }
}
