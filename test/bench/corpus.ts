/** The files that the benchmarks run on. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { createUnit } from '../../server/src/engine/source/createUnit';
import type { Unit } from '../../server/src/engine/source/unit';
import { readDocument } from '../../server/src/project/document';

/** Python files and notebooks under files and folders, in a fixed order; hidden folders and links are passed over. */
export function pythonFiles(roots: readonly string[]): string[] {
  return roots.flatMap((root) => {
    if (statSync(root).isFile()) return [root];
    const entries = readdirSync(root, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    return entries.flatMap((entry) => {
      const file = path.join(root, entry.name);
      if (entry.isDirectory()) return /^\.|^node_modules$/.test(entry.name) ? [] : pythonFiles([file]);
      return entry.isFile() && /\.(py|ipynb)$/.test(entry.name) ? [file] : [];
    });
  });
}

/** The units of files; those that can't be read as Python text or notebooks are left out. */
export function loadUnits(files: readonly string[]): Unit[] {
  return files.flatMap((file) => {
    const result = readDocument(file, readFileSync(file));
    if (!result.ok) return [];
    const { path: name, kind, inputs } = result.document;
    return [createUnit({ path: name, kind, sources: inputs })];
  });
}

/** Lines of a unit's code. */
export function linesOf(unit: Unit): number {
  return unit.sources.reduce((sum, source) => sum + source.lines.lineCount, 0);
}
