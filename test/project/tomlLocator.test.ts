import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { locateToml, type TomlPath } from '../../server/src/project/tomlLocator';

const TEXT = `title = "a # no comment" # a comment
[tool."mlops-antipatterns"]
select = [ "leakage", # why
  'evaluation',
]
severity = { leakage = "error", "row-iteration" = "off" }
rules.unseeded-randomness.allow = ["""x
"] y""", '''z''']
max-file-size = 20_000

[[tool.mlops-antipatterns.overrides]]
paths = ["a"]
[[tool.mlops-antipatterns.overrides]]
paths = ["b"]
[tool.mlops-antipatterns.overrides.severity]
training = "hint"
[other]
when = 1979-05-27 07:32:00
`;

const OURS: TomlPath = ['tool', 'mlops-antipatterns'];

describe('places in a TOML text', () => {
  const locations = locateToml(TEXT);
  const key = (...path: TomlPath): string => slice(locations.key([...OURS, ...path]));
  const value = (...path: TomlPath): string => slice(locations.value([...OURS, ...path]));
  const slice = (range?: { start: number; end: number }): string =>
    range ? TEXT.slice(range.start, range.end) : 'none';

  it('is tested on a text that smol-toml accepts', () => expect(() => parse(TEXT)).not.toThrow());

  it('finds keys and values', () => {
    expect(slice(locations.key(['title']))).toBe('title');
    expect(slice(locations.value(['title']))).toBe('"a # no comment"');
    expect(key()).toBe('"mlops-antipatterns"');
    expect(value('max-file-size')).toBe('20_000');
  });

  it('finds elements of lists across lines and comments', () => {
    expect(value('select', 0)).toBe('"leakage"');
    expect(value('select', 1)).toBe("'evaluation'");
    expect(value('select', 2)).toBe('none');
  });

  it('finds keys of inline tables and dotted keys', () => {
    expect(key('severity', 'row-iteration')).toBe('"row-iteration"');
    expect(value('severity', 'row-iteration')).toBe('"off"');
    expect(key('rules', 'unseeded-randomness', 'allow')).toBe('allow');
    expect(value('rules', 'unseeded-randomness', 'allow', 0)).toBe('"""x\n"] y"""');
    expect(value('rules', 'unseeded-randomness', 'allow', 1)).toBe("'''z'''");
  });

  it('counts tables in lists, and tables inside the last of them', () => {
    expect(value('overrides', 0, 'paths', 0)).toBe('"a"');
    expect(value('overrides', 1, 'paths', 0)).toBe('"b"');
    expect(value('overrides', 1, 'severity', 'training')).toBe('"hint"');
  });

  it('reads a date with a space as one value', () => {
    expect(slice(locations.value(['other', 'when']))).toBe('1979-05-27 07:32:00');
  });

  it('ends on any text', () => {
    for (let end = 0; end <= TEXT.length; end++) expect(() => locateToml(TEXT.slice(0, end))).not.toThrow();
    for (const text of ['=', ']', '[[[', '= =', '"', 'a.', '{', 'a = {', 'a = [,,', '\u0000', 'a = ]'])
      locateToml(text);
  });
});
