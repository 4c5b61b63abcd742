/** What the engine says: plain data that knows no editor, no file system and no syntax tree. */
import type { Location } from './source/unit';

/** From worst to mildest. */
export const SEVERITIES = ['error', 'warning', 'information', 'hint'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const AREAS = [
  'leakage',
  'evaluation',
  'reproducibility',
  'data',
  'training',
  'estimators',
  'performance',
  'tracking',
  'explainability',
  'security',
  'deployment',
  'monitoring',
  'notebook',
  'project',
] as const;
export type Area = (typeof AREAS)[number];

/**
 * How far a fix can be trusted: `safe` keeps behaviour or is plainly right (goes into fix-all), `suggestion` wants a look,
 * `scaffold` makes a file or a block of code.
 */
export type Applicability = 'safe' | 'suggestion' | 'scaffold';

/** A place in a file. `path` is absent for the analysed unit itself. */
export interface Place extends Location {
  readonly path?: string;
}

/** Replaces a place by a text. For a `path` that does not exist yet the edit creates the file. */
export interface TextEdit extends Place {
  readonly newText: string;
}

export interface Fix {
  readonly title: string;
  readonly applicability: Applicability;
  /** Sorted by place, free of overlaps. */
  readonly edits: readonly TextEdit[];
}

export interface RelatedPlace extends Place {
  readonly message: string;
}

export interface Finding {
  /** Rule name, kebab-case. */
  readonly rule: string;
  readonly area: Area;
  readonly severity: Severity;
  /** Plain text; names of the user's code stand in backquotes. */
  readonly message: string;
  readonly place: Place;
  readonly related: readonly RelatedPlace[];
  readonly fixes: readonly Fix[];
  readonly tags: readonly ('unnecessary' | 'deprecated')[];
}
