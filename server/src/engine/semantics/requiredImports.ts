/** Which third-party packages a unit can't be run without. */
import { isKnownModule } from '../knowledge/providers';
import { locate, type Location } from '../source/unit';
import type { Model } from './model';

/** A line that installs something, in whatever way; also metadata of a script that brings its own environment. */
const INSTALLS =
  /\b(pip3?|conda|mamba|micromamba|poetry|uv)\b["',\s]+([\w-]+["',\s]+)?(install|add)\b|^# \/\/\/ script|google\.colab/m;

/**
 * Known packages that are imported at the top level, where nothing catches a failure, with the place of the import. Nothing for a
 * unit that installs packages itself.
 */
export function requiredImports({ unit, modules }: Model): Readonly<Record<string, Location>> | undefined {
  if (unit.sources.some(({ text }) => INSTALLS.test(text))) return undefined;
  const found: Record<string, Location> = {};
  for (const { body } of modules)
    for (const statement of body) {
      const names =
        statement.kind === 'Import'
          ? statement.names.map(({ name }) => name)
          : statement.kind === 'ImportFrom' && statement.level === 0
            ? [statement.module]
            : [];
      for (const name of names) {
        const top = name.split('.')[0]!;
        if (isKnownModule(top) && !Object.hasOwn(found, top)) found[top] = locate(unit, statement);
      }
    }
  return Object.keys(found).length > 0 ? found : undefined;
}
