/** Positions: offsets, lines, unit positions. */
import { describe, expect, test } from 'vitest';
import { createUnit } from '../../../server/src/engine/source/createUnit';
import { LineIndex } from '../../../server/src/engine/source/lineIndex';
import { locate, sourceAt, strideFor, textOf } from '../../../server/src/engine/source/unit';

describe('lines', () => {
  test.each([
    ['', [0]],
    ['a', [0]],
    ['a\nb', [0, 2]],
    ['a\r\nb\r\n', [0, 3, 6]],
    ['a\rb\r', [0, 2, 4]],
    ['\n\n', [0, 1, 2]],
    ['🙂\nb', [0, 3]],
    ['a\u2028b', [0]],
  ])('%j start at %j', (text, starts) => {
    const index = new LineIndex(text);
    expect(index.lineStarts).toEqual(starts);
    for (let offset = 0; offset <= text.length; offset++) {
      const { line, column } = index.position(offset);
      expect(index.offset(line, column)).toBe(offset);
      expect(column).toBeGreaterThanOrEqual(0);
    }
  });

  test('columns and lines outside the text are held inside', () => {
    const index = new LineIndex('ab\ncd');
    expect([index.offset(-1, 5), index.offset(0, 99), index.offset(9, 0), index.lineAt(99)]).toEqual([
      0, 3, 5, 1,
    ]);
    expect([index.lineText(0), index.lineText(1), index.lineText(2)]).toEqual(['ab\n', 'cd', '']);
  });
});

describe('units', () => {
  test('sources lie apart, so that an edit in one moves nothing in another', () => {
    const unit = createUnit({
      path: 'n.ipynb',
      kind: 'notebook',
      sources: [{ text: 'a = 1' }, { text: 'bc = 2' }],
    });
    const [, second] = unit.sources;
    expect(second!.base).toBe(unit.stride);
    const span = { start: second!.base, end: second!.base + 2 };
    expect(textOf(unit, span)).toBe('bc');
    expect(locate(unit, span)).toEqual({ source: 1, start: 0, end: 2 });
    expect(sourceAt(unit, second!.base - 1).index).toBe(0);
    expect(sourceAt(unit, 99 * unit.stride).index).toBe(1);
  });

  test('the stride grows with the longest text', () => {
    expect(strideFor([])).toBe(2 ** 20);
    expect(strideFor([{ length: 2 ** 20 }])).toBe(2 ** 21);
    expect(strideFor([{ length: 3 }, { length: 5 * 2 ** 20 }])).toBe(2 ** 23);
  });

  test('no cell at all is an empty source', () => {
    expect(createUnit({ path: 'n.ipynb', kind: 'notebook', sources: [] }).sources).toMatchObject([
      { text: '', code: '' },
    ]);
  });

  test('what the grammar does not know is replaced, at equal length, in the code alone', () => {
    const [source] = createUnit({
      path: 'a.py',
      kind: 'script',
      sources: [{ text: 'a\rb\r\n"\0"' }],
    }).sources;
    expect(source).toMatchObject({ text: 'a\rb\r\n"\0"', code: 'a\nb\r\n" "' });
  });

  test('suppressions know their source', () => {
    const { suppressions } = createUnit({
      path: 'n.ipynb',
      kind: 'notebook',
      sources: [{ text: 'a' }, { text: 'b # mlops: ignore' }],
    });
    expect(suppressions).toMatchObject([{ source: 1, start: 2, coversStart: 0 }]);
  });
});
