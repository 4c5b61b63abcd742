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
  | 'fits-frame'
  | 'fits-array'
  | 'fits-opaque-model'
  | 'saves-opaque-model';

/** The first function of a module that makes features or trains, as its name or its annotations say. */
export interface FeatureFunction {
  readonly name: string;
  readonly at: Location;
  /**
   * Names of the columns that it reads from the frame that is its only required parameter; absent where it takes something else.
   */
  readonly columns?: readonly string[];
}

/** A file named by a literal. */
export interface FileUse {
  readonly path: string;
  readonly at: Location;
}

/** A piece of code that makes features. */
export interface FeatureCode {
  /** A column of a table, a function, a map of categories to codes, a scaling by literal numbers. */
  readonly kind: 'column' | 'function' | 'codes' | 'scaling';
  /** Equal for equal code, up to the names of variables (semantics/fingerprint.ts). */
  readonly key: string;
  readonly name: string;
  readonly at: Location;
}

export interface UnitSummary {
  readonly path: string;
  readonly role: Role;
  /** Top-level names of imported packages, with the place of the first import of each. */
  readonly imports: Readonly<Record<string, Location>>;
  /** Each kind of evidence, with its first place. */
  readonly evidence: Readonly<Partial<Record<Evidence, Location>>>;
  /** Dotted names of everything that is imported. */
  readonly modules?: readonly string[];
  readonly feature?: FeatureFunction;
  /** Data files that are read, and files that are written, by literal paths of this machine. */
  readonly reads?: readonly FileUse[];
  readonly writes?: readonly FileUse[];
  /** Model files that are loaded, by literal paths. */
  readonly loads?: readonly FileUse[];
  /** Notebooks that are run from here: by papermill, `%run`, a job's `notebook_path`. */
  readonly notebooks?: readonly FileUse[];
  /** How training, serving and scoring files make features. */
  readonly featureCode?: readonly FeatureCode[];
}
