import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/engine';
import type { AuditFinding } from '../../server/src/project/auditFinding';
import { codeFrame, displayWidth, printable } from '../../server/src/report/codeFrame';
import { fingerprints } from '../../server/src/report/fingerprint';
import { escapeHtml, inlineMarkdown } from '../../server/src/report/html/text';
import { ruleHelp } from '../../server/src/report/ruleHelp';

function finding(
  lines: string[],
  start: [number, number],
  end: [number, number],
  more: Partial<AuditFinding> = {},
): AuditFinding {
  return {
    rule: 'some-rule',
    area: 'data',
    severity: 'warning',
    message: 'Something.',
    path: '/p/a.py',
    cell: null,
    start: { line: start[0], column: start[1] },
    end: { line: end[0], column: end[1] },
    related: [],
    fixes: [],
    tags: [],
    excerpt: { firstLine: 1, lines },
    ...more,
  };
}

describe('code frames', () => {
  it('put carets below wide characters and tabs', () => {
    expect(codeFrame(finding(['\tx = "漢🙂" + y'], [1, 14], [1, 15]))).toEqual([
      '> 1 │     x = "漢🙂" + y',
      '    │                  ^',
    ]);
  });

  it('mark every line of a long finding', () => {
    expect(codeFrame(finding(['f(', '  1,', ')', 'g'], [1, 1], [3, 2]))).toEqual([
      '> 1 │ f(',
      '    │ ^^',
      '> 2 │   1,',
      '    │   ^^',
      '> 3 │ )',
      '    │ ^',
      '  4 │ g',
    ]);
  });

  it('mark an empty place, and none beyond a cut line', () => {
    expect(codeFrame(finding(['x'], [1, 2], [1, 2]))[1]).toBe('    │  ^');
    expect(codeFrame(finding(['x'.repeat(10)], [1, 500], [1, 505]))).toHaveLength(1);
  });

  it('align numbers', () => {
    const frame = codeFrame(
      finding(['a', 'b'], [10, 1], [10, 2], { excerpt: { firstLine: 9, lines: ['a', 'b'] } }),
    );
    expect(frame).toEqual(['   9 │ a', '> 10 │ b', '     │ ^']);
  });
});

describe('text for a terminal', () => {
  it('can not move the cursor, colour or reorder', () => {
    expect(printable('a\u001b[31mb\u202ec\td\r')).toBe('a\uFFFD[31mb\uFFFDc    d\uFFFD');
  });

  it('has a width', () => expect(displayWidth('e\u0301漢🙂\t')).toBe(1 + 2 + 2 + 4));
});

describe('fingerprints', () => {
  const data = { base: '/p' };
  const print = (...findings: AuditFinding[]): string[] => fingerprints(data, findings);

  it('do not depend on line numbers, indentation or columns', () => {
    const [a] = print(finding(['x = 1'], [1, 1], [1, 2]));
    const [b] = print(
      finding(['  x  =  1'], [30, 3], [30, 4], { excerpt: { firstLine: 30, lines: ['  x  =  1'] } }),
    );
    expect(a).toBe(b);
  });

  it('depend on rule, path and text, and count equals', () => {
    const first = finding(['x = 1'], [1, 1], [1, 2]);
    const all = print(
      first,
      first,
      { ...first, rule: 'other' },
      { ...first, path: '/p/b.py' },
      finding(['y'], [1, 1], [1, 2]),
    );
    expect(new Set(all.map((each) => each.split(':')[0])).size).toBe(4);
    expect(all[1]).toBe(all[0]!.replace(/1$/, '2'));
  });
});

describe('HTML text', () => {
  it('escapes', () =>
    expect(escapeHtml(`<a href="x" y='z'>&\u0000`)).toBe(
      '&lt;a href=&quot;x&quot; y=&#39;z&#39;&gt;&amp;\uFFFD',
    ));

  it('knows code, bold and links, and nothing else', () => {
    expect(inlineMarkdown('a `<b>` **c** [d](https://e.f/?g&h) <i> [x](javascript:alert)')).toBe(
      'a <code>&lt;b&gt;</code> <strong>c</strong> <a href="https://e.f/?g&amp;h" rel="noreferrer">d</a> &lt;i&gt; [x](javascript:alert)',
    );
  });
});

describe('the page of a rule', () => {
  it.each(rules.map((rule) => [rule.name, rule] as const))('%s', (name, rule) => {
    const page = ruleHelp(rule);
    expect(page.startsWith(`# ${name}\n\n${rule.docs.summary}\n`)).toBe(true);
    expect(page).toContain('## What it costs');
    expect((page.match(/```/g) ?? []).length % 2).toBe(0);
  });
});
