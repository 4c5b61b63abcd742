/**
 * Tells from a script's bare text whether any rule can apply to it, so that the rest is passed over without a parse. A text is
 * relevant if it imports a library that we know or that a rule names; rules that ask for no import look at the text themselves (`mayApply`).
 * Notebooks are always relevant: their rules look at cells, not at imports.
 */
import { isStandardLibrary } from '../engine/fix/standardLibrary';
import { LIBRARIES } from '../engine/knowledge/libraries';
import { EXPLAINERS, MONITORS, ORCHESTRATORS, TRACKERS, VALIDATORS } from '../engine/knowledge/operations';
import type { Rule } from '../engine/rules/rule';
import type { SourceInput, UnitKind } from '../engine/source/unit';

/** Known for what they do in ML code; by themselves they make no file ML code. The standard library makes none either. */
const NOT_TELLING: ReadonlySet<string> = new Set([
  'builtins',
  'pydantic',
  'yaml',
  'dill',
  'cloudpickle',
  'jsonpickle',
  'cPickle',
  '_pickle',
]);

/** Names under which known libraries come too. */
const OTHER_NAMES = ['tf_keras', 'cudf', 'modin', 'pytorch_lightning', 'lightning'];

/**
 * `library`: it imports a library that matters; `text`: it does not, but a rule that looks at the text alone may apply; `none`:
 * no rule can.
 */
export type Relevance = 'library' | 'text' | 'none';

export type ImportGate = (kind: UnitKind, inputs: readonly Pick<SourceInput, 'text'>[]) => Relevance;

/** Builds the gate for a set of rules. A rule that has neither `needs` nor `mayApply` opens it for every file. */
export function createImportGate(rules: readonly Rule[]): ImportGate {
  const names = new Set([...OTHER_NAMES, ...TRACKERS, ...EXPLAINERS, ...MONITORS, ...VALIDATORS]);
  for (const { name } of LIBRARIES) names.add(name.split('.')[0]!);
  for (const { module } of ORCHESTRATORS) if (!module.includes('.')) names.add(module);
  const looks: ((code: string) => boolean)[] = [];
  for (const rule of rules) {
    if (rule.scope !== 'unit' || rule.area === 'notebook') continue;
    for (const name of rule.needs) names.add(name.split('.')[0]!);
    if (rule.needs.length === 0) looks.push(rule.mayApply ?? (() => true));
  }
  for (const name of names) if (NOT_TELLING.has(name) || isStandardLibrary(name)) names.delete(name);
  const imports = new RegExp(`^[ \\t]*(?:from|import)[ \\t][^\\n]*\\b(?:${[...names].join('|')})\\b`, 'm');
  return (kind, inputs) => {
    if (inputs.some(({ text }) => imports.test(text))) return 'library';
    if (kind === 'notebook') return 'text';
    return inputs.some(({ text }) => looks.some((mayApply) => mayApply(text))) ? 'text' : 'none';
  };
}
