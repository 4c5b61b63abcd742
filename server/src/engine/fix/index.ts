/** The edit builders. Each gives edits in unit positions; `composeEdits` puts those of one fix together. */
export * from './arguments';
export * from './bindings';
export { indentStatements } from './blocks';
export * from './compose';
export * from './expressions';
export * from './imports';
export { freshName, namesOf } from './names';
export type { Program } from './program';
export * from './snippets';
export { deleteStatement, deleteStatements, insertAfter, insertBefore, moveStatement } from './statements';
export { quoted, styleAt, type Style } from './style';
export { statementAt, suiteOf } from './suites';
