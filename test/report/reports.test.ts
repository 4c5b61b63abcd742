/** Every report, made from a real audit of real files with hostile names and texts. */
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { rules } from '../../server/src/engine';
import { githubReport } from '../../server/src/report/github';
import { htmlReport } from '../../server/src/report/html/page';
import { jsonReport } from '../../server/src/report/json';
import { markdownReport } from '../../server/src/report/markdown';
import type { ReportData } from '../../server/src/report/reportData';
import { sarifReport } from '../../server/src/report/sarif';
import { coloured } from '../../server/src/report/style';
import { textReport } from '../../server/src/report/text';
import { auditFolder } from '../support/auditFolder';
import { notebook, temporaryFolder } from '../support/temporaryFolder';

const require = createRequire(import.meta.url);
const SPLIT =
  'from sklearn.model_selection import KFold\n\nfolds = KFold(n_splits=5, random_state=42)  # <b>🙂 "&\n';

let data: ReportData;
let folder: string;
let clean: ReportData;

beforeAll(async () => {
  folder = temporaryFolder({
    'a b&<i>.py': SPLIT,
    'nb.ipynb': notebook('import os', `import pandas as pd\n${SPLIT}`),
    'broken.ipynb': '{',
    'train.py':
      'import pandas as pd\nfrom sklearn.linear_model import LogisticRegression\n\ndf = pd.read_csv("<i>&.csv")\nmodel = LogisticRegression().fit(df[["a"]], df["b"])\nprint(model.score(df[["a"]], df["b"]))\n',
    'requirements.txt': 'pandas\n',
  });
  data = {
    result: await auditFolder(folder, { forReport: true }),
    base: folder,
    rules,
    version: '1.2.3',
  };
  const empty = temporaryFolder({ 'a.py': 'import numpy\n' });
  clean = { result: await auditFolder(empty), base: empty, rules, version: '1.2.3' };
});

/** The findings that the tests count on. */
const splits = () => data.result.findings.filter(({ rule }) => rule === 'contradictory-split-arguments');

describe('JSON', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../schemas/audit.schema.json', import.meta.url), 'utf8'),
  );
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

  it('keeps to its schema', () => {
    for (const each of [data, clean]) {
      validate(JSON.parse(jsonReport(each)));
      expect(validate.errors).toBeNull();
    }
  });

  it('names files as a person would, and cells', () => {
    const report = JSON.parse(jsonReport(data));
    const found = report.findings.filter(
      ({ rule }: { rule: string }) => rule === 'contradictory-split-arguments',
    );
    expect(found).toMatchObject([
      { path: 'a b&<i>.py', cell: null, start: { line: 3, column: 27 }, end: { line: 3, column: 42 } },
      { path: 'nb.ipynb', cell: 2, start: { line: 4, column: 27 } },
    ]);
    expect(found[0].fixes[0].edits[0]).toMatchObject({ path: 'a b&<i>.py', cell: null });
    expect(report.summary.errors).toMatchObject([{ path: 'broken.ipynb' }]);
  });

  it('the schema knows the areas and severities of the engine', () => {
    for (const { area, severity } of rules) {
      expect(schema.definitions.area.enum).toContain(area);
      expect(schema.definitions.severity.enum).toContain(severity);
    }
  });
});

describe('SARIF', () => {
  /** The official schema, which is written in draft 4; what it uses of it means the same in draft 7. */
  const {
    id: _id,
    $schema: _draft,
    ...schema
  } = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);

  it('is valid 2.1.0', () => {
    for (const each of [data, clean]) {
      validate(JSON.parse(sarifReport(each)));
      expect(validate.errors).toBeNull();
    }
  });

  it('the schema notices faults', () => {
    const log = JSON.parse(sarifReport(data));
    log.runs[0].results[0].level = 'hint';
    expect(validate(log)).toBe(false);
  });

  it('maps cells to lines of the .ipynb, and names the cell', () => {
    const log = JSON.parse(sarifReport(data));
    const { results, tool } = log.runs[0];
    const result = results.find(({ message }: { message: { text: string } }) =>
      message.text.endsWith('(cell 2, line 4)'),
    );
    const { region } = result.locations[0].physicalLocation;
    const line = readFileSync(`${folder}/nb.ipynb`, 'utf8').split('\n')[region.startLine - 1]!;
    expect(line.slice(region.startColumn - 1, region.endColumn - 1)).toBe('random_state=42');
    expect(result.locations[0].logicalLocations[0].fullyQualifiedName).toBe('nb.ipynb#cell 2');
    expect(result.fixes).toBeUndefined();
    expect(tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
  });

  it('gives addresses, fixes and fingerprints', () => {
    const [result] = JSON.parse(sarifReport(data)).runs[0].results;
    expect(result.locations[0].physicalLocation.artifactLocation).toEqual({
      uri: 'a%20b%26%3Ci%3E.py',
      uriBaseId: '%SRCROOT%',
    });
    const [replacement] = result.fixes[0].artifactChanges[0].replacements;
    expect(replacement.insertedContent.text).toContain('shuffle=True');
    expect(result.partialFingerprints.primaryLocationLineHash).toMatch(/^[0-9a-f]{16}:1$/);
  });

  it('tells what could not be read', () => {
    const [invocation] = JSON.parse(sarifReport(data)).runs[0].invocations;
    expect(invocation.toolExecutionNotifications[0].message.text).toMatch(/^not valid JSON/);
  });
});

describe('text', () => {
  it('shows the code, the place and a way out', () => {
    const text = textReport(data);
    expect(text).toContain('nb.ipynb cell 2:4:27: error contradictory-split-arguments\n');
    expect(text).toContain(
      [
        '  > 3 │ folds = KFold(n_splits=5, random_state=42)  # <b>🙂 "&',
        '      │                           ^^^^^^^^^^^^^^^',
      ].join('\n'),
    );
    expect(text).toMatch(/broken.ipynb: problem: not valid JSON/);
    expect(text).toMatch(
      /\n\d+ findings in \d files: 2 errors, .*Read 4 files \(2 notebooks, \d+ lines\) in /,
    );
    expect(text).not.toContain('\u001b');
  });

  it('quiet is a line per finding', () => {
    const lines = textReport(data, { quiet: true }).trimEnd().split('\n');
    expect(lines).toHaveLength(data.result.findings.length);
    expect(lines[0]).toMatch(/^a b&<i>\.py:3:27: error: .* \[contradictory-split-arguments\]$/);
  });

  it('colours say nothing that the text does not', () => {
    expect(textReport(data, { style: coloured }).replace(/\u001b\[\d+m/g, '')).toBe(textReport(data));
  });

  it('is glad when nothing is found', () => {
    expect(textReport(clean)).toMatch(/^No findings in 1 file \(0 notebooks, 1 line\) in \d+ ms\.\n$/);
  });
});

describe('GitHub annotations', () => {
  it('are a line each, escaped', () => {
    const lines = githubReport(data).trimEnd().split('\n');
    expect(lines[0]).toMatch(
      /^::error file=a b&<i>\.py,line=3,endLine=3,col=27,endColumn=42,title=contradictory-split-arguments::/,
    );
    expect(lines).toHaveLength(data.result.findings.length + 1);
    const [, inNotebook] = splits();
    expect(githubReport(data)).toContain(`file=nb.ipynb,line=${inNotebook!.physical!.start.line},`);
  });
});

describe('Markdown', () => {
  it('is tables by file', () => {
    const text = markdownReport(data);
    expect(text).toContain('| cell 2:4:27 | error | `contradictory-split-arguments` |');
    expect(text).toContain('## a b&\\<i\\>.py');
    expect(text).toMatch(/\*\*\d+ findings\*\*/);
    expect(markdownReport(clean)).toMatch(/No findings in 1 file/);
  });

  it('says how mature the project is, and what its pipelines lack', () => {
    const text = markdownReport(data);
    expect(text).toMatch(/\| Microsoft \| 0 of 4, no MLOps \| There are tests; /);
    expect(text).toMatch(/^- train\.py: 3 steps; .*leak `scored-on-training-data`/m);
    expect(markdownReport(clean)).not.toMatch(/Maturity|Pipelines/);
  });
});

describe('HTML', () => {
  it('holds every finding and no markup of the user', () => {
    const page = htmlReport(data);
    expect(page.match(/<article /g)).toHaveLength(data.result.findings.length);
    expect(page).toContain('<mark>random_state=42</mark>)  # &lt;b&gt;🙂 &quot;&amp;');
    expect(page).toContain('a b&amp;&lt;i&gt;.py');
    expect(page).not.toContain('<b>🙂');
    expect(page).not.toContain('<i>.py');
  });

  it('runs and fetches nothing', () => {
    for (const each of [data, clean]) {
      const page = htmlReport(each);
      expect(page).not.toMatch(/<script|<link|<img|@import|url\((?!#)/);
      expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    }
  });

  it('draws the pipelines, and says in a list what they show', () => {
    const page = htmlReport(data);
    expect(page.match(/<svg /g)).toHaveLength(1);
    expect(page).toContain('&lt;i&gt;&amp;.csv');
    expect(page).toContain('The steps as a list');
    expect(page).toMatch(
      /<a class="step evaluate[^"]*" href="#finding-\d+"><title>evaluate: LogisticRegression score, train.py, line 6;/,
    );
    expect(htmlReport(clean)).not.toContain('<svg');
  });

  it('every link within the page leads somewhere, and no id is there twice', () => {
    const page = htmlReport(data);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/(?:href="|url\()#([^")]+)/g)) expect(ids).toContain(target);
  });

  it('is below 2 MB for 1,000 findings', () => {
    const { findings } = data.result;
    const many = Array.from({ length: 1000 }, (_, index) => ({ ...findings[index % findings.length]! }));
    const page = htmlReport({ ...data, result: { ...data.result, findings: many } });
    expect(page.match(/<article /g)).toHaveLength(1000);
    expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
  });

  it('closes every element that it opens', () => {
    for (const each of [data, clean]) {
      const open: string[] = [];
      const page = htmlReport(each).replace(/<style>[^]*?<\/style>/, '');
      for (const [, slash, name, isEmpty] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*?(\/?)>/g)) {
        if (isEmpty || ['meta', 'input'].includes(name!)) continue;
        if (slash) expect(open.pop()).toBe(name);
        else open.push(name!);
      }
      expect(open).toEqual([]);
    }
  });
});
