/**
 * Tests of the semantic model that read like Python: a program calls `reveal(x)` and says in a comment behind it what the
 * model must know of `x`. Notation: type or kind, then the part of a split, then what went into it, e.g.
 * `DataFrame`, `ndarray train`, `"text"`, `3`, `StandardScaler`, `(ndarray train, ndarray test)`, `unknown`.
 */
import { expect, it } from 'vitest';
import { createEngine, type ModuleResolver } from '../../server/src/engine/engine';
import { createUnit } from '../../server/src/engine/source/createUnit';
import { textOf, type Unit } from '../../server/src/engine/source/unit';
import { partOf, type DataNode } from '../../server/src/engine/semantics/data';
import type { Model } from '../../server/src/engine/semantics/model';
import { SLOTS, isData, itemsOf, type Value } from '../../server/src/engine/semantics/values';
import { parserForTests } from './engine';
import { tidy } from './program';

/** The semantic model of a script, or of a notebook's cells; other files of its project are given by name. */
export async function modelOf(
  code: string | readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<Model> {
  const engine = createEngine(await parserForTests());
  const texts = typeof code === 'string' ? [code] : code;
  const unit = createUnit({
    path: typeof code === 'string' ? 'main.py' : 'main.ipynb',
    kind: typeof code === 'string' ? 'script' : 'notebook',
    sources: texts.map((text) => ({ text: tidyText(text) })),
  });
  const units = new Map<string, Unit>();
  const resolve: ModuleResolver = (name) => {
    const path = `${name.replaceAll('.', '/')}.py`;
    if (files[path] === undefined) return undefined;
    if (!units.has(path))
      units.set(path, createUnit({ path, kind: 'script', sources: [{ text: tidyText(files[path]) }] }));
    return units.get(path);
  };
  return engine.model(unit, engine.parse(unit), resolve);
}

/** One test: every `reveal(…)` of the program is as its comment says. */
export function reveals(
  name: string,
  code: string | readonly string[],
  files: Readonly<Record<string, string>> = {},
): void {
  it(name, async () => {
    const model = await modelOf(code, files);
    const expected: string[] = [];
    const found: string[] = [];
    for (const record of model.trace) {
      if (record.name !== '?reveal' || record.repeat) continue;
      const source = record.unit.sources[Math.floor(record.node.start / record.unit.stride)]!;
      const line = source.lines.lineText(source.lines.lineAt(record.node.end - source.base));
      const comment = /#\s*(.*?)\s*$/.exec(line)?.[1];
      if (comment === undefined) continue;
      const label = `${textOf(record.unit, record.node)}: `;
      expected.push(label + comment);
      found.push(label + describeValue(record.args.positional[0]));
    }
    expect(expected.length, 'calls of reveal with a comment').toBeGreaterThan(0);
    expect(found).toEqual(expected);
  });
}

export function describeValue(value: Value | undefined): string {
  if (!value) return 'nothing';
  switch (value.kind) {
    case 'constant':
      return value.value === null ? 'None' : JSON.stringify(value.value);
    case 'sequence': {
      const items = itemsOf(value);
      const [open, close] = value.form === 'list' ? '[]' : value.form === 'set' ? '{}' : '()';
      return items ? `${open}${items.map(describeValue).join(', ')}${close}` : `${open}…${close}`;
    }
    case 'mapping':
      return `{${[...value.slots]
        .filter(([key]) => key.startsWith('key:'))
        .map(([key, inner]) => `${key.slice(4)}: ${describeValue(inner as Value)}`)
        .join(', ')}}`;
    case 'api':
      return value.name;
    case 'choice':
      return value.options.map(describeValue).join(' | ');
    case 'function':
      return 'function';
    case 'class':
      return `class ${value.def.name}`;
    case 'module':
      return 'module';
    case 'method':
      return `method ${value.name}`;
    case 'object':
    case 'unknown': {
      const type =
        value.kind === 'unknown'
          ? 'unknown'
          : value.cls
            ? value.cls.def.name
            : value.type.slice(value.type.lastIndexOf('.') + 1);
      const data = value.slots.get(SLOTS.data);
      const mode = value.slots.get(SLOTS.mode);
      return [
        type,
        ...(typeof mode === 'string' ? [mode] : []),
        ...(isData(data) ? describeData(data) : []),
      ].join(' ');
    }
  }
}

function describeData(node: DataNode): string[] {
  const part = partOf(node.rows);
  const { relation } = node.rows;
  return part ? [part] : relation && relation !== 'subset' ? [relation] : [];
}

function tidyText(text: string): string {
  return tidy(text) as string;
}
