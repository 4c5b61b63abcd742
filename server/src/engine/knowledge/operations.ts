/** What surrounds the model: persistence, tracking, explanation, monitoring, serving, randomness of the standard library. */
import { each, type ApiFact, type ClassFact, type Library } from './fact';

const save: ApiFact = { effect: 'save' };
const restore: ApiFact = { effect: 'restore' };
const track: ApiFact = { effect: 'track' };
const explain: ApiFact = { effect: 'explain' };
const python: ApiFact = { effect: 'draw', random: { generator: 'python', varies: 'always' } };

/** Unpickling runs what the data says. */
const unpickle: ApiFact = { effect: 'restore', runsCode: true };

export const persistence: readonly Library[] = [
  { name: 'joblib', checked: '1.5', functions: { dump: save, load: unpickle } },
  ...['pickle', 'dill', 'cloudpickle', 'jsonpickle', '_pickle', 'cPickle'].map((name): Library => ({
    name,
    checked: 'Python 3.14',
    functions: { dump: save, dumps: save, load: unpickle, loads: unpickle, encode: save, decode: unpickle },
  })),
  { name: 'shelve', checked: 'Python 3.14', functions: { open: { runsCode: true } } },
  { name: 'skops', checked: '0.13', functions: { 'io.dump': save, 'io.load': restore } },
  { name: 'onnxruntime', checked: '1.23', functions: { InferenceSession: restore } },
];

/** Libraries that record runs; using any function of them is evidence of tracking. */
export const TRACKERS = [
  'mlflow',
  'wandb',
  'neptune',
  'comet_ml',
  'clearml',
  'aim',
  'dvclive',
  'sacred',
  'trackio',
  'tensorboardX',
  'sagemaker.experiments',
];
/** Libraries that explain models. */
export const EXPLAINERS = [
  'shap',
  'lime',
  'captum',
  'alibi',
  'eli5',
  'dalex',
  'interpret',
  'dice_ml',
  'tf_explain',
  'lofo',
  'treeinterpreter',
  'shapash',
  'explainerdashboard',
];
/** Libraries that watch models or data in production. */
export const MONITORS = [
  'evidently',
  'nannyml',
  'alibi_detect',
  'whylogs',
  'frouros',
  'deepchecks',
  'prometheus_client',
  'opentelemetry',
  'statsd',
  'prometheus_fastapi_instrumentator',
  'prometheus_flask_exporter',
  'sentry_sdk',
  'arize',
  'fiddler',
];
/** Libraries that check data. */
export const VALIDATORS = [
  'pandera',
  'great_expectations',
  'tensorflow_data_validation',
  'soda',
  'pydantic',
  'deepchecks',
  'cerberus',
  'jsonschema',
];

/** Workflow engines, by the module whose import shows that a file defines steps for them. */
export const ORCHESTRATORS: readonly { readonly tool: string; readonly module: string }[] = [
  { tool: 'Airflow', module: 'airflow' },
  { tool: 'Kubeflow Pipelines', module: 'kfp' },
  { tool: 'Prefect', module: 'prefect' },
  { tool: 'Metaflow', module: 'metaflow' },
  { tool: 'Kedro', module: 'kedro' },
  { tool: 'Dagster', module: 'dagster' },
  { tool: 'ZenML', module: 'zenml' },
  { tool: 'Luigi', module: 'luigi' },
  { tool: 'Flyte', module: 'flytekit' },
  { tool: 'TFX', module: 'tfx' },
  { tool: 'Ploomber', module: 'ploomber' },
  { tool: 'SageMaker Pipelines', module: 'sagemaker.workflow' },
  { tool: 'Azure ML pipelines', module: 'azure.ai.ml.dsl' },
  { tool: 'Azure ML pipelines', module: 'azureml.pipeline' },
  { tool: 'Ray workflows', module: 'ray.workflow' },
];

export const tracking: readonly Library[] = [
  {
    name: 'mlflow',
    checked: '3.5 (documentation)',
    functions: {
      autolog: { effect: 'autolog' },
      ...each(
        'sklearn.autolog xgboost.autolog lightgbm.autolog tensorflow.autolog keras.autolog pytorch.autolog catboost.autolog fastai.autolog transformers.autolog',
        { effect: 'autolog' } as ApiFact,
      ),
      ...each(
        'start_run log_param log_params log_metric log_metrics log_artifact log_artifacts log_model log_figure log_dict set_experiment log_input',
        track,
      ),
      ...each(
        'sklearn.log_model xgboost.log_model lightgbm.log_model pytorch.log_model keras.log_model tensorflow.log_model catboost.log_model pyfunc.log_model transformers.log_model',
        { effect: 'save' } as ApiFact,
      ),
      ...each(
        'sklearn.save_model xgboost.save_model lightgbm.save_model pytorch.save_model keras.save_model pyfunc.save_model',
        save,
      ),
      ...each(
        'pyfunc.load_model sklearn.load_model xgboost.load_model lightgbm.load_model pytorch.load_model keras.load_model',
        restore,
      ),
    },
  },
  { name: 'wandb', checked: '0.22 (documentation)', functions: each('init log config watch save', track) },
];

export const explanation: readonly Library[] = [
  {
    name: 'shap',
    checked: '0.51.0',
    functions: each(
      'Explainer TreeExplainer KernelExplainer LinearExplainer DeepExplainer GradientExplainer PermutationExplainer SamplingExplainer',
      explain,
    ),
  },
  {
    name: 'lime',
    checked: '0.2 (documentation)',
    functions: {
      'lime_tabular.LimeTabularExplainer': {
        effect: 'explain',
        returns: 'lime.lime_tabular.LimeTabularExplainer',
        random: { parameter: 'random_state', generator: 'numpy', varies: 'always' },
      },
    },
  },
];

export const web: readonly Library[] = [
  {
    name: 'fastapi',
    checked: '0.142.2',
    classes: { FastAPI: { family: 'app' }, APIRouter: { family: 'app' } },
  },
  { name: 'flask', checked: '3.1', classes: { Flask: { family: 'app' }, Blueprint: { family: 'app' } } },
  { name: 'litestar', checked: '2.18', classes: { Litestar: { family: 'app' } } },
];

export const python3: readonly Library[] = [
  {
    name: 'random',
    checked: 'Python 3.14',
    functions: {
      seed: { effect: 'seed', seeds: ['python'] },
      ...each(
        'random randint randrange choice choices sample shuffle uniform gauss normalvariate triangular betavariate expovariate gammavariate lognormvariate vonmisesvariate paretovariate weibullvariate getrandbits',
        python,
      ),
    },
  },
  {
    name: 'builtins',
    checked: 'Python 3.14',
    functions: { open: { effect: 'none', returns: 'io.File' } },
  },
  {
    name: 'copy',
    checked: 'Python 3.14',
    functions: { copy: { effect: 'same', returns: 'self' }, deepcopy: { effect: 'same', returns: 'self' } },
  },
  {
    name: 'logging',
    checked: 'Python 3.14',
    functions: {
      ...each('debug info warning error exception critical log', { effect: 'log' } as ApiFact),
      getLogger: { returns: 'logging.Logger' },
    },
  },
  {
    name: 'jax',
    checked: '0.8',
    functions: {
      'random.key': { effect: 'seed', seeds: [] },
      'random.PRNGKey': { effect: 'seed', seeds: [] },
    },
  },
];

/** Trainers of Lightning and Hugging Face, optimisers' helpers: they manage gradients and modes themselves. */
export const MANAGED_TRAINING = [
  'lightning',
  'pytorch_lightning',
  'fastai',
  'accelerate',
  'deepspeed',
  'ignite',
  'skorch',
  'catalyst',
  'composer',
  'horovod',
];

export const appMethods: Readonly<Record<string, ApiFact>> = each(
  'get post put delete patch route websocket add_api_route add_url_rule',
  { effect: 'serve' } as ApiFact,
);
export const loggerMethods: Readonly<Record<string, ApiFact>> = each(
  'debug info warning warn error exception critical log',
  { effect: 'log' } as ApiFact,
);
export type { ClassFact };
