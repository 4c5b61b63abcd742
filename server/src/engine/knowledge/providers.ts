/** Which distributions provide a module, and which bring another one with them. Checked against their metadata in 2026. */
import { distributionOf, isModellingPackage, normalised } from './distributions';

/** Other distributions with the same module: builds for other machines, forks, names on conda-forge. */
const ALTERNATIVES: Readonly<Record<string, string>> = {
  Crypto: 'pycryptodome pycrypto',
  MySQLdb: 'mysqlclient',
  PIL: 'pillow-simd',
  attr: 'attrs',
  cv2: 'opencv-python-headless opencv-contrib-python opencv-contrib-python-headless opencv py-opencv',
  dask: 'dask-core',
  dotenv: 'dotenv',
  faiss: 'faiss faiss-gpu',
  fitz: 'pymupdf',
  hydra: 'hydra',
  graphviz: 'python-graphviz',
  igraph: 'python-igraph',
  kafka: 'kafka-python-ng',
  keras: 'tensorflow tensorflow-cpu tensorflow-gpu',
  lightning: 'pytorch-lightning',
  matplotlib: 'matplotlib-base',
  mlflow: 'mlflow-skinny',
  neptune: 'neptune-client',
  onnxruntime: 'onnxruntime-gpu onnxruntime-directml',
  pyarrow: 'pyarrow-core',
  psycopg2: 'psycopg2-binary',
  pytorch_lightning: 'lightning',
  seaborn: 'seaborn-base',
  sklearn: 'sklearn scikit-learn-intelex',
  tensorflow: 'tensorflow-cpu tensorflow-gpu tensorflow-macos tf-nightly intel-tensorflow tensorflow-aarch64',
  torch: 'pytorch pytorch-cpu pytorch-gpu torch-nightly',
  torchvision: 'pytorch-vision',
  uvicorn: 'uvicorn-standard',
  xgboost: 'xgboost-cpu py-xgboost py-xgboost-cpu py-xgboost-gpu',
  yaml: 'yaml ruamel-yaml',
};

/** What a distribution installs beside itself, so that an import of it works today. */
const BRINGS: Readonly<Record<string, string>> = {
  accelerate: 'numpy torch huggingface-hub pyyaml psutil safetensors',
  albumentations: 'numpy scipy opencv-python pyyaml',
  boto3: 'botocore',
  catboost: 'numpy pandas scipy matplotlib plotly graphviz',
  datasets: 'numpy pandas pyarrow requests tqdm huggingface-hub fsspec pyyaml',
  diffusers: 'numpy huggingface-hub requests pillow safetensors',
  evidently: 'numpy pandas scikit-learn scipy plotly statsmodels nltk requests pyyaml pydantic',
  fastai: 'torch torchvision numpy pandas scikit-learn scipy matplotlib pillow pyyaml requests spacy',
  fastapi: 'pydantic starlette',
  feast: 'numpy pandas pyarrow pyyaml tqdm',
  flask: 'werkzeug jinja2 click',
  gensim: 'numpy scipy smart-open',
  hyperopt: 'numpy scipy tqdm networkx',
  'imbalanced-learn': 'numpy scipy scikit-learn joblib',
  keras: 'numpy h5py',
  lightgbm: 'numpy scipy',
  lightning: 'torch numpy tqdm pyyaml torchmetrics pytorch-lightning',
  matplotlib: 'numpy pillow python-dateutil',
  mlflow:
    'numpy pandas scikit-learn scipy matplotlib pyarrow flask pyyaml requests cloudpickle sqlalchemy click',
  notebook: 'ipython ipykernel jupyter-client',
  'opencv-python': 'numpy',
  'opencv-python-headless': 'numpy',
  optuna: 'numpy sqlalchemy tqdm pyyaml alembic',
  pandas: 'numpy python-dateutil pytz',
  peft: 'numpy torch transformers accelerate pyyaml tqdm psutil safetensors huggingface-hub',
  prophet: 'numpy pandas matplotlib tqdm',
  pyspark: 'py4j',
  'pytorch-lightning': 'torch numpy tqdm pyyaml torchmetrics',
  ray: 'click pyyaml requests jsonschema',
  'scikit-image': 'numpy scipy pillow imageio networkx',
  'scikit-learn': 'numpy scipy joblib threadpoolctl',
  scipy: 'numpy',
  seaborn: 'numpy pandas matplotlib',
  'sentence-transformers': 'torch transformers numpy scikit-learn scipy tqdm huggingface-hub pillow',
  shap: 'numpy pandas scipy scikit-learn tqdm numba cloudpickle',
  spacy: 'numpy requests pydantic tqdm jinja2',
  statsmodels: 'numpy pandas scipy patsy',
  streamlit: 'numpy pandas pyarrow altair pillow requests',
  tensorflow: 'numpy keras h5py tensorboard protobuf requests absl-py',
  'tensorflow-cpu': 'numpy keras h5py tensorboard protobuf requests absl-py',
  timm: 'torch torchvision pyyaml huggingface-hub safetensors',
  torch: 'sympy networkx jinja2 fsspec',
  torchvision: 'torch numpy pillow',
  transformers: 'numpy huggingface-hub tokenizers requests pyyaml regex tqdm safetensors',
  'umap-learn': 'numpy scipy scikit-learn numba tqdm',
  wandb: 'requests pyyaml psutil click protobuf pydantic',
  xgboost: 'numpy scipy',
  bentoml: 'pyyaml requests click numpy jinja2 pydantic httpx uvicorn starlette cloudpickle psutil',
  'category-encoders': 'numpy pandas scikit-learn scipy statsmodels patsy',
  dash: 'flask plotly requests',
  dask: 'pyyaml cloudpickle fsspec click',
  dvc: 'pyyaml tqdm requests psutil networkx omegaconf hydra-core fsspec',
  dvclive: 'dvc pyyaml psutil',
  geopandas: 'numpy pandas shapely',
  gradio: 'numpy pandas pillow pydantic httpx fastapi uvicorn jinja2 huggingface-hub orjson typer',
  gymnasium: 'numpy cloudpickle',
  'hydra-core': 'omegaconf pyyaml',
  jupyter: 'ipywidgets notebook jupyterlab',
  jupyterlab: 'jinja2 httpx notebook requests pyyaml pyzmq',
  kedro: 'pyyaml click fsspec omegaconf rich',
  langchain: 'requests pyyaml pydantic numpy sqlalchemy',
  missingno: 'numpy matplotlib scipy seaborn',
  mlxtend: 'numpy scipy pandas scikit-learn matplotlib joblib',
  nltk: 'click joblib regex tqdm',
  omegaconf: 'pyyaml',
  pandera: 'pandas numpy pydantic',
  prefect: 'pyyaml httpx pydantic sqlalchemy click jinja2 fastapi uvicorn rich typer python-dateutil pytz',
  pyaml: 'pyyaml',
  torchaudio: 'torch',
  torchmetrics: 'torch numpy',
  trl: 'torch transformers datasets accelerate numpy',
  ultralytics:
    'torch torchvision numpy pandas matplotlib opencv-python pillow pyyaml requests scipy tqdm psutil seaborn',
  yfinance: 'pandas numpy requests pytz beautifulsoup4',
};

/** Modules of well-known distributions, beside those of modelling: of others it is not known whether an index has them. */
const KNOWN: ReadonlySet<string> = new Set(
  `altair bs4 boto3 bokeh botocore celery clearml click cloudpickle comet_ml confluent_kafka cv2 dash dateutil django dotenv
  duckdb dvclive einops emoji fastapi fastparquet feast flask folium fsspec gcsfs geopandas git gradio graphviz great_expectations
  grpc gunicorn gym gymnasium h5py httpx huggingface_hub hydra igraph imageio imblearn ipywidgets jinja2 jwt
  kafka langchain librosa line_profiler loguru lxml matplotlib missingno mlxtend modin
  monai neptune networkx nibabel numba omegaconf openai openpyxl orjson pandera patsy PIL plotly plotnine prefect
  prometheus_client psutil psycopg2 pyarrow pycocotools pydantic pydicom pymongo pymysql pytz redis regex requests
  rich s3fs sacrebleu safetensors sanic seaborn seqeval shapely simpy skimage sklearn skopt soundfile spacy
  sqlalchemy starlette streamlit surprise sympy tables tabulate tensorboard tensorboardX tensorflow_addons tensorflow_datasets
  tensorflow_hub tensorflow_probability tenacity tiktoken torchmetrics torchtext tqdm trl typer ujson
  ultralytics umap uvicorn whylogs wordcloud xlrd yaml yfinance zmq category_encoders pytorch_lightning sentence_transformers`
    .trim()
    .split(/\s+/),
);

/** True for a module of which it is known what provides it. */
export function isKnownModule(module: string): boolean {
  return KNOWN.has(module) || isModellingPackage(distributionOf(module));
}

/** The distributions that provide a module, the usual one first. */
export function providersOf(module: string): string[] {
  const others = Object.hasOwn(ALTERNATIVES, module) ? ALTERNATIVES[module]!.split(' ') : [];
  return [...new Set([distributionOf(module), ...others, module].map(normalised))];
}

/** True if people choose between several distributions of a module. */
export function hasChoice(module: string): boolean {
  return /^(cv2|faiss|tensorflow|psycopg2|onnxruntime|kafka|lightning)$/.test(module);
}

/** Many packages install these. */
const COMMON: ReadonlySet<string> = new Set(
  `numpy scipy pandas scikit-learn matplotlib joblib pillow requests httpx pyyaml tqdm click jinja2 psutil pydantic python-dateutil
  pytz networkx protobuf plotly pyarrow sqlalchemy cloudpickle huggingface-hub fsspec starlette uvicorn rich typer regex h5py`
    .trim()
    .split(/\s+/),
);

/** Packages that install nothing that a program would import, beside what `BRINGS` says of others. */
const ALONE: ReadonlySet<string> = new Set(
  `python pip setuptools wheel numpy joblib pyyaml tqdm pillow requests click psutil pytz python-dateutil python-dotenv regex
  protobuf cloudpickle pyarrow pytest pytest-cov black flake8 isort ruff mypy pylint pre-commit gunicorn uvicorn polars h5py
  opencv-python-headless opencv-contrib-python openpyxl xlrd tabulate psycopg2 psycopg2-binary redis pymysql grpcio fastparquet
  sentencepiece safetensors tokenizers ipykernel`
    .trim()
    .split(/\s+/),
);

/** The first of the declared distributions that installs one of these too, itself or through what it installs. */
export function bringerOf(distributions: readonly string[], declared: Iterable<string>): string | undefined {
  for (const name of declared) if (brings(name, distributions, 3)) return name;
  return undefined;
}

function brings(name: string, distributions: readonly string[], depth: number): boolean {
  if (depth === 0 || !Object.hasOwn(BRINGS, name)) return false;
  return BRINGS[name]!.split(' ').some(
    (each) => distributions.includes(each) || brings(each, distributions, depth - 1),
  );
}

/** True if one of the declared distributions may install it, of which it is not known what it installs. */
export function mayBeBrought(distribution: string, declared: Iterable<string>): boolean {
  if (!COMMON.has(distribution)) return false;
  for (const name of declared) if (!Object.hasOwn(BRINGS, name) && !ALONE.has(name)) return true;
  return false;
}
