/** The picture of a pipeline as plain data: typed steps from load to serve, and what flows between them. */
import type { Place } from '../finding';
import type { Part } from '../semantics/data';

/** What a step is for, in the order in which a pipeline usually goes through them. */
export const STAGES = [
  'load',
  'prepare',
  'resample',
  'split',
  'fit',
  'transform',
  'search',
  'train',
  'restore',
  'predict',
  'evaluate',
  'explain',
  'track',
  'save',
  'serve',
  'monitor',
] as const;
export type Stage = (typeof STAGES)[number];

/** One place in the code where something happens to rows or to a model. */
export interface Step {
  readonly stage: Stage;
  /** What does it: `StandardScaler`, `train_test_split`, `POST /predict`. */
  readonly title: string;
  /** The operation where the title is a class (`fit_transform`), or the file that is read or written. */
  readonly detail?: string;
  readonly at: Place;
  /** Path of the file that is read or written, as the code has it. */
  readonly file?: string;
}

/** What goes from one step to another. */
export type Cargo = 'rows' | 'lesson' | 'model' | 'predictions' | 'record' | 'file';

export interface Flow {
  /** Indices into `steps`. */
  readonly from: number;
  readonly to: number;
  readonly cargo: Cargo;
  /** Which part of a split the rows are. */
  readonly part?: Part;
  /** Operations on the way that are no steps of their own (`drop`, `fillna` …), each once. */
  readonly through: readonly string[];
}

export interface Pipeline {
  /** In execution order. */
  readonly steps: readonly Step[];
  readonly flows: readonly Flow[];
}
