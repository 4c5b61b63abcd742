/** Folders of real files for tests; removed when the test file is done. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { hostPath } from '../../server/src/entry/nodeHost';

export type FileContent = string | Uint8Array | object;

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Makes a folder with files by relative path; an object is written as JSON, as Jupyter does. Returns its host path. */
export function temporaryFolder(files: Readonly<Record<string, FileContent>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mlops-audit-')));
  folders.push(folder);
  writeAll(folder, files);
  return hostPath(folder);
}

/** Writes files by relative path. */
export function writeAll(folder: string, files: Readonly<Record<string, FileContent>>): void {
  for (const [path, content] of Object.entries(files)) writeInto(folder, path, content);
}

/** Writes a file, and the folders above it. */
export function writeInto(folder: string, path: string, content: FileContent): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  const isBytesOrText = typeof content === 'string' || content instanceof Uint8Array;
  writeFileSync(file, isBytesOrText ? content : `${JSON.stringify(content, null, 1)}\n`);
}

/** A notebook of code cells, nbformat 4. */
export function notebook(...cells: readonly string[]): object {
  return {
    cells: cells.map((source) => ({
      cell_type: 'code',
      execution_count: null,
      metadata: {},
      outputs: [],
      source: source.match(/[^\n]*\n|[^\n]+$/g) ?? [],
    })),
    metadata: { kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}
