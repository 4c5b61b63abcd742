/** Applies edits of builders to small programs. */
import { composeEdits, type Program } from '../../../server/src/engine/fix';
import type { Edit } from '../../../server/src/engine/rules/rule';
import { locate } from '../../../server/src/engine/source/unit';
import type { Call, Stmt } from '../../../server/src/engine/syntax/ast';
import { walk } from '../../../server/src/engine/syntax/visit';
import { parserForTests } from '../../support/engine';
import { applyEdits, tidy, unitOf, type Code } from '../../support/program';

export interface Parsed extends Program {
  readonly code: Code;
}

export async function programOf(code: Code): Promise<Parsed> {
  const parser = await parserForTests();
  const tidied = tidy(code);
  const unit = unitOf(tidied);
  const modules = unit.sources.map((source) => parser.parse(source));
  return { code: tidied, unit, modules };
}

/** The program after the edits of some builders; undefined if they can't be put together. */
export function apply(program: Parsed, ...groups: (readonly Edit[] | undefined)[]): Code | undefined {
  const edits = composeEdits(...groups);
  return (
    edits &&
    applyEdits(
      program.code,
      edits.map((e) => ({ ...locate(program.unit, e), newText: e.newText })),
    )
  );
}

/** The first call whose text starts like this. */
export function callOf(program: Parsed, start: string): Call {
  let found: Call | undefined;
  for (const module of program.modules) {
    const { base, text } = program.unit.sources[module.source]!;
    walk(module.body, (node) => {
      if (node.kind === 'Call' && text.slice(node.start - base).startsWith(start)) found ??= node;
    });
  }
  if (!found) throw new Error(`No call ${start} in the program.`);
  return found;
}

/** The first statement whose text starts like this. */
export function statementOf(program: Parsed, start: string): Stmt {
  let found: Stmt | undefined;
  for (const module of program.modules) {
    const { base, text } = program.unit.sources[module.source]!;
    walk(module.body, (node) => {
      if (text.slice(node.start - base).startsWith(start)) found ??= node as Stmt;
    });
  }
  if (!found) throw new Error(`No statement ${start} in the program.`);
  return found;
}
