/** Inserts blocks of our own code with the user's names bound into them. */
import type { Edit } from '../rules/rule';
import type { Stmt } from '../syntax/ast';
import { composeEdits } from './compose';
import { importNames, type ImportRequest } from './imports';
import { freshName } from './names';
import type { Program } from './program';
import { insertAfter, insertBefore } from './statements';
import { styleAt, withQuotes } from './style';

export interface Snippet {
  /**
   * Python with four blanks per level, `\n` and double quotes. `$name` stands for an entry of `bind`, `fresh` or `imports`;
   * `$$` is a dollar sign.
   */
  readonly code: string;
  /** Source text of the user's expressions. */
  readonly bind?: Readonly<Record<string, string>>;
  /** Names that the snippet makes: each gets a number if the program uses it already. */
  readonly fresh?: readonly string[];
  /** Imports by the placeholder that stands for their name. */
  readonly imports?: Readonly<Record<string, ImportRequest>>;
}

export interface SnippetResult {
  readonly edits: readonly Edit[];
  /** What each placeholder became. */
  readonly names: Readonly<Record<string, string>>;
}

/**
 * @returns undefined where the statement's layout leaves no room
 * @throws if the code has a placeholder that nothing fills (a mistake in the rule)
 */
export function insertSnippet(
  program: Program,
  where: 'before' | 'after',
  statement: Stmt,
  snippet: Snippet,
): SnippetResult | undefined {
  const { code, names, edits } = fillSnippet(program, statement, snippet);
  const insertion =
    where === 'before' ? insertBefore(program, statement, code) : insertAfter(program, statement, code);
  const composed = composeEdits(edits, insertion);
  return composed && { edits: composed, names };
}

/**
 * Fills a snippet's placeholders without placing it.
 * @returns the code (still with four blanks and `\n`), the edits of its imports, and what each placeholder became
 */
export function fillSnippet(
  program: Program,
  at: Stmt,
  { code, bind = {}, fresh = [], imports = {} }: Snippet,
): { code: string; edits: readonly Edit[]; names: Record<string, string> } {
  const names: Record<string, string> = { ...bind };
  const requests = Object.entries(imports);
  const imported = importNames(
    program,
    at,
    requests.map(([, request]) => request),
  );
  requests.forEach(([placeholder], index) => (names[placeholder] = imported.names[index]!));
  const taken = new Set(imported.names);
  for (const name of fresh) taken.add((names[name] = freshName(program, name, taken)));
  const filled = withQuotes(code, styleAt(program, at.start)).replace(
    /\$(\$|[A-Za-z_]\w*)/g,
    (_, key: string) => {
      if (key === '$') return '$';
      const value = names[key];
      if (value === undefined) throw new Error(`Nothing fills the placeholder $${key}.`);
      return value;
    },
  );
  return { code: filled, edits: imported.edits, names };
}
