/** scikit-learn. Seeds after measurement (catalogue F1), transformers after F3. */
import { each, type ApiFact, type ClassFact, type Library, type RandomFact } from './fact';

const varies: RandomFact = { parameter: 'random_state', generator: 'numpy', varies: 'always' };
const fixed: RandomFact = { parameter: 'random_state', generator: 'numpy', varies: 'never' };
const variesWith = (keyword: string, ...values: (string | boolean)[]): RandomFact => ({
  ...varies,
  varies: { keyword, values },
});
const variesUnlessUnshuffled: RandomFact = { ...varies, unless: { keyword: 'shuffle', value: false } };
const variesIfShuffled = variesWith('shuffle', true);

const values: ClassFact = { family: 'transformer', learns: 'values' };
const structure: ClassFact = { family: 'transformer', learns: 'structure' };
const vocabulary: ClassFact = { family: 'transformer', learns: 'vocabulary' };
const selection: ClassFact = { family: 'transformer', learns: 'selection' };
const stateless: ClassFact = { family: 'transformer', learns: 'nothing' };
const classifier: ClassFact = { family: 'predictor', task: 'classification' };
const regressor: ClassFact = { family: 'predictor', task: 'regression' };
const generated: ApiFact = { effect: 'generate', returns: 'numpy.ndarray', random: varies };
const search: ClassFact = { family: 'search' };

export const sklearn: Library = {
  name: 'sklearn',
  checked: '1.9.1',
  functions: {
    'model_selection.train_test_split': { effect: 'split', random: variesUnlessUnshuffled },
    ...each(
      'model_selection.cross_val_score model_selection.cross_validate model_selection.cross_val_predict model_selection.learning_curve model_selection.validation_curve',
      { effect: 'cross-validate' } as ApiFact,
    ),
    'utils.resample': { effect: 'resample', returns: 'self', random: varies },
    'utils.shuffle': { effect: 'same', returns: 'self', random: varies },
    'inspection.permutation_importance': { effect: 'explain', random: varies },
    'inspection.plot_partial_dependence': { effect: 'explain' },
    'inspection.PartialDependenceDisplay.from_estimator': { effect: 'explain' },
    'preprocessing.scale': { effect: 'learned', returns: 'numpy.ndarray' },
    'preprocessing.minmax_scale': { effect: 'learned', returns: 'numpy.ndarray' },
    'preprocessing.robust_scale': { effect: 'learned', returns: 'numpy.ndarray' },
    'preprocessing.normalize': { effect: 'same', returns: 'numpy.ndarray' },
    'preprocessing.label_binarize': { effect: 'same', returns: 'numpy.ndarray' },
    'base.clone': { effect: 'none', returns: 'self' },
    ...each(
      'load_iris load_wine load_digits load_breast_cancer load_diabetes load_linnerud load_boston fetch_california_housing fetch_openml fetch_20newsgroups fetch_covtype fetch_lfw_people fetch_olivetti_faces fetch_kddcup99 fetch_mldata load_files load_svmlight_file',
      { effect: 'load' } as ApiFact,
      'datasets.',
    ),
    ...each(
      'make_classification make_regression make_blobs make_moons make_circles make_gaussian_quantiles make_swiss_roll make_s_curve make_friedman1 make_friedman2 make_friedman3 make_multilabel_classification make_hastie_10_2 make_low_rank_matrix make_sparse_uncorrelated make_biclusters',
      generated,
      'datasets.',
    ),
    ...each(
      'accuracy_score precision_score recall_score f1_score fbeta_score roc_auc_score roc_curve average_precision_score precision_recall_curve precision_recall_fscore_support log_loss brier_score_loss confusion_matrix classification_report balanced_accuracy_score cohen_kappa_score matthews_corrcoef jaccard_score hamming_loss zero_one_loss hinge_loss top_k_accuracy_score mean_squared_error root_mean_squared_error mean_absolute_error mean_squared_log_error root_mean_squared_log_error median_absolute_error mean_absolute_percentage_error r2_score explained_variance_score max_error d2_absolute_error_score mean_pinball_loss mean_poisson_deviance mean_gamma_deviance mean_tweedie_deviance multilabel_confusion_matrix ndcg_score dcg_score det_curve RocCurveDisplay.from_predictions PrecisionRecallDisplay.from_predictions ConfusionMatrixDisplay.from_predictions DetCurveDisplay.from_predictions',
      { effect: 'metric' } as ApiFact,
      'metrics.',
    ),
    ...each(
      'RocCurveDisplay.from_estimator PrecisionRecallDisplay.from_estimator ConfusionMatrixDisplay.from_estimator plot_confusion_matrix plot_roc_curve plot_precision_recall_curve',
      { effect: 'metric' } as ApiFact,
      'metrics.',
    ),
    'pipeline.make_pipeline': { returns: 'sklearn.pipeline.Pipeline' },
    'pipeline.make_union': { returns: 'sklearn.pipeline.FeatureUnion' },
    'compose.make_column_transformer': { returns: 'sklearn.compose.ColumnTransformer' },
    ...each(
      'mutual_info_classif mutual_info_regression',
      { effect: 'learned', returns: 'numpy.ndarray', random: fixed } as ApiFact,
      'feature_selection.',
    ),
    ...each(
      'f_classif f_regression chi2 r_regression',
      { effect: 'learned', returns: 'numpy.ndarray' } as ApiFact,
      'feature_selection.',
    ),
  },
  classes: {
    ...each('StandardScaler MinMaxScaler MaxAbsScaler RobustScaler', values, 'preprocessing.'),
    ...each('PowerTransformer SplineTransformer', values, 'preprocessing.'),
    'preprocessing.QuantileTransformer': { ...values, random: fixed },
    'preprocessing.KBinsDiscretizer': { ...structure, random: fixed },
    ...each(
      'OneHotEncoder OrdinalEncoder LabelBinarizer MultiLabelBinarizer LabelEncoder',
      vocabulary,
      'preprocessing.',
    ),
    // Varies, but its `random_state` goes away (deprecated in 1.9): there is nothing to ask for.
    'preprocessing.TargetEncoder': {
      family: 'transformer',
      learns: 'target',
      random: { generator: 'numpy', varies: 'always' },
    },
    ...each('Normalizer Binarizer FunctionTransformer PolynomialFeatures', stateless, 'preprocessing.'),
    'preprocessing.KernelCenterer': values,
    'preprocessing.Imputer': structure,
    ...each('SimpleImputer KNNImputer', structure, 'impute.'),
    'impute.IterativeImputer': { ...structure, random: fixed },
    'impute.MissingIndicator': stateless,
    ...each(
      'PCA KernelPCA',
      { ...structure, random: variesWith('svd_solver', 'randomized') },
      'decomposition.',
    ),
    ...each('IncrementalPCA FactorAnalysis', structure, 'decomposition.'),
    ...each(
      'SparsePCA MiniBatchSparsePCA DictionaryLearning NMF',
      { ...structure, random: fixed },
      'decomposition.',
    ),
    ...each(
      'FastICA LatentDirichletAllocation TruncatedSVD',
      { ...structure, random: varies },
      'decomposition.',
    ),
    ...each('Isomap LocallyLinearEmbedding SpectralEmbedding MDS', structure, 'manifold.'),
    'manifold.TSNE': { ...structure, random: variesWith('init', 'random') },
    ...each(
      'SelectKBest SelectPercentile SelectFpr SelectFdr SelectFwe GenericUnivariateSelect RFE RFECV SelectFromModel SequentialFeatureSelector',
      selection,
      'feature_selection.',
    ),
    'feature_selection.VarianceThreshold': values,
    ...each('TfidfTransformer TfidfVectorizer CountVectorizer', structure, 'feature_extraction.text.'),
    ...each('HashingVectorizer', stateless, 'feature_extraction.text.'),
    'feature_extraction.FeatureHasher': stateless,
    'feature_extraction.DictVectorizer': vocabulary,
    ...each(
      'RBFSampler SkewedChi2Sampler PolynomialCountSketch AdditiveChi2Sampler',
      stateless,
      'kernel_approximation.',
    ),
    'kernel_approximation.Nystroem': { ...structure, random: varies },
    ...each(
      'GaussianRandomProjection SparseRandomProjection',
      { ...stateless, random: varies },
      'random_projection.',
    ),
    ...each(
      'KMeans MiniBatchKMeans SpectralClustering',
      { family: 'clusterer', learns: 'structure', random: varies } as ClassFact,
      'cluster.',
    ),
    ...each(
      'DBSCAN AgglomerativeClustering OPTICS Birch MeanShift AffinityPropagation HDBSCAN FeatureAgglomeration',
      { family: 'clusterer', learns: 'structure' } as ClassFact,
      'cluster.',
    ),
    ...each(
      'GaussianMixture BayesianGaussianMixture',
      { family: 'clusterer', learns: 'structure', random: varies } as ClassFact,
      'mixture.',
    ),

    ...each(
      'RandomForestClassifier ExtraTreesClassifier GradientBoostingClassifier',
      { ...classifier, opaque: true, random: varies },
      'ensemble.',
    ),
    ...each(
      'RandomForestRegressor ExtraTreesRegressor GradientBoostingRegressor AdaBoostRegressor',
      { ...regressor, opaque: true, random: varies },
      'ensemble.',
    ),
    'ensemble.BaggingClassifier': { ...classifier, opaque: true, random: varies },
    'ensemble.BaggingRegressor': { ...regressor, opaque: true, random: varies },
    'ensemble.AdaBoostClassifier': { ...classifier, opaque: true, random: fixed },
    'ensemble.HistGradientBoostingClassifier': { ...classifier, opaque: true, random: fixed },
    'ensemble.HistGradientBoostingRegressor': { ...regressor, opaque: true, random: fixed },
    ...each('VotingClassifier StackingClassifier', { ...classifier, opaque: true }, 'ensemble.'),
    ...each('VotingRegressor StackingRegressor', { ...regressor, opaque: true }, 'ensemble.'),
    'ensemble.IsolationForest': { family: 'predictor', opaque: true, random: varies },
    ...each('DecisionTreeClassifier ExtraTreeClassifier', { ...classifier, random: varies }, 'tree.'),
    ...each('DecisionTreeRegressor ExtraTreeRegressor', { ...regressor, random: varies }, 'tree.'),
    'linear_model.LogisticRegression': { ...classifier, random: variesWith('solver', 'sag', 'saga') },
    'linear_model.LogisticRegressionCV': { ...classifier, random: variesWith('solver', 'sag', 'saga') },
    ...each(
      'LinearRegression BayesianRidge ARDRegression HuberRegressor Lars LassoLars LassoLarsCV LassoLarsIC OrthogonalMatchingPursuit RidgeCV PoissonRegressor GammaRegressor TweedieRegressor QuantileRegressor',
      regressor,
      'linear_model.',
    ),
    'linear_model.Ridge': { ...regressor, random: variesWith('solver', 'sag', 'saga') },
    ...each(
      'Lasso ElasticNet LassoCV ElasticNetCV MultiTaskLasso',
      { ...regressor, random: variesWith('selection', 'random') },
      'linear_model.',
    ),
    'linear_model.RidgeClassifier': {
      ...classifier,
      random: variesWith('solver', 'sag', 'saga'),
      lacks: ['predict_proba'],
    },
    'linear_model.RidgeClassifierCV': { ...classifier, lacks: ['predict_proba'] },
    'linear_model.Perceptron': { ...classifier, random: fixed, lacks: ['predict_proba'] },
    'linear_model.SGDClassifier': { ...classifier, random: varies, lacks: ['predict_proba'] },
    'linear_model.SGDRegressor': { ...regressor, random: varies },
    'linear_model.PassiveAggressiveClassifier': { ...classifier, random: varies, lacks: ['predict_proba'] },
    'linear_model.PassiveAggressiveRegressor': { ...regressor, random: varies },
    ...each('RANSACRegressor TheilSenRegressor', { ...regressor, random: varies }, 'linear_model.'),
    ...each(
      'SVC NuSVC',
      { ...classifier, opaque: true, random: variesWith('probability', true), lacks: ['predict_proba'] },
      'svm.',
    ),
    ...each('SVR NuSVR', { ...regressor, opaque: true }, 'svm.'),
    'svm.LinearSVC': { ...classifier, random: variesWith('dual', true), lacks: ['predict_proba'] },
    'svm.LinearSVR': { ...regressor, random: varies },
    'svm.OneClassSVM': { family: 'predictor', opaque: true },
    ...each('KNeighborsClassifier RadiusNeighborsClassifier', classifier, 'neighbors.'),
    'neighbors.NearestCentroid': { ...classifier, lacks: ['predict_proba', 'decision_function'] },
    ...each('KNeighborsRegressor RadiusNeighborsRegressor', regressor, 'neighbors.'),
    'neighbors.LocalOutlierFactor': { family: 'predictor' },
    'neighbors.NeighborhoodComponentsAnalysis': {
      family: 'transformer',
      learns: 'selection',
      random: varies,
    },
    ...each('GaussianNB MultinomialNB BernoulliNB ComplementNB CategoricalNB', classifier, 'naive_bayes.'),
    'neural_network.MLPClassifier': { ...classifier, opaque: true, random: varies },
    'neural_network.MLPRegressor': { ...regressor, opaque: true, random: varies },
    'neural_network.BernoulliRBM': { ...structure, random: varies },
    ...each('LinearDiscriminantAnalysis QuadraticDiscriminantAnalysis', classifier, 'discriminant_analysis.'),
    'gaussian_process.GaussianProcessClassifier': { ...classifier, opaque: true, random: fixed },
    'gaussian_process.GaussianProcessRegressor': { ...regressor, opaque: true, random: fixed },
    'kernel_ridge.KernelRidge': regressor,
    'isotonic.IsotonicRegression': regressor,
    'calibration.CalibratedClassifierCV': classifier,
    ...each('OneVsRestClassifier OneVsOneClassifier OutputCodeClassifier', classifier, 'multiclass.'),
    ...each('MultiOutputClassifier ClassifierChain', classifier, 'multioutput.'),
    ...each('MultiOutputRegressor RegressorChain', regressor, 'multioutput.'),
    'dummy.DummyClassifier': { ...classifier, random: fixed },
    'dummy.DummyRegressor': regressor,
    'compose.TransformedTargetRegressor': regressor,
    ...each('PLSRegression PLSCanonical CCA', regressor, 'cross_decomposition.'),

    ...each('GridSearchCV HalvingGridSearchCV', search, 'model_selection.'),
    ...each('RandomizedSearchCV HalvingRandomSearchCV', { ...search, random: varies }, 'model_selection.'),
    ...each(
      'KFold StratifiedKFold GroupKFold StratifiedGroupKFold',
      { family: 'splitter', random: variesIfShuffled } as ClassFact,
      'model_selection.',
    ),
    ...each(
      'ShuffleSplit StratifiedShuffleSplit GroupShuffleSplit RepeatedKFold RepeatedStratifiedKFold',
      { family: 'splitter', random: varies } as ClassFact,
      'model_selection.',
    ),
    ...each(
      'TimeSeriesSplit LeaveOneOut LeavePOut LeaveOneGroupOut LeavePGroupsOut PredefinedSplit',
      { family: 'splitter' } as ClassFact,
      'model_selection.',
    ),
    'pipeline.Pipeline': { family: 'pipeline' },
    'pipeline.FeatureUnion': { family: 'transformer', learns: 'values' },
    'compose.ColumnTransformer': { family: 'transformer', learns: 'values' },
  },
};

export const imblearn: Library = {
  name: 'imblearn',
  checked: '0.14',
  functions: {
    'pipeline.make_pipeline': { returns: 'imblearn.pipeline.Pipeline' },
    'metrics.classification_report_imbalanced': { effect: 'metric' },
    'metrics.geometric_mean_score': { effect: 'metric' },
  },
  classes: {
    ...each(
      'SMOTE SMOTENC SMOTEN ADASYN BorderlineSMOTE KMeansSMOTE SVMSMOTE RandomOverSampler',
      { family: 'resampler', random: varies } as ClassFact,
      'over_sampling.',
    ),
    ...each('SMOTEENN SMOTETomek', { family: 'resampler', random: varies } as ClassFact, 'combine.'),
    ...each(
      'RandomUnderSampler ClusterCentroids InstanceHardnessThreshold',
      { family: 'resampler', random: varies } as ClassFact,
      'under_sampling.',
    ),
    ...each(
      'NearMiss TomekLinks EditedNearestNeighbours RepeatedEditedNearestNeighbours AllKNN CondensedNearestNeighbour OneSidedSelection NeighbourhoodCleaningRule',
      { family: 'resampler' } as ClassFact,
      'under_sampling.',
    ),
    ...each(
      'BalancedRandomForestClassifier BalancedBaggingClassifier EasyEnsembleClassifier RUSBoostClassifier',
      { ...classifier, opaque: true, random: varies },
      'ensemble.',
    ),
    'pipeline.Pipeline': { family: 'pipeline' },
  },
};

export const categoryEncoders: Library = {
  name: 'category_encoders',
  checked: '2.8',
  classes: {
    ...each(
      'TargetEncoder LeaveOneOutEncoder CatBoostEncoder WOEEncoder MEstimateEncoder JamesSteinEncoder GLMMEncoder',
      { family: 'transformer', learns: 'target' } as ClassFact,
    ),
    ...each(
      'OneHotEncoder OrdinalEncoder BinaryEncoder BaseNEncoder HashingEncoder CountEncoder',
      vocabulary,
    ),
  },
};

export const umap: Library = {
  name: 'umap',
  checked: '0.5 (documentation)',
  classes: { UMAP: { ...structure, random: varies } },
};
