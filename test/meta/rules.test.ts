/** What must hold of every rule, whoever writes it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../server/src/engine/engine';
import { AREAS } from '../../server/src/engine/finding';
import { rules } from '../../server/src/engine/rules/registry';
import type { Rule, RuleDocs } from '../../server/src/engine/rules/rule';
import { parserForTests } from '../support/engine';
import { numbered } from '../support/codeFrame';
import { render, unitOf, type Code } from '../support/program';
import { factsOf, type ProjectFiles } from '../support/projectTester';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = path.join(root, 'server/src/engine/rules');

/** Made by the engine itself, after all rules have run: its own tests show it. */
const MADE_BY_ENGINE = new Set(['unused-suppression']);

let engine: Engine;
beforeAll(async () => {
  engine = createEngine(await parserForTests());
});

it('every rule file is in the registry, and no helper is taken for a rule', () => {
  const files = AREAS.filter((area) => existsSync(path.join(folder, area))).flatMap((area) =>
    readdirSync(path.join(folder, area))
      .filter((file) => readFileSync(path.join(folder, area, file), 'utf8').includes('export default define'))
      .map((file) => `${area}/${file.replace(/\.ts$/, '')}`),
  );
  expect(rules.map((rule) => `${rule.area}/${rule.name}`).sort()).toEqual(files.sort());
});

it('what is generated is fresh', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/generate.mjs', '--check'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

describe.each(rules.map((rule) => [rule.name, rule] as const))('%s', (name, rule) => {
  it('has a name that says it, a test and a page', () => {
    expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/);
    expect(existsSync(path.join(folder, rule.area, `${name}.ts`)), 'rule file').toBe(true);
    expect(existsSync(path.join(root, 'test/rules', rule.area, `${name}.test.ts`)), 'test file').toBe(true);
    expect(existsSync(path.join(root, 'docs/rules', `${name}.md`)), 'page').toBe(true);
  });

  it('says what it finds, what that costs and where it is known from', () => {
    const { summary, why, limits, references } = rule.docs;
    expect(summary).toMatch(/^[A-Z`].*\.$/);
    expect(summary.length, 'length of the summary').toBeLessThanOrEqual(140);
    expect(why.trim().length).toBeGreaterThan(40);
    if (!MADE_BY_ENGINE.has(name)) expect(references.length, 'references').toBeGreaterThan(0);
    expect(limits.length, 'limits').toBeGreaterThan(0);
    expect([summary, why, ...limits, ...references, ...Object.values(rule.messages)].join('\n')).not.toMatch(
      /TODO|FIXME/,
    );
  });

  it('has messages with the names of the code in backquotes', () => {
    for (const message of Object.values(rule.messages)) {
      expect(message).toMatch(/^[A-Z`{].*[.:]$/s);
      expect((message.match(/`/g) ?? []).length % 2, `backquotes of: ${message}`).toBe(0);
    }
  });

  if (MADE_BY_ENGINE.has(name)) return;

  it('fires on its bad example', () => {
    const findings = analyseExample(rule, rule.docs.bad, 'bad').filter((finding) => finding.rule === name);
    expect(findings.length, numbered(textOf(rule.docs.bad))).toBeGreaterThan(0);
    for (const { message } of findings) expect(message, 'a placeholder is not filled').not.toMatch(/\{\w+\}/);
  });

  it('has a good example on which no rule fires', () => {
    const findings = analyseExample(rule, rule.docs.good, 'good').map(
      (finding) => `${finding.rule}: ${finding.message}`,
    );
    expect(findings, numbered(textOf(rule.docs.good))).toEqual([]);
  });
});

function analyseExample(rule: Rule, example: RuleDocs['bad'], which: 'bad' | 'good') {
  const { files, code } = exampleOf(example);
  const settings = new Map([[rule.name, { severity: 'default' as const }]]);
  if (rule.scope === 'project') {
    const found = engine.analyseProject(factsOf(engine, { ...TRAINING, ...files }), { rules: settings });
    // An example shows one thing that a project needs, not all of them.
    return found.filter((finding) => finding.rule === rule.name);
  }
  // Of several files, the last one is looked at.
  const main = Object.keys(files)
    .reverse()
    .find((file) => /\.(py|ipynb)$/.test(file));
  const unit = unitOf(main ? files[main]! : code, main);
  // Rules on what is missing look at a whole project; an example of another rule is none.
  const project = rule.needsProject ? factsOf(engine, main ? files : { [unit.path]: code }) : undefined;
  const { findings } = engine.analyse(unit, { rules: settings, project });
  if (which === 'bad') return findings;
  const missing = new Set(rules.filter(lacksSomething).map((each) => each.name));
  return findings.filter(
    (finding) =>
      finding.rule === rule.name || (!missing.has(finding.rule) && finding.rule !== 'unused-suppression'),
  );
}

/** True for rules on what a project lacks. */
function lacksSomething(rule: Rule): boolean {
  return rule.scope === 'unit' && rule.needsProject === true;
}

/** What a project rule's examples are files of: a script that trains and saves a model. */
const TRAINING: ProjectFiles = {
  'train.py': `import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

data = pd.read_csv("churn.csv")
model = RandomForestClassifier(random_state=0).fit(data.drop(columns="churn"), data["churn"])
joblib.dump(model, "model.joblib")
`,
};

const FILE_LINE = /^# ([\w./-]+\.(?:\w+)|Dockerfile)\n/;

/**
 * Reads an example's conventions: a first line `# requirements.txt` names the file that it stands in, and several such texts are
 * several files; in a notebook's cell a first line `# In[3]:` is the saved execution count.
 */
function exampleOf(example: RuleDocs['bad']): { code: Code; files: ProjectFiles } {
  if (typeof example === 'string') {
    const file = FILE_LINE.exec(example);
    return { code: example, files: file ? { [file[1]!]: example } : {} };
  }
  if (example.every((text) => FILE_LINE.test(text))) {
    const files: Record<string, Code> = {};
    for (const text of example) {
      const name = FILE_LINE.exec(text)![1]!;
      files[name] = name.endsWith('.ipynb') ? [text] : text;
    }
    return { code: [...example], files };
  }
  const code = example.map((text) => {
    const count = /^# In\[(\d+)\]:\n/.exec(text);
    return count ? { text, executionCount: Number(count[1]), hasCleanOutput: true } : text;
  });
  return { code, files: {} };
}

function textOf(example: RuleDocs['bad']): string {
  return render(typeof example === 'string' ? example : [...example]);
}
