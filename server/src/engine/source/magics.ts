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
