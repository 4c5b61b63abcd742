/** All tables. A new library is added here. */
import { catboost, lightgbm, xgboost } from './boosting';
import { numpy, pandas, scipy } from './dataframes';
import { huggingface, keras, tensorflow, torch, torchvision } from './deepLearning';
import type { Library } from './fact';
import { explanation, persistence, python3, tracking, web } from './operations';
import { categoryEncoders, imblearn, sklearn, umap } from './sklearn';
import { optuna } from './tuning';

export const LIBRARIES: readonly Library[] = [
  sklearn,
  imblearn,
  categoryEncoders,
  umap,
  optuna,
  pandas,
  numpy,
  scipy,
  torch,
  torchvision,
  keras,
  tensorflow,
  ...huggingface,
  xgboost,
  lightgbm,
  catboost,
  ...persistence,
  ...tracking,
  ...explanation,
  ...web,
  ...python3,
];

/** Packages of the field: a file that imports one of them is machine-learning or data-science code. */
export const FIELD_LIBRARIES: readonly string[] = [
  'numpy',
  'pandas',
  'polars',
  'pyspark',
  'scipy',
  'sklearn',
  'torch',
  'torchvision',
  'tensorflow',
  'keras',
  'xgboost',
  'lightgbm',
  'catboost',
  'transformers',
  'datasets',
  'joblib',
  'fastai',
  'lightning',
  'pytorch_lightning',
  'mlflow',
  'gensim',
  'spacy',
  'nltk',
  'cv2',
];
