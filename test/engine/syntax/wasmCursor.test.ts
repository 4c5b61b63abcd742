/** The direct cursor is in use, and sees what web-tree-sitter's own cursor sees. */
import { expect, test, vi } from 'vitest';
import { convert } from '../../../server/src/engine/syntax/convert';
import { kindTable } from '../../../server/src/engine/syntax/kinds';
import { createParser } from '../../../server/src/engine/syntax/parser';
import { parserAssets } from '../../support/engine';
import { BROKEN, SYNTAX, TRAINING } from './programs';

test.each([TRAINING, SYNTAX, BROKEN.join('\n'), '('.repeat(3000)])(
  'the same module (program %#)',
  async (code) => {
    const parser = await createParser(parserAssets());
    const source = { code, base: 4096, index: 1 };
    const tree = parser.parseTree(code);
    const expected = convert(tree, kindTable(tree.language), source);
    tree.walk = () => {
      throw new Error('The slow cursor was used: does web-tree-sitter still export its functions?');
    };
    expect(parser.convertTree(tree, source)).toEqual(expected);
    tree.delete();
  },
);

test("WebAssembly's memory doesn't grow from parse to parse", async () => {
  const parser = await createParser(parserAssets());
  const parse = () => {
    const tree = parser.parseTree(SYNTAX);
    parser.convertTree(tree, { code: SYNTAX, base: 0, index: 0 });
    tree.delete();
  };
  for (let i = 0; i < 50; i++) parse();
  const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow');
  for (let i = 0; i < 1000; i++) parse();
  expect(grow).not.toHaveBeenCalled();
  grow.mockRestore();
});
