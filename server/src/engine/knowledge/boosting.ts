/** XGBoost, LightGBM, CatBoost. Their default seeds are fixed (catalogue F1): never ask for one. */
import { each, type ApiFact, type ClassFact, type Library } from './fact';

const classifier: ClassFact = { family: 'predictor', task: 'classification', opaque: true };
const regressor: ClassFact = { family: 'predictor', task: 'regression', opaque: true };

export const xgboost: Library = {
  name: 'xgboost',
  checked: '3.1',
  functions: {
    train: { effect: 'fit', returns: 'xgboost.Booster' },
    cv: { effect: 'cross-validate' },
    DMatrix: { effect: 'same', returns: 'xgboost.DMatrix' },
  },
  classes: {
    ...each('XGBClassifier XGBRFClassifier', classifier),
    ...each('XGBRegressor XGBRFRegressor', regressor),
    XGBRanker: { family: 'predictor', opaque: true },
    Booster: { family: 'booster', opaque: true },
  },
};

export const lightgbm: Library = {
  name: 'lightgbm',
  checked: '4.7.0',
  functions: {
    train: { effect: 'fit', returns: 'lightgbm.Booster' },
    cv: { effect: 'cross-validate' },
    Dataset: { effect: 'same', returns: 'lightgbm.Dataset' },
  },
  classes: {
    LGBMClassifier: classifier,
    LGBMRegressor: regressor,
    LGBMRanker: { family: 'predictor', opaque: true },
    Booster: { family: 'booster', opaque: true },
  },
};

export const catboost: Library = {
  name: 'catboost',
  checked: '1.2.8',
  functions: {
    cv: { effect: 'cross-validate' },
    Pool: { effect: 'same', returns: 'catboost.Pool' } as ApiFact,
  },
  classes: {
    CatBoostClassifier: classifier,
    CatBoostRegressor: regressor,
    CatBoost: { family: 'predictor', opaque: true },
  },
};
