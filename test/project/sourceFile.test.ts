import { describe, expect, it } from 'vitest';
import { decodeSource, encodeSource } from '../../server/src/project/sourceFile';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...utf8(part)] : part)));

/** Decodes, and checks that encoding gives the same bytes back. */
function decoded(input: Uint8Array): string {
  const result = decodeSource(input);
  if (!result.ok) throw new Error(result.message);
  expect(encodeSource(result.source.text, result.source)).toEqual(input);
  return result.source.text;
}

describe('source files', () => {
  it('are UTF-8', () => expect(decoded(utf8('x = "é 🙂"\r\n'))).toBe('x = "é 🙂"\r\n'));

  it('keep a byte order mark out of the text, and in the file', () => {
    expect(decoded(bytes([0xef, 0xbb, 0xbf], 'x = 1\n'))).toBe('x = 1\n');
  });

  it.each([
    '# -*- coding: latin-1 -*-',
    '#!/usr/bin/env python\n# vim: set fileencoding=iso-8859-1 :',
    '# coding: ISO_8859_1',
  ])('may declare Latin-1: %j', (comment) =>
    expect(decoded(bytes(`${comment}\nx = "`, [0xe9, 0x80], '"\n'))).toBe(`${comment}\nx = "é\u0080"\n`),
  );

  it('may declare other encodings', () => {
    expect(decoded(bytes('# coding: cp1252\nx = "', [0x80], '"\n'))).toBe('# coding: cp1252\nx = "€"\n');
    const koi8 = decodeSource(bytes('# coding: koi8-r\n# ', [0xc1], '\n'));
    expect(koi8.ok && koi8.source.text).toBe('# coding: koi8-r\n# а\n');
    const gbk = decodeSource(bytes('# coding: gbk\n# ', [0xc4, 0xe3], '\n'));
    expect(gbk.ok && gbk.source.text).toBe('# coding: gbk\n# 你\n');
    expect(gbk.ok && encodeSource(gbk.source.text, gbk.source)).toBeUndefined();
  });

  it('do not lose a character that the encoding lacks', () => {
    const as = { encoding: 'latin-1', hasByteOrderMark: false };
    expect(encodeSource('# π', as)).toBeUndefined();
    expect(encodeSource('# é', as)).toEqual(bytes('# ', [0xe9]));
  });

  it('a declaration counts in the first two lines only, and only after comments', () => {
    expect(decodeSource(bytes('\n\n# coding: latin-1\n', [0xe9])).ok).toBe(false);
    expect(decodeSource(bytes('x = 1\n# coding: latin-1\n', [0xe9])).ok).toBe(false);
  });

  it.each([
    ['invalid UTF-8', bytes('x = 1\ny = "', [0xe9], '"\n'), false, /^not valid UTF-8 \(line 2\)/],
    ['an unknown encoding', utf8('# coding: klingon\n'), false, /`klingon` is unknown/],
    ['UTF-16', bytes([0xff, 0xfe], 'x\0'), false, /UTF-16/],
    ['a binary file', bytes('PK', [3, 4, 0, 0]), true, /binary/],
  ])('%s is told', (_, input, binary, message) => {
    const result = decodeSource(input);
    expect(result).toMatchObject({ ok: false, binary });
    expect(!result.ok && result.message).toMatch(message);
  });
});
