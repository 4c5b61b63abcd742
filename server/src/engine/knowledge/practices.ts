/** Names by which a project shows how it works with models: registries, gates, searches, schedules. For the maturity page. */

/** Functions and methods that give a model a name and a version, or a release. */
export const REGISTERING =
  /^(register_model|create_registered_model|create_model_version|set_registered_model_alias|transition_model_version_stage|push_to_hub|link_model|link_artifact)$/;
/** Libraries that search hyper-parameters. */
export const SEARCHES = [
  'optuna',
  'hyperopt',
  'ray.tune',
  'keras_tuner',
  'kerastuner',
  'skopt',
  'nevergrad',
  'flaml',
];
/** Libraries that train and that no table describes: their fits are known by name only. */
export const OTHER_TRAINERS = [
  'pyspark.ml',
  'pyspark.mllib',
  'prophet',
  'statsmodels',
  'surprise',
  'implicit',
  'gensim',
  'spacy',
  'h2o',
  'pycaret',
  'autogluon',
];
/** Libraries that run things at times. */
export const SCHEDULERS = [
  'airflow',
  'prefect',
  'dagster',
  'kfp',
  'luigi',
  'metaflow',
  'zenml',
  'schedule',
  'apscheduler',
];
/** What lets a model pass only if it is good enough. */
export const GATES =
  /(^mlflow\.validate_evaluation_results|\.ConditionStep|\.ConditionGreaterThan\w*|\.ConditionLessThan\w*|^kfp\.dsl\.(Condition|If)|^tfx\.components\.Evaluator)$/;
/** What looks for numbers that are none, or keeps gradients finite. */
export const NUMERICS =
  /^(torch\.autograd\.(set_)?detect_anomaly|tensorflow\.debugging\.(check_numerics|enable_check_numerics|assert_all_finite)|keras\.callbacks\.TerminateOnNaN|numpy\.(isfinite|seterr)|torch\.(isnan|isfinite)|torch\.nn\.utils\.clip_grad_(norm|value)_)$/;
