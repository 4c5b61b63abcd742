/** How packages are called where they are installed, and which of them decide a model's results. */

/** Import name to the name on the package index, where the two differ. */
const DISTRIBUTIONS: Readonly<Record<string, string>> = {
  Bio: 'biopython',
  PIL: 'pillow',
  bs4: 'beautifulsoup4',
  category_encoders: 'category-encoders',
  cv2: 'opencv-python',
  dateutil: 'python-dateutil',
  dotenv: 'python-dotenv',
  faiss: 'faiss-cpu',
  fitz: 'pymupdf',
  git: 'gitpython',
  google: 'google-cloud',
  grpc: 'grpcio',
  hydra: 'hydra-core',
  imblearn: 'imbalanced-learn',
  jose: 'python-jose',
  jwt: 'pyjwt',
  kafka: 'kafka-python',
  lightning_fabric: 'lightning',
  mpl_toolkits: 'matplotlib',
  pytorch_lightning: 'pytorch-lightning',
  sentence_transformers: 'sentence-transformers',
  skimage: 'scikit-image',
  sklearn: 'scikit-learn',
  skopt: 'scikit-optimize',
  surprise: 'scikit-surprise',
  tensorflow_datasets: 'tensorflow-datasets',
  tensorflow_hub: 'tensorflow-hub',
  umap: 'umap-learn',
  yaml: 'pyyaml',
  zmq: 'pyzmq',
};

/** The name under which an imported package is installed. */
export function distributionOf(importName: string): string {
  return Object.hasOwn(DISTRIBUTIONS, importName)
    ? DISTRIBUTIONS[importName]!
    : importName.replaceAll('_', '-');
}

/** Packages whose version can change a model's results, or whether a saved model can be loaded. */
const MODELLING: ReadonlySet<string> = new Set(
  `numpy pandas polars scipy scikit-learn imbalanced-learn category-encoders statsmodels xgboost lightgbm catboost
  torch torchvision torchaudio lightning pytorch-lightning tensorflow tensorflow-cpu tensorflow-gpu keras jax flax optax
  transformers datasets tokenizers accelerate peft diffusers sentence-transformers timm fastai spacy gensim nltk
  prophet pmdarima sktime darts shap lime mlflow wandb optuna hyperopt ray onnx onnxruntime pyspark dask umap-learn hdbscan
  faiss-cpu joblib skl2onnx albumentations opencv-python scikit-image evidently feature-engine featuretools`
    .trim()
    .split(/\s+/),
);

/** @param distribution name on the package index, in any spelling */
export function isModellingPackage(distribution: string): boolean {
  return MODELLING.has(normalised(distribution));
}

/** The one spelling of a distribution's name (PEP 503). */
export function normalised(distribution: string): string {
  return distribution.toLowerCase().replace(/[-_.]+/g, '-');
}
