/** PyTorch, Keras/TensorFlow, Lightning, Hugging Face. */
import { each, type ApiFact, type ClassFact, type Library } from './fact';

const torchDraw: ApiFact = {
  effect: 'draw',
  returns: 'torch.Tensor',
  random: { generator: 'torch', varies: 'always' },
};
const tensor: ApiFact = { effect: 'same', returns: 'torch.Tensor' };
const module: ClassFact = { family: 'module' };
/** Draws its initial weights from torch's generator. */
const weighted: ClassFact = { family: 'module', random: { generator: 'torch', varies: 'always' } };

export const torch: Library = {
  name: 'torch',
  checked: '2.13.0',
  functions: {
    ...each(
      'rand randn randint randperm normal bernoulli multinomial rand_like randn_like randint_like',
      torchDraw,
    ),
    ...each(
      'tensor from_numpy as_tensor FloatTensor LongTensor Tensor log exp sqrt abs sigmoid softmax relu tanh argmax clamp sum mean max min squeeze unsqueeze flatten where matmul mm bmm log1p log2 log10 expm1 logsumexp log_softmax pow square neg rsqrt einsum norm std var prod cumsum maximum minimum',
      tensor,
    ),
    ...each('cat stack vstack concat', { effect: 'union', returns: 'torch.Tensor' } as ApiFact),
    ...each('zeros ones zeros_like ones_like empty arange linspace eye full', {
      effect: 'none',
      returns: 'torch.Tensor',
    } as ApiFact),
    manual_seed: { effect: 'seed', seeds: ['torch'] },
    'random.manual_seed': { effect: 'seed', seeds: ['torch'] },
    'cuda.manual_seed': { effect: 'seed', seeds: ['torch'] },
    'cuda.manual_seed_all': { effect: 'seed', seeds: ['torch'] },
    Generator: { effect: 'none', returns: 'torch.Generator' },
    save: { effect: 'save' },
    load: { effect: 'restore' },
    'hub.load': { effect: 'restore', returns: 'torch.nn.Module' },
    'jit.load': { effect: 'restore' },
    'utils.data.random_split': {
      effect: 'split',
      random: { parameter: 'generator', position: 2, generator: 'torch', varies: 'always' },
    },
    'nn.utils.clip_grad_norm_': { effect: 'clip' },
    'nn.utils.clip_grad_value_': { effect: 'clip' },
    ...each(
      'xavier_uniform_ xavier_normal_ kaiming_uniform_ kaiming_normal_ normal_ uniform_ orthogonal_ trunc_normal_',
      { effect: 'draw', random: { generator: 'torch', varies: 'always' } } as ApiFact,
      'nn.init.',
    ),
    ...each(
      'cross_entropy nll_loss binary_cross_entropy binary_cross_entropy_with_logits mse_loss l1_loss smooth_l1_loss kl_div huber_loss',
      { effect: 'none', returns: 'torch.Tensor' } as ApiFact,
      'nn.functional.',
    ),
    ...each(
      'relu leaky_relu elu gelu silu logsigmoid softplus softmax log_softmax sigmoid tanh dropout dropout1d dropout2d dropout3d linear conv1d conv2d conv3d max_pool1d max_pool2d max_pool3d avg_pool1d avg_pool2d adaptive_avg_pool2d interpolate normalize pad',
      tensor,
      'nn.functional.',
    ),
    no_grad: { effect: 'none', returns: 'torch.no_grad' },
    inference_mode: { effect: 'none', returns: 'torch.inference_mode' },
    set_grad_enabled: { effect: 'none', returns: 'torch.set_grad_enabled' },
    compile: { effect: 'first-argument' },
  },
  classes: {
    'nn.Module': module,
    ...each(
      'Linear Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d LSTM GRU RNN Embedding Bilinear LSTMCell GRUCell RNNCell MultiheadAttention Transformer TransformerEncoder TransformerEncoderLayer TransformerDecoder TransformerDecoderLayer LazyLinear',
      weighted,
      'nn.',
    ),
    ...each(
      'Sequential ModuleList ModuleDict DataParallel ReLU LeakyReLU GELU SiLU ELU Sigmoid Tanh Softmax LogSoftmax MaxPool1d MaxPool2d AvgPool2d AdaptiveAvgPool2d AdaptiveMaxPool2d Flatten Identity Upsample ZeroPad2d PReLU',
      module,
      'nn.',
    ),
    ...each(
      'Dropout Dropout1d Dropout2d Dropout3d AlphaDropout BatchNorm1d BatchNorm2d BatchNorm3d SyncBatchNorm LazyBatchNorm1d LazyBatchNorm2d InstanceNorm1d InstanceNorm2d LayerNorm GroupNorm',
      module,
      'nn.',
    ),
    ...each(
      'CrossEntropyLoss NLLLoss BCELoss BCEWithLogitsLoss MSELoss L1Loss SmoothL1Loss HuberLoss KLDivLoss TripletMarginLoss CTCLoss PoissonNLLLoss CosineEmbeddingLoss MarginRankingLoss',
      module,
      'nn.',
    ),
    'nn.parallel.DistributedDataParallel': module,
    ...each(
      'SGD Adam AdamW RMSprop Adagrad Adadelta Adamax NAdam RAdam LBFGS ASGD SparseAdam Rprop Adafactor',
      { family: 'optimizer' } as ClassFact,
      'optim.',
    ),
    ...each(
      'StepLR MultiStepLR ExponentialLR CosineAnnealingLR ReduceLROnPlateau OneCycleLR LambdaLR CyclicLR LinearLR CosineAnnealingWarmRestarts SequentialLR',
      { family: 'scheduler' } as ClassFact,
      'optim.lr_scheduler.',
    ),
    'utils.data.DataLoader': {
      family: 'loader',
      random: {
        parameter: 'generator',
        generator: 'torch',
        varies: { keyword: 'shuffle', values: [true] },
      },
    },
    ...each(
      'Dataset TensorDataset IterableDataset Subset ConcatDataset',
      { family: 'dataset' } as ClassFact,
      'utils.data.',
    ),
    'cuda.amp.GradScaler': { family: 'trainer' },
    'amp.GradScaler': { family: 'trainer' },
  },
};

/** Layers whose forward pass differs between training and evaluation. */
export const MODE_DEPENDENT_LAYERS =
  /^torch\.nn\.(Dropout|Dropout1d|Dropout2d|Dropout3d|AlphaDropout|FeatureAlphaDropout|BatchNorm1d|BatchNorm2d|BatchNorm3d|SyncBatchNorm|LazyBatchNorm\dd|Transformer\w*)$/;

/** Layers that hold weights of their own: what is not registered or made anew in each pass is not trained. */
export const LAYERS_WITH_WEIGHTS =
  /^(torch\.nn\.((Lazy)?(Linear|Bilinear|Conv(Transpose)?[123]d|(Sync)?BatchNorm[123]?d|InstanceNorm[123]d)|LayerNorm|RMSNorm|GroupNorm|Embedding(Bag)?|PReLU|(LSTM|GRU|RNN)(Cell)?|MultiheadAttention|Transformer\w*)|keras\.layers\.(Dense|EinsumDense|Embedding|(Separable|Depthwise)?Conv(1D|2D|3D)(Transpose)?|(Layer|Batch|Group)Normalization|LSTM|GRU|SimpleRNN|MultiHeadAttention|Bidirectional))$/;

/** Types of ready-made networks, which hold such layers. */
export const READY_MADE_NETWORKS: ReadonlySet<string> = new Set(['torchvision.models.Model', 'timm.Model']);

export const torchvision: Library = {
  name: 'torchvision',
  checked: '0.26',
  functions: {
    ...each(
      'resnet18 resnet34 resnet50 resnet101 resnet152 vgg11 vgg13 vgg16 vgg19 vgg16_bn densenet121 densenet161 densenet169 densenet201 mobilenet_v2 mobilenet_v3_small mobilenet_v3_large efficientnet_b0 efficientnet_b1 efficientnet_b2 inception_v3 googlenet alexnet squeezenet1_0 squeezenet1_1 shufflenet_v2_x1_0 wide_resnet50_2 resnext50_32x4d regnet_y_400mf convnext_tiny vit_b_16 swin_t',
      { returns: 'torchvision.models.Model' } as ApiFact,
      'models.',
    ),
    'models.get_model': { returns: 'torchvision.models.Model' },
  },
  classes: {
    'models.Model': module,
    ...each(
      'MNIST FashionMNIST CIFAR10 CIFAR100 ImageFolder ImageNet SVHN CocoDetection VOCDetection EMNIST KMNIST STL10 CelebA',
      { family: 'dataset' } as ClassFact,
      'datasets.',
    ),
  },
};

const kerasModel: ClassFact = {
  family: 'keras-model',
  random: { generator: 'tensorflow', varies: 'always' },
};

const loadModel: ApiFact = {
  effect: 'restore',
  returns: 'keras.Model',
  runsCode: { keyword: 'safe_mode', value: false },
};

export const keras: Library = {
  name: 'keras',
  checked: '3.13',
  functions: {
    'utils.set_random_seed': { effect: 'seed' },
    'models.load_model': loadModel,
    'saving.load_model': loadModel,
    'config.enable_unsafe_deserialization': { runsCode: true },
    'utils.to_categorical': { effect: 'same', returns: 'numpy.ndarray' },
    ...each(
      'mnist.load_data cifar10.load_data cifar100.load_data fashion_mnist.load_data imdb.load_data reuters.load_data boston_housing.load_data california_housing.load_data',
      { effect: 'none' } as ApiFact,
      'datasets.',
    ),
  },
  classes: {
    ...each('Sequential Model models.Sequential models.Model', kerasModel),
    'layers.Normalization': { family: 'transformer', learns: 'values' },
    'layers.TextVectorization': { family: 'transformer', learns: 'structure' },
    'preprocessing.text.Tokenizer': { family: 'transformer', learns: 'vocabulary' },
  },
};

export const tensorflow: Library = {
  name: 'tensorflow',
  checked: '2.20',
  functions: {
    'random.set_seed': { effect: 'seed', seeds: ['tensorflow'] },
    set_random_seed: { effect: 'seed', seeds: ['tensorflow'] },
    'compat.v1.set_random_seed': { effect: 'seed', seeds: ['tensorflow'] },
    ...each(
      'random.normal random.uniform random.truncated_normal random.shuffle random_normal random_uniform truncated_normal random.gamma random.poisson random.categorical',
      { effect: 'draw', random: { generator: 'tensorflow', varies: 'always' } } as ApiFact,
    ),
    'saved_model.load': { effect: 'restore' },
  },
};

export const huggingface: readonly Library[] = [
  {
    name: 'transformers',
    checked: '5.0',
    functions: {
      set_seed: { effect: 'seed' },
      enable_full_determinism: { effect: 'seed' },
      pipeline: { effect: 'restore' },
    },
    classes: {
      ...each('Trainer Seq2SeqTrainer', { family: 'trainer' } as ClassFact),
    },
  },
  {
    name: 'datasets',
    checked: '4.0',
    functions: {
      load_dataset: { effect: 'load', returns: 'datasets.Dataset' },
      load_from_disk: { effect: 'load', returns: 'datasets.Dataset' },
    },
    classes: { Dataset: { family: 'hf-dataset' }, DatasetDict: { family: 'hf-dataset' } },
  },
  {
    name: 'accelerate',
    checked: '1.11',
    functions: { 'utils.set_seed': { effect: 'seed' } },
    classes: { Accelerator: { family: 'trainer' } },
  },
  {
    name: 'lightning',
    checked: '2.5',
    functions: { seed_everything: { effect: 'seed' } },
    classes: {
      LightningModule: { family: 'module' },
      Trainer: { family: 'trainer' },
      LightningDataModule: { family: 'dataset' },
    },
  },
  {
    name: 'fastai',
    checked: '2.8',
    functions: {
      'torch_core.set_seed': { effect: 'seed' },
      'vision.all.set_seed': { effect: 'seed' },
      'tabular.all.set_seed': { effect: 'seed' },
    },
  },
  {
    name: 'timm',
    checked: '1.0 (documentation)',
    // Built in training mode, also with pre-trained weights.
    functions: { create_model: { returns: 'timm.Model' } },
    classes: { Model: module },
  },
  { name: 'sentence_transformers', checked: '5.1', classes: { SentenceTransformer: { family: 'module' } } },
];

export const optimizerMethods: Readonly<Record<string, ApiFact>> = {
  step: { effect: 'step' },
  zero_grad: { effect: 'zero-grad' },
};

export const moduleMethods: Readonly<Record<string, ApiFact>> = {
  train: { effect: 'train-mode', returns: 'receiver' },
  eval: { effect: 'eval-mode', returns: 'receiver' },
  ...each('to cuda cpu float half double share_memory requires_grad_ apply', {
    effect: 'none',
    returns: 'receiver',
  } as ApiFact),
  zero_grad: { effect: 'zero-grad' },
  forward: { effect: 'forward' },
  load_state_dict: { effect: 'load-weights' },
};

export const tensorMethods: Readonly<Record<string, ApiFact>> = {
  backward: { effect: 'backward' },
  ...each(
    'to cuda cpu float long int double half detach clone view reshape squeeze unsqueeze permute transpose contiguous flatten sum mean max min argmax softmax sigmoid log exp sqrt abs clamp clip clamp_min clamp_max type requires_grad_ add sub mul div t repeat expand relu relu_ tanh pow square neg log1p log2 log10 expm1 log_softmax logsumexp masked_fill matmul mm bmm norm std var prod cumsum sin cos round rsqrt reciprocal bfloat16 bool',
    { effect: 'same', returns: 'torch.Tensor' } as ApiFact,
  ),
  numpy: { effect: 'same', returns: 'numpy.ndarray' },
  ...each('item tolist size dim numel', { effect: 'none' } as ApiFact),
};

/** Methods whose meaning in a file that uses torch is plain, whoever the receiver is. */
export const TORCH_METHODS: Readonly<Record<string, ApiFact>> = {
  backward: { effect: 'backward' },
  step: { effect: 'step' },
  zero_grad: { effect: 'zero-grad' },
  eval: { effect: 'eval-mode', returns: 'receiver' },
  train: { effect: 'train-mode', returns: 'receiver' },
  load_state_dict: { effect: 'load-weights' },
  manual_backward: { effect: 'backward' },
  to: { effect: 'none', returns: 'receiver' },
  cuda: { effect: 'none', returns: 'receiver' },
};
