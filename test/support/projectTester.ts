/** Tests a rule that looks at a whole project, on small projects written as file name to text. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../server/src/engine/engine';
import type { Finding, Severity } from '../../server/src/engine/finding';
import type { ProjectFacts } from '../../server/src/engine/rules/project';
import type { Rule } from '../../server/src/engine/rules/rule';
import { isDriverPath, isManifestPath } from '../../server/src/project/manifests';
import { codeFrame } from './codeFrame';
import { parserForTests } from './engine';
import { dedent, textsOf, unitOf, type Code } from './program';

/** Python files (a list is a notebook's cells) and others; paths relative to the project's folder. */
export type ProjectFiles = Readonly<Record<string, Code>>;

export interface ProjectCase {
  readonly name: string;
  readonly files: ProjectFiles;
}

export interface ProjectError {
  readonly path: string;
  /** The text of the finding's range. */
  readonly at?: string;
  readonly message?: string | RegExp;
  readonly severity?: Severity;
  /** Texts of the files that the first fix makes, by path. */
  readonly creates?: Readonly<Record<string, string>>;
}

export interface InvalidProject extends ProjectCase {
  readonly errors: readonly ProjectError[];
}

/** Declares the tests of a project rule. Findings are compared in the engine's order. */
export function testProjectRule(
  rule: Rule,
  { valid, invalid }: { valid: readonly ProjectCase[]; invalid: readonly InvalidProject[] },
): void {
  describe(rule.name, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = createEngine(await parserForTests());
    });
    describe('is silent', () => {
      for (const { name, files } of valid) {
        it(name, () => {
          const found = analyseProject(engine, rule, files);
          expect(found, describeFindings(files, found)).toEqual([]);
        });
      }
    });
    describe('finds', () => {
      for (const test of invalid) {
        it(test.name, () => {
          const found = analyseProject(engine, rule, test.files);
          expect(found.length, describeFindings(test.files, found) || 'Nothing is found.').toBe(
            test.errors.length,
          );
          found.forEach((finding, index) => checkError(test.files, finding, test.errors[index]!));
        });
      }
    });
  });
}

/** The rule's findings in a project of these files. */
export function analyseProject(engine: Engine, rule: Rule, files: ProjectFiles): Finding[] {
  return engine.analyseProject(factsOf(engine, files)).filter((finding) => finding.rule === rule.name);
}

/** What the project layer would gather from these files. */
export function factsOf(engine: Engine, files: ProjectFiles): ProjectFacts {
  const paths = Object.keys(files);
  const units = paths
    .filter((path) => /\.(py|ipynb)$/.test(path))
    .map((path) => engine.analyse(unitOf(tidied(files[path]!), path)).summary);
  const read = (path: string) => ({ path, text: dedent(textsOf(files[path]!)[0]!) });
  const manifests = paths.filter(isManifestPath).map(read);
  const drivers = paths.filter((path) => isDriverPath(path) && !isManifestPath(path)).map(read);
  return { units, manifests, drivers, files: paths };
}

function checkError(files: ProjectFiles, finding: Finding, expected: ProjectError): void {
  const frame = describeFindings(files, [finding]);
  expect(finding.place.path, frame).toBe(expected.path);
  const text = textsOf(tidied(files[expected.path]!))[finding.place.source]!;
  expect(finding.place.end, frame).toBeLessThanOrEqual(text.length);
  expect(finding.message, 'A placeholder is not filled.').not.toMatch(/\{\w+\}/);
  if (expected.at !== undefined)
    expect(text.slice(finding.place.start, finding.place.end), frame).toBe(expected.at);
  if (typeof expected.message === 'string') expect(finding.message, frame).toBe(expected.message);
  else if (expected.message) expect(finding.message, frame).toMatch(expected.message);
  if (expected.severity) expect(finding.severity, frame).toBe(expected.severity);
  if (expected.creates) {
    const made = Object.fromEntries(finding.fixes[0]!.edits.map((edit) => [edit.path!, edit.newText]));
    expect(made, frame).toEqual(expected.creates);
  }
}

function tidied(code: Code): Code {
  return typeof code === 'string'
    ? dedent(code)
    : code.map((cell) => (typeof cell === 'string' ? dedent(cell) : cell));
}

function describeFindings(files: ProjectFiles, findings: readonly Finding[]): string {
  return findings
    .map(({ rule, severity, message, place }) => {
      const text = textsOf(tidied(files[place.path!] ?? ''))[place.source] ?? '';
      return `${rule} (${severity}) in ${place.path}: ${message}\n${codeFrame(text, place.start, place.end)}`;
    })
    .join('\n\n');
}
