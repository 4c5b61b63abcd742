/** The vocabulary in which the tables of this folder say what libraries do. Data only; the interpreter gives it meaning. */

/** What a call does to rows, models or the world. */
export type Effect =
  // rows
  | 'load'
  | 'generate'
  | 'same'
  | 'columns'
  | 'subset'
  | 'union'
  | 'join'
  | 'resample'
  | 'reduce'
  | 'learned'
  | 'group'
  | 'keyed'
  // splitting and judging
  | 'split'
  | 'fold'
  | 'metric'
  | 'cross-validate'
  // estimators
  | 'fit'
  | 'transform'
  | 'fit-transform'
  | 'inverse-transform'
  | 'predict'
  | 'fit-predict'
  | 'score'
  | 'fit-resample'
  // torch
  | 'forward'
  | 'backward'
  | 'step'
  | 'zero-grad'
  | 'train-mode'
  | 'eval-mode'
  | 'load-weights'
  | 'clip'
  // the world
  | 'seed'
  | 'draw'
  | 'save'
  | 'restore'
  | 'track'
  | 'autolog'
  | 'explain'
  | 'monitor'
  | 'validate'
  | 'log'
  | 'serve'
  // plumbing
  | 'first-argument'
  | 'none';

/** Kinds of objects that share methods. */
export type Family =
  | 'frame'
  | 'series'
  | 'index'
  | 'groupby'
  | 'indexer'
  | 'array'
  | 'tensor'
  | 'statistic'
  | 'transformer'
  | 'predictor'
  | 'search'
  | 'pipeline'
  | 'resampler'
  | 'splitter'
  | 'clusterer'
  | 'module'
  | 'optimizer'
  | 'scheduler'
  | 'loader'
  | 'dataset'
  | 'keras-model'
  | 'booster'
  | 'generator'
  | 'trainer'
  | 'app'
  | 'hf-dataset';

/** What a fitted transformer takes from the rows. */
export type Learns =
  /** Statistics of the values: fitting on test rows leaks. `structure`: strong enough to matter (imputers, PCA, text). */
  | 'values'
  | 'structure'
  /** Only which categories exist. */
  | 'vocabulary'
  /** The target's statistics. */
  | 'target'
  /** Which features go with the target. */
  | 'selection'
  | 'nothing';

/** Generators that a program has one of. */
export type RandomGenerator = 'python' | 'numpy' | 'torch' | 'tensorflow';

/** Where randomness comes from and how it is seeded. */
export interface RandomFact {
  /** Keyword that seeds the call, if it has one. */
  readonly parameter?: string;
  /** Position of that argument (0-based), where it can be given by position. */
  readonly position?: number;
  /** The global generator that it draws from when the keyword is absent; 'own': a fresh one each time. */
  readonly generator: RandomGenerator | 'own';
  /**
   * When results really differ between runs (catalogue F1): always, or only if a keyword has one of these values.
   * `never`: accepts a seed, but does not need it.
   */
  readonly varies:
    'always' | 'never' | { readonly keyword: string; readonly values: readonly (string | boolean)[] };
  /** Varies unless this keyword has this value: `train_test_split(shuffle=False)`. */
  readonly unless?: { readonly keyword: string; readonly value: boolean };
}

/** A loader that runs code which the file contains: always, or only if an argument has this value. */
export type RunsCode =
  true | { readonly keyword: string; readonly position?: number; readonly value: boolean };

export interface ApiFact {
  /** For loaders that run code: see `RunsCode`. */
  readonly runsCode?: RunsCode;
  readonly effect?: Effect;
  /** Canonical type of the result; 'self' keeps the receiver's or first argument's type. */
  readonly returns?: string;
  readonly random?: RandomFact;
  /** The global generators that a call with the effect 'seed' seeds. */
  readonly seeds?: readonly RandomGenerator[];
}

export interface ClassFact {
  readonly family: Family;
  readonly learns?: Learns;
  readonly random?: RandomFact;
  /** A model whose decisions need an explainer: forests, boosting, kernel machines, networks. */
  readonly opaque?: boolean;
  /** Classifier, regressor, or neither. */
  readonly task?: 'classification' | 'regression';
  /** Score methods a classifier lacks with default arguments. */
  readonly lacks?: readonly string[];
}

/** One library's table. Names are canonical (public module path) without the library's own name. */
export interface Library {
  readonly name: string;
  /** Version whose documentation or behaviour the table was checked against. */
  readonly checked: string;
  readonly functions?: Readonly<Record<string, ApiFact>>;
  readonly classes?: Readonly<Record<string, ClassFact>>;
}

/** The same fact for several names. */
export function each<F>(names: string, fact: F, prefix = ''): Record<string, F> {
  return Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [prefix + name, fact]),
  );
}
