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
  | 'publishes-model'
  | 'writes-model-card'
  | 'loads-model'
  | 'serves'
  | 'fits'
  | 'evaluates'
  | 'fits-frame'
  | 'fits-array'
  | 'fits-opaque-model'
  | 'saves-opaque-model'
  | 'fits-protected-attribute'
  // Signs of mature practice (semantics/practices.ts).
  | 'trains'
  | 'passes-seed'
  | 'registers-model'
  | 'keeps-predictions'
  | 'gates'
  | 'searches'
  | 'compares-baseline'
  | 'checks-drift'
  | 'checks-fairness'
  /** Weaker: something is grouped after a prediction. Enough for a rule to be silent, not to call it a practice. */
  | 'looks-at-groups'
  | 'checks-numerics'
  | 'schedules';

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

/** What the code says of a model, as a model card would. Texts are those of the code. */
export interface ModelSketch {
  /** Name of its class, inside of pipelines and searches. */
  readonly type?: string;
  /** The call that makes it, with its parameters. */
  readonly call?: string;
  /** The columns that are its features, where they are named. */
  readonly features?: readonly string[];
  readonly target?: string;
  /** The call that splits the rows. */
  readonly split?: string;
  /** Functions that judge it. */
  readonly metrics?: readonly string[];
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
  /** Known third-party packages that it can't be run without; absent where it installs packages itself. */
  readonly needs?: Readonly<Record<string, Location>>;
  readonly model?: ModelSketch;
  /** An option that makes a run of the script short, where it needs no other one: `--epochs 1`. */
  readonly shortRun?: string;
  /** Model files that are loaded, by literal paths. */
  readonly loads?: readonly FileUse[];
  /** Notebooks that are run from here: by papermill, `%run`, a job's `notebook_path`. */
  readonly notebooks?: readonly FileUse[];
  /** How training, serving and scoring files make features. */
  readonly featureCode?: readonly FeatureCode[];
}
