/**
 * Tests a rule on small programs. Beside what a case states, each case is checked for what must hold of every rule:
 *
 * - every place lies inside the text;
 * - every fix leaves code that parses, differs, uses no name that nothing binds, has lost the finding and gained none of any rule;
 *   fixing again and again comes to an end;
 * - the verdict is the same with `\r\n`, after an emoji, under other import aliases, and with one cell per statement.
 *
 *   testRule(rule, {
 *     valid: [{ name: 'seeded', code: `…` }],
 *     invalid: [{ name: 'unseeded', code: `…`, errors: [{ message: '…', at: 'train_test_split(X, y)' }], fixed: `…` }],
 *   });
 */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  createEngine,
  type AnalyseOptions,
  type Engine,
  type RuleSetting,
} from '../../server/src/engine/engine';
import type { Finding, Fix, Severity, TextEdit } from '../../server/src/engine/finding';
import type { ProjectFacts } from '../../server/src/engine/rules/project';
import type { Rule } from '../../server/src/engine/rules/rule';
import type { PythonParser } from '../../server/src/engine/syntax/parser';
import { codeFrame, numbered } from './codeFrame';
import { parserForTests } from './engine';
import { applyFix, render, textsOf, tidy, unitOf, type Code } from './program';
import { undefinedNames } from './undefinedNames';
import { ALIAS_SUFFIX, VARIANTS, variantOf, type Variant } from './variants';

export interface ValidCase {
  /** What the case shows. */
  readonly name: string;
  /** A script, or a notebook's cells. Template literals may be indented. */
  readonly code: Code;
  /** Path of the file, where it matters (`tests/test_x.py`). */
  readonly path?: string;
  /** The rest of the project, for rules that need it (which run alone in one otherwise). The file itself is added. */
  readonly project?: Partial<ProjectFacts>;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Variants under which the verdict may differ, each with the reason. */
  readonly skip?: Partial<Record<Variant, string>>;
}

export interface ExpectedError {
  /** The whole message, or a pattern. */
  readonly message?: string | RegExp;
  /** The text of the finding's range, or the 1-based line where it starts. */
  readonly at?: string | number;
  /** 1-based number of the source (cell) of the finding. */
  readonly cell?: number;
  readonly severity?: Severity;
  /** Titles of the fixes, in order; with the code after each where given. */
  readonly fixes?: readonly (string | { readonly title: string; readonly code?: Code })[];
  /** Texts of the related places, in order. */
  readonly related?: readonly string[];
}

export interface InvalidCase extends ValidCase {
  readonly errors: readonly ExpectedError[];
  /** The program after the first fix of every finding, applied one after the other. */
  readonly fixed?: Code;
  /** Rules whose findings a fix may bring into the open here, each with the reason. */
  readonly uncovers?: Readonly<Record<string, string>>;
}

export interface RuleCases {
  readonly valid: readonly ValidCase[];
  readonly invalid: readonly InvalidCase[];
}

/** Declares the tests of a rule that looks at one unit. */
export function testRule(rule: Rule, { valid, invalid }: RuleCases): void {
  describe(rule.name, () => {
    let bench: Bench;
    beforeAll(async () => {
      bench = new Bench(rule, await parserForTests());
    });
    describe('is silent', () => {
      for (const each of valid) it(each.name, () => bench.checkValid(each));
    });
    describe('finds', () => {
      for (const each of invalid) it(each.name, () => bench.checkInvalid(each));
    });
  });
}

/** The checks for one rule, on one engine. */
class Bench {
  private readonly engine: Engine;

  constructor(
    private readonly rule: Rule,
    private readonly parser: PythonParser,
  ) {
    this.engine = createEngine(parser);
  }

  checkValid(test: ValidCase): void {
    const code = tidy(test.code);
    this.expectSoundCode(test, code);
    const findings = this.run(test, code);
    if (findings.length > 0) expect.fail(`Nothing should be found, but:\n\n${describeAll(code, findings)}`);
    this.checkVariants(test, code, findings);
  }

  checkInvalid(test: InvalidCase): void {
    const code = tidy(test.code);
    this.expectSoundCode(test, code);
    const findings = this.run(test, code);
    if (findings.length !== test.errors.length) {
      const found = findings.length === 0 ? numbered(render(code)) : describeAll(code, findings);
      expect.fail(`${test.errors.length} findings expected, ${findings.length} found:\n\n${found}`);
    }
    findings.forEach((finding, index) => {
      this.checkPlaces(code, finding);
      this.checkExpected(test, code, finding, test.errors[index]!);
      for (const fix of finding.fixes) this.checkFix(test, code, finding, fix);
    });
    const end = this.fixAll(test, code);
    if (test.fixed !== undefined) expect(render(end)).toBe(render(tidy(test.fixed)));
    this.checkVariants(test, code, findings);
  }

  /** The findings of the rule under test. */
  private run(test: ValidCase, code: Code): Finding[] {
    return this.runAll(test, code).filter((finding) => finding.rule === this.rule.name);
  }

  /** The findings of all rules that are on, and of the rule under test. */
  private runAll(test: ValidCase, code: Code): readonly Finding[] {
    const unit = unitOf(code, test.path);
    const setting: RuleSetting = { severity: 'default', options: test.options };
    const options: AnalyseOptions = { rules: new Map([[this.rule.name, setting]]) };
    const needsProject = this.rule.scope === 'unit' && this.rule.needsProject === true;
    const rest = test.project ?? (needsProject ? {} : undefined);
    if (!rest) return this.engine.analyse(unit, options).findings;
    const { summary } = this.engine.analyse(unit, options);
    const { units = [], manifests = [], drivers = [], files = [] } = rest;
    const project = { units: [...units, summary], manifests, drivers, files: [...files, unit.path] };
    return this.engine.analyse(unit, { ...options, project }).findings;
  }

  private modulesOf(code: Code) {
    const unit = unitOf(code);
    return { unit, modules: unit.sources.map((source) => this.parser.parse(source)) };
  }

  private syntaxErrors(code: Code): number {
    return this.modulesOf(code).modules.reduce((sum, module) => sum + module.errors.length, 0);
  }

  private expectSoundCode(test: ValidCase, code: Code): void {
    const { unit, modules } = this.modulesOf(code);
    const wrong = modules.flatMap((module) => module.errors.map((span) => ({ module, span })))[0];
    if (!wrong || /syntax|broken/i.test(test.name)) return;
    const { base, text } = unit.sources[wrong.module.source]!;
    const frame = codeFrame(text, wrong.span.start - base, wrong.span.end - base, 'does not parse');
    expect.fail(`The case's code is broken (call the case "broken …" if it is meant to be):\n\n${frame}`);
  }

  private checkPlaces(code: Code, finding: Finding): void {
    const texts = textsOf(code);
    const own = [finding.place, ...finding.related, ...finding.fixes.flatMap((fix) => fix.edits)];
    for (const place of own) {
      if (place.path !== undefined) continue;
      const length = texts[place.source]?.length ?? -1;
      const isInside = 0 <= place.start && place.start <= place.end && place.end <= length;
      if (!isInside)
        expect.fail(`The place ${JSON.stringify(place)} lies outside the text of ${length} characters.`);
    }
    if (finding.place.start === finding.place.end)
      expect.fail('The finding has an empty range: nothing to underline.');
    if (/\{\w+\}/.test(finding.message)) expect.fail(`A placeholder is not filled: ${finding.message}`);
  }

  private checkExpected(test: ValidCase, code: Code, finding: Finding, expected: ExpectedError): void {
    const frame = describeAll(code, [finding]);
    const text = textsOf(code)[finding.place.source]!;
    if (typeof expected.message === 'string') expect(finding.message, frame).toBe(expected.message);
    else if (expected.message) expect(finding.message, frame).toMatch(expected.message);
    if (typeof expected.at === 'string') expect(rangeText(code, finding), frame).toBe(expected.at);
    if (typeof expected.at === 'number') {
      expect(text.slice(0, finding.place.start).split('\n').length, `line of:\n${frame}`).toBe(expected.at);
    }
    if (expected.cell !== undefined)
      expect(finding.place.source + 1, `cell of:\n${frame}`).toBe(expected.cell);
    if (expected.severity) expect(finding.severity, frame).toBe(expected.severity);
    if (expected.related) {
      const related = finding.related.map((place) =>
        textsOf(code)[place.source]!.slice(place.start, place.end),
      );
      expect(related, `related places of:\n${frame}`).toEqual(expected.related);
    }
    if (expected.fixes) {
      const titles = expected.fixes.map((fix) => (typeof fix === 'string' ? fix : fix.title));
      expect(
        finding.fixes.map((fix) => fix.title),
        `fixes of:\n${frame}`,
      ).toEqual(titles);
      expected.fixes.forEach((fix, index) => {
        if (typeof fix === 'string' || fix.code === undefined) return;
        const fixed = applyFix(code, finding.fixes[index]!);
        expect(render(fixed), `"${fix.title}" on:\n${frame}`).toBe(render(tidy(fix.code)));
      });
    }
  }

  private checkFix(test: InvalidCase, code: Code, finding: Finding, fix: Fix): void {
    const where = `The fix "${fix.title}" of\n\n${describeAll(code, [finding])}\n`;
    checkForeignEdits(
      fix.edits.filter((edit) => edit.path !== undefined),
      where,
    );
    if (fix.edits.every((edit) => edit.path !== undefined)) return;
    const fixed = applyFix(code, fix);
    const result = `${where}\ngives\n\n${numbered(render(fixed))}\n\n`;
    if (render(fixed) === render(code)) expect.fail(`${where}changes nothing.`);
    if (this.syntaxErrors(fixed) > this.syntaxErrors(code)) expect.fail(`${result}which does not parse.`);
    const before = this.modulesOf(code);
    const after = this.modulesOf(fixed);
    const known = undefinedNames(before.unit, before.modules);
    const introduced = undefinedNames(after.unit, after.modules).filter((name) => !known.includes(name));
    if (introduced.length > 0) expect.fail(`${result}where nothing binds ${introduced.join(', ')}.`);
    this.checkFindingsAfter(test, code, fixed, finding, result);
  }

  /** The finding is gone, and no rule has a new one. */
  private checkFindingsAfter(
    test: InvalidCase,
    code: Code,
    fixed: Code,
    finding: Finding,
    result: string,
  ): void {
    const before = this.runAll(test, code);
    const after = this.runAll(test, fixed);
    const count = (all: readonly Finding[], rule: string) =>
      all.filter((other) => other.rule === rule).length;
    if (count(after, finding.rule) >= count(before, finding.rule)) {
      expect.fail(`${result}where the finding still stands.`);
    }
    for (const other of after) {
      if (test.uncovers?.[other.rule] !== undefined) continue;
      if (count(after, other.rule) > count(before, other.rule)) {
        expect.fail(`${result}where there is a new finding:\n\n${describeAll(fixed, [other])}`);
      }
    }
  }

  /** Applies the first fix of the first finding that has one, until none has. */
  private fixAll(test: InvalidCase, code: Code): Code {
    let current = code;
    for (let round = 0; round <= test.errors.length; round++) {
      const fix = this.run(test, current)
        .flatMap((finding) => finding.fixes.slice(0, 1))
        .find((first) => first.edits.some((edit) => edit.path === undefined));
      if (!fix) return current;
      current = applyFix(current, fix);
    }
    return expect.fail(
      `Fixing does not come to an end; after ${test.errors.length + 1} rounds:\n\n${render(current)}`,
    );
  }

  private checkVariants(test: ValidCase, code: Code, findings: readonly Finding[]): void {
    const { unit, modules } = this.modulesOf(code);
    for (const variant of VARIANTS) {
      if (test.skip?.[variant] !== undefined) continue;
      const other = variantOf(variant, code, unit, modules);
      if (other === undefined) continue;
      const path = variant === 'cells' ? test.path?.replace(/\.py$/, '.ipynb') : test.path;
      const found = this.run({ ...test, path }, other);
      const verdict = (of: Code, all: readonly Finding[]) =>
        all.map((finding) => verdictOf(of, finding)).sort();
      const message = `The verdict differs in the variant "${variant}":\n\n${describeAll(other, found)}\n\n${numbered(render(other))}\n`;
      expect(verdict(other, found), message).toEqual(verdict(code, findings));
    }
  }
}

function checkForeignEdits(edits: readonly TextEdit[], where: string): void {
  for (const { path } of edits) {
    if (/^([/\\]|[A-Za-z]:)|(^|\/)\.\.(\/|$)|\\/.test(path!))
      expect.fail(`${where} writes outside the project: ${path}`);
  }
}

function rangeText(code: Code, { place }: Finding): string {
  return textsOf(code)[place.source]!.slice(place.start, place.end);
}

/** What a finding says, free of how the program is written down. */
function verdictOf(code: Code, finding: Finding): string {
  return `${rangeText(code, finding)} | ${finding.message}`
    .replaceAll('\r\n', '\n')
    .replaceAll(ALIAS_SUFFIX, '')
    .replace(/\b([A-Za-z_]\w*) as \1\b/g, '$1')
    .replace(/\b(line|cell) \d+/gi, '$1 N');
}

function describeAll(code: Code, findings: readonly Finding[]): string {
  const texts = textsOf(code);
  return findings
    .map(({ place, message, severity, rule }) => {
      const head = typeof code === 'string' ? '' : `cell ${place.source + 1}\n`;
      return `${rule} (${severity}): ${message}\n${head}${codeFrame(texts[place.source] ?? '', place.start, place.end)}`;
    })
    .join('\n\n');
}
