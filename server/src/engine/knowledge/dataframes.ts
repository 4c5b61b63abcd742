/** pandas, NumPy and their kin: where rows come from, and which operations keep, choose, join or learn from them. */
import { each, type ApiFact, type Library } from './fact';

const load: ApiFact = { effect: 'load', returns: 'pandas.DataFrame' };
const frame = (effect: ApiFact['effect']): ApiFact => ({ effect, returns: 'pandas.DataFrame' });
const series = (effect: ApiFact['effect']): ApiFact => ({ effect, returns: 'pandas.Series' });
const array = (effect: ApiFact['effect']): ApiFact => ({ effect, returns: 'numpy.ndarray' });
const numpyDraw: ApiFact = {
  effect: 'draw',
  returns: 'numpy.ndarray',
  random: { generator: 'numpy', varies: 'always' },
};

export const pandas: Library = {
  name: 'pandas',
  checked: '3.0.6',
  functions: {
    ...each(
      'read_csv read_table read_excel read_json read_parquet read_feather read_sql read_sql_query read_sql_table read_hdf read_orc read_stata read_sas read_spss read_fwf read_clipboard read_gbq read_xml',
      load,
    ),
    read_html: { effect: 'load' },
    read_pickle: { ...load, runsCode: true },
    DataFrame: frame('same'),
    'DataFrame.from_dict': frame('same'),
    'DataFrame.from_records': frame('same'),
    Series: series('same'),
    concat: frame('union'),
    merge: frame('join'),
    merge_asof: frame('join'),
    get_dummies: frame('same'),
    to_datetime: { effect: 'same', returns: 'self' },
    to_numeric: { effect: 'same', returns: 'self' },
    to_timedelta: { effect: 'same', returns: 'self' },
    cut: series('same'),
    qcut: series('learned'),
    melt: frame('resample'),
    pivot_table: frame('group'),
    crosstab: frame('group'),
    factorize: { effect: 'none' },
    isna: { effect: 'same', returns: 'self' },
    isnull: { effect: 'same', returns: 'self' },
    notna: { effect: 'same', returns: 'self' },
    notnull: { effect: 'same', returns: 'self' },
    date_range: { effect: 'none', returns: 'pandas.Index' },
    Index: { effect: 'none', returns: 'pandas.Index' },
  },
};

/** Methods of DataFrame and Series: what becomes of the rows. 'self' keeps frame or series. */
export const frameMethods: Readonly<Record<string, ApiFact>> = {
  ...each(
    'copy astype rename rename_axis reset_index set_index sort_values sort_index replace where mask map applymap apply assign drop pop round abs clip shift diff pct_change interpolate ffill bfill pad backfill fillna isna isnull notna notnull infer_objects convert_dtypes add_prefix add_suffix add sub mul div truediv floordiv mod pow radd rsub rmul rdiv lt le gt ge eq ne isin between cumsum cumprod cummax cummin rank to_frame squeeze transform set_axis reindex pipe eval insert update combine_first align swaplevel droplevel tz_localize tz_convert to_period to_timestamp duplicated str dt cat stack_columns',
    { effect: 'same', returns: 'self' } as ApiFact,
  ),
  ...each('to_numpy as_matrix', { effect: 'same', returns: 'numpy.ndarray' } as ApiFact),
  ...each('get', { effect: 'same' } as ApiFact),
  ...each(
    'dropna drop_duplicates query head tail filter nlargest nsmallest truncate first last xs take at_time between_time get_group sample',
    { effect: 'subset', returns: 'self' } as ApiFact,
  ),
  ...each('append', { effect: 'union', returns: 'self' } as ApiFact),
  ...each('merge join merge_asof', { effect: 'join', returns: 'pandas.DataFrame' } as ApiFact),
  ...each('explode melt stack unstack', { effect: 'resample', returns: 'self' } as ApiFact),
  ...each(
    'mean median mode std var min max sum quantile skew kurt sem mad prod describe corr corrwith cov nunique idxmax idxmin',
    { effect: 'reduce', returns: 'statistic' } as ApiFact,
  ),
  ...each('unique value_counts count any all size', { effect: 'reduce', returns: 'statistic' } as ApiFact),
  ...each('groupby', { effect: 'group', returns: 'pandas.GroupBy' } as ApiFact),
  ...each('pivot pivot_table', { effect: 'group', returns: 'pandas.DataFrame' } as ApiFact),
  ...each('rolling expanding ewm resample', { effect: 'group', returns: 'pandas.Window' } as ApiFact),
  ...each('select_dtypes', { effect: 'columns', returns: 'self' } as ApiFact),
  ...each('iterrows itertuples items iteritems', { effect: 'none' } as ApiFact),
  ...each('to_csv to_parquet to_excel to_json to_pickle to_feather to_sql to_hdf', {
    effect: 'none',
  } as ApiFact),
};

/** Accessors and properties of frames and series. */
export const frameProperties: Readonly<Record<string, ApiFact>> = {
  ...each('values T', { effect: 'same', returns: 'numpy.ndarray' } as ApiFact),
  ...each('loc iloc at iat ix', { effect: 'none', returns: 'pandas.Indexer' } as ApiFact),
  ...each('str dt cat', { effect: 'same', returns: 'pandas.Accessor' } as ApiFact),
  ...each('index', { effect: 'same', returns: 'pandas.Index' } as ApiFact),
  ...each('columns', { effect: 'none', returns: 'pandas.Columns' } as ApiFact),
  ...each('shape dtypes dtype size empty ndim name names', { effect: 'none' } as ApiFact),
};

export const numpy: Library = {
  name: 'numpy',
  checked: '2.4.6',
  functions: {
    ...each('genfromtxt loadtxt fromfile', array('load')),
    load: { ...array('load'), runsCode: { keyword: 'allow_pickle', position: 2, value: true } },
    ...each(
      'array asarray ascontiguousarray asfortranarray copy log log1p log2 log10 exp expm1 sqrt abs absolute square sign floor ceil rint round around where clip nan_to_num isnan isfinite isinf reshape ravel squeeze expand_dims transpose multiply add subtract divide true_divide power mod logical_and logical_or logical_not maximum minimum tanh sin cos cbrt digitize sort column_stack hstack c_ cumsum diff stack atleast_2d zeros_like ones_like full_like empty_like argsort equal',
      array('same'),
    ),
    ...each('concatenate vstack append r_ row_stack', array('union')),
    ...each(
      'mean median std var min max amin amax average quantile percentile nanmean nanmedian nanstd sum nansum corrcoef cov histogram unique bincount',
      { effect: 'reduce', returns: 'statistic' } as ApiFact,
    ),
    ...each('argmax argmin', array('same')),
    ...each('repeat tile', array('resample')),
    ...each('delete', array('subset')),
    ...each('array_split split', { effect: 'none' } as ApiFact),
    ...each('zeros ones empty full arange linspace eye identity logspace', {
      effect: 'none',
      returns: 'numpy.ndarray',
    } as ApiFact),
    ...each(
      'rand randn randint random random_sample ranf sample normal uniform choice binomial poisson beta gamma exponential standard_normal lognormal laplace multivariate_normal multinomial dirichlet geometric logistic pareto rayleigh triangular weibull zipf',
      numpyDraw,
      'random.',
    ),
    ...each(
      'shuffle permutation',
      { effect: 'draw', returns: 'self', random: { generator: 'numpy', varies: 'always' } } as ApiFact,
      'random.',
    ),
    'random.seed': { effect: 'seed', seeds: ['numpy'] },
    'random.set_state': { effect: 'seed', seeds: ['numpy'] },
    'random.default_rng': {
      effect: 'none',
      returns: 'numpy.random.Generator',
      random: { parameter: 'seed', position: 0, generator: 'own', varies: 'always' },
    },
    'random.RandomState': {
      effect: 'none',
      returns: 'numpy.random.RandomState',
      random: { parameter: 'seed', position: 0, generator: 'own', varies: 'always' },
    },
    ...each('save savez savez_compressed savetxt', { effect: 'none' } as ApiFact),
  },
};

export const arrayMethods: Readonly<Record<string, ApiFact>> = {
  ...each(
    'copy astype reshape ravel flatten squeeze transpose clip round tolist toarray todense A1 tocsr tocsc view T argsort argmax argmin numpy cumsum',
    { effect: 'same', returns: 'numpy.ndarray' } as ApiFact,
  ),
  ...each('mean std var min max sum prod median ptp any all', {
    effect: 'reduce',
    returns: 'statistic',
  } as ApiFact),
  ...each('repeat', { effect: 'resample', returns: 'numpy.ndarray' } as ApiFact),
  ...each('take', { effect: 'subset', returns: 'numpy.ndarray' } as ApiFact),
};

export const scipy: Library = {
  name: 'scipy',
  checked: '1.17',
  functions: {
    'sparse.hstack': array('same'),
    'sparse.vstack': array('union'),
    'sparse.csr_matrix': array('same'),
    'stats.zscore': array('learned'),
    'stats.ks_2samp': { effect: 'monitor' },
  },
};
