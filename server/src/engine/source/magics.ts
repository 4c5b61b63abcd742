/** IPython syntax in a source. */
export type MagicKind = 'line' | 'cell' | 'shell' | 'help' | 'automagic' | 'assignment';

export interface Magic {
  readonly kind: MagicKind;
  /** `matplotlib`, `time`, `pip` …; for shell escapes the first word of the command; '' for help. */
  readonly name: string;
  /** Everything after the name, trimmed. */
  readonly argument: string;
  /** Offsets of the masked text in the source's own text. */
  readonly start: number;
  readonly end: number;
  /** Names that the magic binds (`%%capture out`, `files = !ls`, `%store -r x`). */
  readonly binds: readonly string[];
}

export interface MaskedText {
  /** As long as the text it was made from. */
  readonly code: string;
  readonly magics: readonly Magic[];
}

/** Masks IPython syntax. */
export function maskMagics(text: string, kind: 'script' | 'notebook', language?: string): MaskedText {
  void kind;
  void language;
  return { code: text, magics: [] };
}
