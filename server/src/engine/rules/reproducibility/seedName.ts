/** The seed that a file has already: a constant `SEED`, `RANDOM_STATE` … of its own, or one that it imports. */
import { namesOf, type Program } from '../../fix';
import { namesBoundBy } from '../../fix/names';
import type { Span } from '../../source/unit';
import type { Assign, ImportFrom } from '../../syntax/ast';
import { walk } from '../../syntax/visit';

const CONSTANT =
  /^_?((GLOBAL|RANDOM|RANDOM_STATE|MANUAL|DEFAULT)_)?SEED$|^_?RANDOM_STATE$|^(random_)?seed$|^random_state$/;
const IMPORTED = /^_?((GLOBAL|RANDOM|MANUAL|DEFAULT)_)?SEED$|^_?RANDOM_STATE$/;

/** What a fix writes where it doesn't find a seed. */
export const DEFAULT_SEED = '42';

export interface SeedName {
  readonly name: string;
  /** The statement from which on the name can be used. */
  readonly statement: Assign | ImportFrom;
}

/** A top-level constant that is bound once, above the place of use; undefined if there is none. */
export function seedName(program: Program, at: Span): SeedName | undefined {
  const bound = new Map<string, number>();
  for (const module of program.modules) {
    walk(module.body, (node) => {
      for (const name of namesBoundBy(node)) bound.set(name, (bound.get(name) ?? 0) + 1);
    });
  }
  for (const { body } of program.modules) {
    for (const statement of body) {
      if (statement.kind !== 'Assign' || statement.end > at.start) continue;
      const [target] = statement.targets;
      const isSeed = target?.kind === 'Name' && CONSTANT.test(target.id) && bound.get(target.id) === 1;
      const { value } = statement;
      if (isSeed && value.kind === 'Number' && value.isInt) return { name: target.id, statement };
    }
  }
  const imported = namesOf(program).imports.find(
    ({ name, member, topLevel, statement }) =>
      member !== undefined &&
      topLevel &&
      IMPORTED.test(name) &&
      !bound.has(name) &&
      statement.end <= at.start,
  );
  return imported?.statement.kind === 'ImportFrom'
    ? { name: imported.name, statement: imported.statement }
    : undefined;
}
