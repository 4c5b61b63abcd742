import { describe, expect, it } from 'vitest';
import type { Finding, Fix } from '../../server/src/engine';
import { readDocument, type Document } from '../../server/src/project/document';
import { applyEdits, chooseFixes, fixDocument } from '../../server/src/project/fixes';

const insertion = (start: number, newText: string) => ({ source: 0, start, end: start, newText });

function finding(rule: string, ...fixes: Fix[]): Finding {
  const place = { source: 0, start: 0, end: 1 };
  return { rule, area: 'data', severity: 'hint', message: rule, place, related: [], fixes, tags: [] };
}

function script(text: string): Document {
  const read = readDocument('/p/a.py', new TextEncoder().encode(text));
  if (!read.ok) throw new Error(read.message);
  return read.document;
}

describe('edits', () => {
  it('are applied from the end, several sources apart', () => {
    const edits = [
      { source: 0, start: 0, end: 1, newText: 'xx' },
      { source: 0, start: 2, end: 3, newText: '' },
      { source: 1, start: 1, end: 1, newText: '!' },
    ];
    expect(applyEdits(['abc', 'de'], edits)).toEqual(['xxb', 'd!e']);
  });

  it('insertions at one place keep their order, and come before a replacement there', () => {
    expect(
      applyEdits(
        ['abc'],
        [insertion(1, '1'), insertion(1, '2'), { source: 0, start: 1, end: 2, newText: 'B' }],
      ),
    ).toEqual(['a12Bc']);
  });
});

describe('choice of fixes', () => {
  const fix = (applicability: Fix['applicability'], ...edits: Fix['edits']): Fix => ({
    title: 'x',
    applicability,
    edits,
  });

  it('takes what is in scope', () => {
    const findings = [
      finding('a', fix('suggestion', insertion(1, 's')), fix('safe', insertion(5, 'x'))),
      finding('b', fix('scaffold', insertion(9, 'y'))),
    ];
    expect(chooseFixes(findings, 'safe').map(({ fix: { edits } }) => edits[0]!.newText)).toEqual(['x']);
    expect(chooseFixes(findings, 'suggestions').map(({ fix: { edits } }) => edits[0]!.newText)).toEqual([
      's',
    ]);
  });

  it('leaves what touches another fix, and what edits other files', () => {
    const findings = [
      finding('a', fix('safe', insertion(3, 'x'))),
      finding('b', fix('safe', { source: 0, start: 1, end: 3, newText: '' })),
      finding('c', fix('safe', insertion(8, 'x'), { ...insertion(0, 'y'), path: 'requirements.txt' })),
    ];
    expect(chooseFixes(findings, 'safe').map(({ finding: { rule } }) => rule)).toEqual(['a']);
  });
});

describe('fixing to the end', () => {
  /** Finds every "a"; the fix makes it `to`. All fixes touch, so each round does one. */
  const replaceA = (to: string) => async (document: Document) => {
    const text = document.inputs[0]!.text;
    const at = [...text].flatMap((character, index) => (character === 'a' ? [index] : []));
    const findings = at.map((start) =>
      finding('no-a', {
        title: 'x',
        applicability: 'safe',
        edits: [{ source: 0, start, end: start + 1, newText: to }],
      }),
    );
    return { findings, syntaxErrors: text.includes('!') ? 1 : 0 };
  };

  it('goes on in rounds while fixes overlap', async () => {
    const outcome = await fixDocument(script('aaa\n'), 'safe', replaceA('b'));
    expect(outcome).toMatchObject({ applied: { 'no-a': 3 }, content: { before: 'aaa\n', after: 'bbb\n' } });
  });

  it('ends when fixes call for others without end', async () => {
    const outcome = await fixDocument(script('a\n'), 'safe', replaceA('ba'));
    expect(outcome.content!.after).toBe(`${'b'.repeat(10)}a\n`);
  });

  it('takes back a round that breaks the code', async () => {
    expect(await fixDocument(script('a\n'), 'safe', replaceA('!'))).toEqual({ applied: {} });
  });

  it('writes nothing that the encoding lacks', async () => {
    const bytes = Uint8Array.from([
      ...new TextEncoder().encode('# coding: latin-1\nx = "'),
      0xe9,
      ...new TextEncoder().encode('a"\n'),
    ]);
    const read = readDocument('/p/a.py', bytes);
    if (!read.ok) throw new Error(read.message);
    const lastA = async (document: Document) => {
      const start = document.inputs[0]!.text.lastIndexOf('a"');
      const findings =
        start < 0
          ? []
          : [
              finding('x', {
                title: 'x',
                applicability: 'safe' as const,
                edits: [{ source: 0, start, end: start + 1, newText: 'π' }],
              }),
            ];
      return { findings, syntaxErrors: 0 };
    };
    const outcome = await fixDocument(read.document, 'safe', lastA);
    expect(outcome.content).toBeUndefined();
    expect(outcome.message).toMatch(/latin-1/);
  });
});
