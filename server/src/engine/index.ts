/**
 * The engine's façade. Pure: no file, no clock, no console; it is given texts and gives back plain data.
 *
 *   const engine = createEngine(await createParser({ runtime, grammar }));
 *   const unit = createUnit({ path: 'train.py', kind: 'script', sources: [{ text }] });
 *   const { findings } = engine.analyse(unit);
 */
export * from './finding';
export * from './engine';
export { createParser, type ParserAssets, type PythonParser } from './syntax/parser';
export { createUnit } from './source/createUnit';
export {
  locate,
  textOf,
  type CellInfo,
  type Location,
  type Source,
  type SourceInput,
  type Unit,
  type UnitKind,
} from './source/unit';
export { LineIndex } from './source/lineIndex';
export { rules, ruleByName } from './rules/registry';
export type { Rule, RuleDocs } from './rules/rule';
export type { ManifestFile, ProjectFacts } from './rules/project';
export type { UnitSummary } from './semantics/summary';
