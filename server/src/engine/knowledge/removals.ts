/**
 * Names and arguments that newer versions of the libraries no longer have, and what stands in their place. Checked with NumPy 2.4, pandas 3.0,
 * scikit-learn 1.9, torch 2.13 and LightGBM 4.7; XGBoost and transformers from their release notes.
 */

/** How the new form is written. */
export type Replacement =
  /** Another name in the same module or on the same object: `np.in1d` -> `np.isin`. */
  | { readonly kind: 'rename'; readonly to: string }
  /** A plain expression: `np.float` -> `float`. */
  | { readonly kind: 'text'; readonly to: string }
  /** Another module: `from sklearn.cross_validation import …`. Only these members are the same there. */
  | { readonly kind: 'module'; readonly to: string; readonly members?: readonly string[] }
  /** Another keyword with the same meaning. */
  | { readonly kind: 'keyword'; readonly to: string }
  /** Another value of the same keyword, as Python source. */
  | { readonly kind: 'value'; readonly to: string }
  /** Another keyword with another value, as Python source. */
  | { readonly kind: 'argument'; readonly keyword: string; readonly value: string }
  /** The argument has no effect any more: it goes. */
  | { readonly kind: 'drop' }
  /** `df.append(other)` -> `pd.concat([df, other])` */
  | { readonly kind: 'concat' }
  /** `df.fillna(method="ffill")` -> `df.ffill()` */
  | { readonly kind: 'fill' }
  /** `mean_squared_error(…, squared=False)` -> `root_mean_squared_error(…)` */
  | { readonly kind: 'root' };

export interface Removal {
  /** Name on the package index, for pins. */
  readonly distribution: string;
  /** First version that lacks it. */
  readonly removed: readonly [major: number, minor: number];
  /** What is looked for: an API by its name, a module in an import, or a keyword of calls. */
  readonly target:
    | { readonly kind: 'api'; readonly name: string }
    | { readonly kind: 'module'; readonly name: string }
    | { readonly kind: 'method'; readonly name: RegExp }
    | {
        readonly kind: 'keyword';
        readonly call: RegExp;
        readonly keyword: string;
        readonly value?: string | boolean;
      };
  /** What is written instead, for the message. */
  readonly instead?: string;
  readonly replacement?: Replacement;
}

type Pair = readonly [old: string, instead: string, replacement?: Replacement];

const numpy = (removed: readonly [number, number], pairs: readonly Pair[]): Removal[] =>
  pairs.map(([old, instead, replacement]) => ({
    distribution: 'numpy',
    removed,
    target: { kind: 'api', name: `numpy.${old}` },
    instead,
    replacement,
  }));

const text = (to: string): Replacement => ({ kind: 'text', to });
const rename = (to: string): Replacement => ({ kind: 'rename', to });

const SPLITTERS = [
  'train_test_split',
  'cross_val_score',
  'cross_val_predict',
  'GridSearchCV',
  'RandomizedSearchCV',
  'ParameterGrid',
];

const ENSEMBLES = /^sklearn\.ensemble\.(Bagging|AdaBoost)(Classifier|Regressor)$/;

export const REMOVALS: readonly Removal[] = [
  ...numpy(
    [1, 24],
    [
      ['int', 'int', text('int')],
      ['float', 'float', text('float')],
      ['object', 'object', text('object')],
      ['str', 'str', text('str')],
      ['complex', 'complex', text('complex')],
    ],
  ),
  ...numpy(
    [2, 0],
    [
      ['float_', 'np.float64', rename('float64')],
      ['complex_', 'np.complex128', rename('complex128')],
      ['Inf', 'np.inf', rename('inf')],
      ['infty', 'np.inf', rename('inf')],
      ['NaN', 'np.nan', rename('nan')],
      ['NAN', 'np.nan', rename('nan')],
      ['NINF', '-np.inf'],
      ['product', 'np.prod', rename('prod')],
      ['cumproduct', 'np.cumprod', rename('cumprod')],
      ['alltrue', 'np.all', rename('all')],
      ['sometrue', 'np.any', rename('any')],
      ['string_', 'np.bytes_', rename('bytes_')],
      ['unicode_', 'np.str_', rename('str_')],
      ['msort', 'np.sort(…, axis=0)'],
      ['asfarray', 'np.asarray(…, dtype=float)'],
    ],
  ),
  ...numpy(
    [2, 4],
    [
      ['in1d', 'np.isin', rename('isin')],
      ['trapz', 'np.trapezoid', rename('trapezoid')],
    ],
  ),
  ...(
    [
      ['append', [2, 0], 'pd.concat', { kind: 'concat' }],
      ['iteritems', [2, 0], '.items()', rename('items')],
      ['mad', [2, 0], 'a mean of absolute deviations', undefined],
      ['as_matrix', [1, 0], '.to_numpy()', rename('to_numpy')],
      ['applymap', [3, 0], '.map()', rename('map')],
      ['swapaxes', [3, 0], '.transpose()', undefined],
    ] as const
  ).map(([method, removed, instead, replacement]): Removal => ({
    distribution: 'pandas',
    removed,
    target: { kind: 'method', name: new RegExp(`^pandas\\.(DataFrame|Series)\\.${method}$`) },
    instead,
    replacement,
  })),
  {
    distribution: 'pandas',
    removed: [3, 0],
    target: { kind: 'keyword', call: /^pandas\.(DataFrame|Series)\.fillna$/, keyword: 'method' },
    instead: '.ffill() or .bfill()',
    replacement: { kind: 'fill' },
  },
  {
    distribution: 'pandas',
    removed: [2, 0],
    target: { kind: 'keyword', call: /^pandas\.read_(csv|table)$/, keyword: 'error_bad_lines', value: false },
    instead: 'on_bad_lines="skip"',
    replacement: { kind: 'argument', keyword: 'on_bad_lines', value: '"skip"' },
  },
  {
    distribution: 'pandas',
    removed: [3, 0],
    target: { kind: 'keyword', call: /^pandas\.read_(csv|table)$/, keyword: 'delim_whitespace', value: true },
    instead: 'sep=r"\\s+"',
    replacement: { kind: 'argument', keyword: 'sep', value: 'r"\\s+"' },
  },
  ...['warn_bad_lines', 'mangle_dupe_cols', 'infer_datetime_format', 'verbose'].map((keyword): Removal => ({
    distribution: 'pandas',
    removed: keyword === 'infer_datetime_format' || keyword === 'verbose' ? [3, 0] : [2, 0],
    target: { kind: 'keyword', call: /^pandas\.read_(csv|table)$/, keyword },
    replacement: { kind: 'drop' },
  })),
  ...(
    [
      ['cross_validation', 'model_selection', [0, 20]],
      ['grid_search', 'model_selection', [0, 20]],
    ] as const
  ).map(([old, to, removed]): Removal => ({
    distribution: 'scikit-learn',
    removed,
    target: { kind: 'module', name: `sklearn.${old}` },
    instead: `sklearn.${to}`,
    replacement: { kind: 'module', to: `sklearn.${to}`, members: SPLITTERS },
  })),
  {
    distribution: 'scikit-learn',
    removed: [0, 23],
    target: { kind: 'module', name: 'sklearn.externals.joblib' },
    instead: 'import joblib',
    replacement: { kind: 'module', to: 'joblib' },
  },
  {
    distribution: 'scikit-learn',
    removed: [0, 22],
    target: { kind: 'module', name: 'sklearn.preprocessing.Imputer' },
    instead: 'sklearn.impute.SimpleImputer',
  },
  {
    distribution: 'scikit-learn',
    removed: [1, 2],
    target: { kind: 'module', name: 'sklearn.datasets.load_boston' },
    instead: 'fetch_california_housing',
  },
  ...['plot_confusion_matrix', 'plot_roc_curve', 'plot_precision_recall_curve'].map((name): Removal => ({
    distribution: 'scikit-learn',
    removed: [1, 2],
    target: { kind: 'module', name: `sklearn.metrics.${name}` },
    instead: 'the Display classes (`ConfusionMatrixDisplay.from_estimator` …)',
  })),
  {
    distribution: 'scikit-learn',
    removed: [1, 2],
    target: { kind: 'method', name: /^sklearn\..*\.get_feature_names$/ },
    instead: '.get_feature_names_out()',
    replacement: rename('get_feature_names_out'),
  },
  {
    distribution: 'scikit-learn',
    removed: [1, 4],
    target: { kind: 'keyword', call: /^sklearn\.preprocessing\.OneHotEncoder$/, keyword: 'sparse' },
    instead: 'sparse_output=',
    replacement: { kind: 'keyword', to: 'sparse_output' },
  },
  {
    distribution: 'scikit-learn',
    removed: [1, 4],
    target: { kind: 'keyword', call: ENSEMBLES, keyword: 'base_estimator' },
    instead: 'estimator=',
    replacement: { kind: 'keyword', to: 'estimator' },
  },
  {
    distribution: 'scikit-learn',
    removed: [1, 6],
    target: {
      kind: 'keyword',
      call: /^sklearn\.metrics\.mean_squared_error$/,
      keyword: 'squared',
      value: false,
    },
    instead: 'root_mean_squared_error',
    replacement: { kind: 'root' },
  },
  {
    distribution: 'scikit-learn',
    removed: [1, 6],
    target: {
      kind: 'keyword',
      call: /^sklearn\.metrics\.mean_squared_error$/,
      keyword: 'squared',
      value: true,
    },
    replacement: { kind: 'drop' },
  },
  ...(
    [
      [/^sklearn\.ensemble\.(RandomForest|ExtraTrees)Classifier$/, '"sqrt"'],
      [/^sklearn\.ensemble\.(RandomForest|ExtraTrees)Regressor$/, '1.0'],
    ] as const
  ).map(([call, to]): Removal => ({
    distribution: 'scikit-learn',
    removed: [1, 3],
    target: { kind: 'keyword', call, keyword: 'max_features', value: 'auto' },
    instead: `max_features=${to}`,
    replacement: { kind: 'value', to },
  })),
  {
    distribution: 'scikit-learn',
    removed: [1, 3],
    target: {
      kind: 'keyword',
      call: /^sklearn\.ensemble\.GradientBoostingClassifier$/,
      keyword: 'loss',
      value: 'deviance',
    },
    instead: 'loss="log_loss"',
    replacement: { kind: 'value', to: '"log_loss"' },
  },
  {
    distribution: 'scikit-learn',
    removed: [1, 4],
    target: {
      kind: 'keyword',
      call: /^sklearn\.linear_model\.LogisticRegression$/,
      keyword: 'penalty',
      value: 'none',
    },
    instead: 'penalty=None',
    replacement: { kind: 'value', to: 'None' },
  },
  {
    distribution: 'lightgbm',
    removed: [4, 0],
    target: {
      kind: 'keyword',
      call: /^lightgbm\.LGBM\w+\.fit$|^lightgbm\.train$/,
      keyword: 'early_stopping_rounds',
    },
    instead: 'callbacks=[lightgbm.early_stopping(…)]',
  },
  {
    distribution: 'xgboost',
    removed: [2, 1],
    target: { kind: 'keyword', call: /^xgboost\.XGB\w+\.fit$/, keyword: 'early_stopping_rounds' },
    instead: 'the argument of the constructor',
  },
  ...(
    [
      ['symeig', 'torch.linalg.eigh', [2, 0]],
      ['eig', 'torch.linalg.eig', [2, 0]],
      ['matrix_rank', 'torch.linalg.matrix_rank', [2, 0]],
      ['solve', 'torch.linalg.solve (the arguments change places)', [2, 0]],
      ['lstsq', 'torch.linalg.lstsq', [2, 0]],
    ] as const
  ).map(([name, instead, removed]): Removal => ({
    distribution: 'torch',
    removed,
    target: { kind: 'api', name: `torch.${name}` },
    instead,
  })),
];
