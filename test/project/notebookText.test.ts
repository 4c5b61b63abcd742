/** Writing sources back, byte for byte; reading is tested on the odd notebooks. */
import { describe, expect, it } from 'vitest';
import { readNotebook, type NotebookCell } from '../../server/src/project/notebookFile';
import { createNotebookMap, replaceCellSources } from '../../server/src/project/notebookText';

function cellsOf(json: string): readonly NotebookCell[] {
  const read = readNotebook(json);
  if (!read.ok) throw new Error(read.message);
  return read.notebook.cells;
}

/** Replaces the text of the first code cell. */
function rewrite(json: string, newText: string): string | undefined {
  return replaceCellSources(json, [{ cell: cellsOf(json)[0]!, newText }]);
}

/** A notebook as Jupyter writes it, with the raw JSON of one cell's source. */
const withSource = (source: string): string =>
  `{\n "cells": [\n  {\n   "cell_type": "code",\n   "source": ${source},\n   "outputs": [{"data": {"text/plain": "\\u00e9 a = 1"}}]\n  }\n ],\n "metadata": {}\n}\n`;
const list = (...lines: string[]): string =>
  `[\n${lines.map((line) => `    ${JSON.stringify(line)}`).join(',\n')}\n   ]`;

describe('cell sources written back', () => {
  it.each([
    ['a line in the middle', ['a = 1\n', 'b = 2\n', 'c = 3'], ['a = 1\n', 'b = 20\n', 'c = 3']],
    ['a line more at the start', ['a = 1\n', 'c = 3'], ['import x\n', 'a = 1\n', 'c = 3']],
    ['a line more in the middle', ['a = 1\n', 'c = 3'], ['a = 1\n', 'b = 2\n', 'c = 3']],
    ['a line more at the end', ['a = 1\n', 'b = 2\n'], ['a = 1\n', 'b = 2\n', 'c = 3']],
    ['the last line gets a line ending', ['a = 1'], ['a = 1\n', 'b = 2']],
    ['a line less at the start', ['a = 1\n', 'b = 2\n', 'c = 3'], ['b = 2\n', 'c = 3']],
    ['a line less at the end', ['a = 1\n', 'b = 2\n'], ['a = 1\n']],
    ['equal lines', ['x\n', 'x\n', 'x\n'], ['x\n', 'x\n', 'x\n', 'x\n']],
    ['no line left', ['a = 1'], []],
    ['all lines others', ['a\n', 'b'], ['c\n', 'd\n', 'e']],
    ['Windows line endings', ['a = 1\r\n', 'b = 2\r\n'], ['a = 1\r\n', 'b = 3\r\n']],
    ['quotes, tabs and emoji', ['a = "x"\n', 'b'], ['a = "y\t🙂\\n"\n', 'b']],
  ])('as a list: %s', (_, before, after) => {
    const json = withSource(list(...before));
    const expected = after.length === 0 ? withSource('[]') : withSource(list(...after));
    expect(rewrite(json, after.join(''))).toBe(expected);
  });

  it('an empty list grows as the file is indented', () => {
    const json = '{\n "cells": [\n  {\n   "cell_type": "code",\n   "source": []\n  }\n ]\n}\n';
    expect(rewrite(json, 'a\nb')).toBe(
      '{\n "cells": [\n  {\n   "cell_type": "code",\n   "source": [\n    "a\\n",\n    "b"\n   ]\n  }\n ]\n}\n',
    );
  });

  it('a string stays a string', () => {
    expect(rewrite(withSource('"a = 1\\nb"'), 'a = 2\nb\n')).toBe(withSource('"a = 2\\nb\\n"'));
  });

  it('JSON on one line stays on one line', () => {
    const json = '{"cells":[{"cell_type":"code","source":["a\\n","b"]}]}';
    expect(rewrite(json, 'a\nx\nb')).toBe('{"cells":[{"cell_type":"code","source":["a\\n","x\\n","b"]}]}');
  });

  it('escapes beyond ASCII stay escapes', () => {
    const json = withSource('["s = \'\\u00e9\'\\n", "b"]');
    expect(rewrite(json, "s = 'éπ🙂'\nb")).toBe(
      withSource('["s = \'\\u00e9\\u03c0\\ud83d\\ude42\'\\n", "b"]'),
    );
  });

  it('unchanged text changes nothing, whatever its form', () => {
    const json = withSource('["a\\n\\u0062\\n",  "c" ]');
    expect(rewrite(json, 'a\nb\nc')).toBe(json);
  });

  it('several cells at once, worksheets too', () => {
    const json =
      '{"worksheets":[{"cells":[{"cell_type":"code","input":"a"},{"cell_type":"markdown"},{"cell_type":"code","input":["b"]}]}]}';
    const cells = cellsOf(json);
    expect(cells.map(({ input }) => input.cell!.number)).toEqual([1, 3]);
    expect(
      replaceCellSources(
        json,
        cells.map((cell) => ({ cell, newText: `${cell.input.text}!` })),
      ),
    ).toBe(json.replace('"a"', '"a!"').replace('"b"', '"b!"'));
  });

  it('a key that stands twice is left alone', () => {
    expect(rewrite('{"cells":[{"cell_type":"code","source":"a","source":"b"}]}', 'c')).toBeUndefined();
  });
});

describe('places in the JSON', () => {
  /** The text from each character of the cell, up to the next one's place. */
  function characters(json: string): string[] {
    const cell = cellsOf(json)[0]!;
    const map = createNotebookMap(json);
    return Array.from(cell.input.text, (_, index) => json.slice(map(cell, index), map(cell, index)! + 2));
  }

  it('in lists, across escapes', () => {
    const json = '{"cells":[{"cell_type":"code","source":["a\\"\\n","\\u00e9b"]}]}';
    expect(characters(json)).toEqual(['a\\', '\\"', '\\n', '\\u', 'b"']);
  });

  it('the end of the text is in its last line', () => {
    const json = '{"cells":[{"cell_type":"code","source":["a\\n","b"]}]}';
    const cell = cellsOf(json)[0]!;
    expect(json.slice(createNotebookMap(json)(cell, 3)!)).toBe('"]}]}');
  });

  it('an empty source is at its value', () => {
    const json = '{"cells":[{"cell_type":"code","source":[]}]}';
    expect(json.slice(createNotebookMap(json)(cellsOf(json)[0]!, 0)!)).toBe('[]}]}');
  });
});
