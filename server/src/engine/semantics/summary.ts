/** What the project index keeps of a unit: small, plain, serialisable. */
import type { Location } from '../source/unit';

/** What a file is for, read from its steps and its path. */
export type Role = 'training' | 'serving' | 'scoring' | 'library' | 'test' | 'config' | 'notebook' | 'other';

/** Facts that cancel or allow rules on absence elsewhere in the project. */
export type Evidence =
  | 'tracks'
  | 'explains'
  | 'monitors'
  | 'logs-predictions'
  | 'seeds'
  | 'validates-data'
  | 'saves-model'
  | 'loads-model'
  | 'serves'
  | 'fits'
  | 'evaluates'
  | 'fits-opaque-model'
  | 'saves-opaque-model';

export interface UnitSummary {
  readonly path: string;
  readonly role: Role;
  /** Top-level names of imported packages, with the place of the first import of each. */
  readonly imports: Readonly<Record<string, Location>>;
  /** Each kind of evidence, with its first place. */
  readonly evidence: Readonly<Partial<Record<Evidence, Location>>>;
}
