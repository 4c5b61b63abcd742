/** Words in the names and the short strings of a file: what its data are about. */
import { walk } from '../syntax/visit';
import type { Model } from './model';

/**
 * The first word that matches, from names, attributes, functions, and strings as long as a column's name or a path.
 * @param pattern is matched with lower case, words of `camelCase` parted by `_`; its first group is the word
 */
export function firstWord(model: Model, pattern: RegExp): string | undefined {
  let found: string | undefined;
  const look = (text: string): void => {
    found ??= pattern.exec(text.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase())?.[1];
  };
  for (const module of model.modules) {
    walk(module.body, (node) => {
      if (node.kind === 'Name') look(node.id);
      else if (node.kind === 'Attribute') look(node.attr);
      else if (node.kind === 'FunctionDef') look(node.name);
      else if (node.kind === 'String' && node.value.length <= 40) look(node.value);
      return found === undefined;
    });
  }
  return found;
}
