/** Real folders for tests of what the server reads from disk. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface TestFolder {
  readonly path: string;
  readonly uri: string;
  /** URI of a file in it. */
  file(name: string): string;
  write(name: string, text: string): void;
  remove(name: string): void;
  dispose(): void;
}

/** Makes a temporary folder with these files. */
export function createFolder(files: Readonly<Record<string, string>>): TestFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'mlops-lsp-')));
  const folder: TestFolder = {
    path,
    uri: pathToFileURL(path).href,
    file: (name) => pathToFileURL(join(path, name)).href,
    write(name, text) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
    },
    remove: (name) => rmSync(join(path, name)),
    dispose: () => rmSync(path, { recursive: true, force: true }),
  };
  for (const [name, text] of Object.entries(files)) folder.write(name, text);
  return folder;
}

/** The JSON of a notebook with these code cells, a Markdown cell first. */
export function notebookJson(cells: readonly string[]): string {
  const code = cells.map((source) => ({
    cell_type: 'code',
    execution_count: null,
    metadata: {},
    outputs: [],
    source: source.split(/(?<=\n)/),
  }));
  const markdown = { cell_type: 'markdown', metadata: {}, source: ['# Title'] };
  return `${JSON.stringify({ cells: [markdown, ...code], metadata: {}, nbformat: 4, nbformat_minor: 5 }, undefined, 1)}\n`;
}
