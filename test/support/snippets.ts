/** The mitigations that VS Code offers as snippets (snippets/python.json). */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

const FILE = fileURLToPath(new URL('../../snippets/python.json', import.meta.url));

/** Title to snippet. */
export const snippets = JSON.parse(readFileSync(FILE, 'utf8')) as Readonly<Record<string, Snippet>>;

/** What VS Code inserts when the user changes nothing. */
export function expand(body: readonly string[]): string {
  const defaults = new Map<string, string>([['0', '']]);
  const text = body
    .join('\n')
    .replace(/\$\{(\d+):((?:[^}\\]|\\.)*)\}/g, (_, index: string, value: string) => {
      defaults.set(index, value.replace(/\\(.)/g, '$1'));
      return `$${index}`;
    });
  return text
    .replace(/(?<!\\)\$(\d+)/g, (whole, index: string) => defaults.get(index) ?? whole)
    .replace(/\\([$}\\])/g, '$1');
}
