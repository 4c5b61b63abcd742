/** Applies the fixes of one rule to a program through the real engine, until none is left. */
import { createEngine, type AnalyseOptions, type ModuleResolver } from '../../server/src/engine/engine';
import type { Finding, Fix } from '../../server/src/engine/finding';
import type { ProjectFacts } from '../../server/src/engine/rules/project';
import type { Unit } from '../../server/src/engine/source/unit';
import { isDriverPath, isManifestPath } from '../../server/src/project/manifests';
import { ModuleIndex } from '../../server/src/project/moduleIndex';
import { parserForTests } from '../support/engine';
import { applyEdits, textsOf, tidy, unitOf, type Code } from '../support/program';
import type { Program } from './program';

export interface FixedProgram extends Program {
  /** Titles of the fixes applied, in order. */
  readonly applied: readonly string[];
  /** Findings of the rule that are left: those that no chosen fix mends. */
  readonly left: readonly Finding[];
}

type Files = Readonly<Record<string, Code>>;

const ROOT = '/program';
const MAX_ROUNDS = 50;

/**
 * The program after the rule's fixes: one at a time, in the order of files and places, each computed on the text as it then is.
 * @param title which fix of a finding is meant, where it offers several; the first one otherwise
 * @throws if fixing does not come to an end
 */
export async function fixProgram(program: Program, rule: string, title?: RegExp): Promise<FixedProgram> {
  return program.apart ? fixApart(program, rule, title) : fixTogether(program, rule, title);
}

async function fixApart(program: Program, rule: string, title?: RegExp): Promise<FixedProgram> {
  const parts: FixedProgram[] = [];
  for (const [path, code] of Object.entries(program.files))
    parts.push(await fixTogether({ files: { [path]: code }, needs: program.needs }, rule, title));
  return {
    ...program,
    files: Object.assign({}, ...parts.map(({ files }) => files)) as Files,
    applied: parts.flatMap(({ applied }) => applied),
    left: parts.flatMap(({ left }) => left),
  };
}

async function fixTogether(program: Program, rule: string, title?: RegExp): Promise<FixedProgram> {
  let files: Files = Object.fromEntries(
    Object.entries(program.files).map(([path, code]) => [path, tidy(code)]),
  );
  const applied: string[] = [];
  for (;;) {
    const findings = await findingsIn(files, rule);
    const next = findings.flatMap(({ path, finding }) => {
      const fix = finding.fixes.find((each) => title === undefined || title.test(each.title));
      return fix ? [{ path, fix }] : [];
    })[0];
    if (!next) return { ...program, files, applied, left: findings.map(({ finding }) => finding) };
    if (applied.length >= MAX_ROUNDS)
      throw new Error(`Fixes of ${rule} do not come to an end: ${applied.join('; ')}`);
    files = applyTo(files, next.path, next.fix);
    applied.push(next.fix.title);
  }
}

/** The rule's findings in all files, analysed as a project, so that a helper in another file is seen through. */
async function findingsIn(files: Files, rule: string): Promise<{ path: string; finding: Finding }[]> {
  const engine = createEngine(await parserForTests());
  const units = new Map<string, Unit>();
  for (const [path, code] of Object.entries(files)) if (isPython(path)) units.set(path, unitOf(code, path));
  const index = new ModuleIndex(ROOT, [...units.keys()].filter((path) => path.endsWith('.py')).map(absolute));
  const resolveModule: ModuleResolver = (module, level, from) => {
    const found = index.find(module, level, absolute(from.path));
    return found === undefined ? undefined : units.get(found.slice(ROOT.length + 1));
  };
  const options: AnalyseOptions = { rules: new Map([[rule, { severity: 'default' }]]), resolveModule };
  const project: ProjectFacts = {
    units: [...units.values()].map((unit) => engine.analyse(unit, options).summary),
    manifests: filesWhere(files, isManifestPath),
    drivers: filesWhere(files, (path) => isDriverPath(path) && !isManifestPath(path)),
    files: Object.keys(files),
  };
  const found = [...units].flatMap(([path, unit]) =>
    engine.analyse(unit, { ...options, project }).findings.map((finding) => ({ path, finding })),
  );
  const projectWide = engine
    .analyseProject(project, options)
    .map((finding) => ({ path: finding.place.path!, finding }));
  return [...found, ...projectWide].filter(({ finding }) => finding.rule === rule);
}

function filesWhere(files: Files, isWanted: (path: string) => boolean): ProjectFacts['manifests'] {
  return Object.entries(files).flatMap(([path, code]) =>
    isWanted(path) ? [{ path, text: textsOf(code)[0]! }] : [],
  );
}

function applyTo(files: Files, path: string, fix: Fix): Files {
  const changed = { ...files };
  for (const target of new Set(fix.edits.map((edit) => edit.path ?? path))) {
    const edits = fix.edits.filter((edit) => (edit.path ?? path) === target);
    changed[target] = applyEdits(changed[target] ?? '', edits);
  }
  return changed;
}

function absolute(path: string): string {
  return `${ROOT}/${path}`;
}

function isPython(path: string): boolean {
  return path.endsWith('.py') || path.endsWith('.ipynb');
}
