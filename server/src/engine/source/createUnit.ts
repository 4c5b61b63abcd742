/** Makes units from texts. */
import { LineIndex } from './lineIndex';
import { maskMagics } from './magics';
import { findSuppressions } from './suppressions';
import { strideFor, type Source, type SourceInput, type Unit, type UnitKind } from './unit';

export interface UnitInput {
  readonly path: string;
  readonly kind: UnitKind;
  readonly sources: readonly SourceInput[];
}

/** Makes the unit of a script (one source) or of a notebook (its code cells in document order). Never throws. */
export function createUnit({ path, kind, sources: inputs }: UnitInput): Unit {
  const stride = strideFor(inputs.map(({ text }) => text));
  const sources = (inputs.length > 0 ? inputs : [{ text: '' }]).map(({ text, cell }, index): Source => {
    const { code, magics } = maskMagics(text, kind, cell?.language);
    return {
      index,
      base: index * stride,
      text,
      code: parsable(code),
      cell,
      magics,
      lines: new LineIndex(text),
    };
  });
  return {
    path,
    kind,
    sources,
    stride,
    suppressions: sources.flatMap((source) => findSuppressions(source, kind)),
  };
}

/** Characters that Python or VS Code accepts and the grammar doesn't, replaced at equal length. */
function parsable(code: string): string {
  return /\r(?!\n)|\0/.test(code) ? code.replace(/\r(?!\n)/g, '\n').replaceAll('\0', ' ') : code;
}
