import rule from '../../../server/src/engine/rules/security/unpinned-pretrained-model';
import { testRule } from '../../support/ruleTester';

const COMMIT = '3f49326eb077187dfe1c2a2bb15fbd74e6ab91e3';

testRule(rule, {
  valid: [
    {
      name: 'a fixed commit, by literal, constant or setting',
      code: `
        import os
        from transformers import AutoModel, AutoTokenizer, pipeline

        REVISION = "${COMMIT}"
        tokenizer = AutoTokenizer.from_pretrained("google/bert", revision=REVISION)
        model = AutoModel.from_pretrained("google/bert", revision="${COMMIT}")
        classify = pipeline("text-classification", model="org/sentiment", revision=os.environ["REVISION"])
      `,
    },
    {
      name: 'local paths, and names that the program writes itself',
      code: `
        import sys
        from transformers import AutoModel, Trainer

        a = AutoModel.from_pretrained("./bert")
        b = AutoModel.from_pretrained("/srv/models/bert")
        c = AutoModel.from_pretrained("outputs/checkpoint-500")
        d = AutoModel.from_pretrained(sys.argv[1])
        a.save_pretrained("bert/final")
        e = AutoModel.from_pretrained("bert/final")
        f = AutoModel.from_pretrained("google/bert", local_files_only=True)
      `,
    },
    {
      name: 'readers of local files, names without an owner, arguments that cannot be seen',
      code: `
        from datasets import load_dataset
        from transformers import AutoModel

        def load(**options):
            rows = load_dataset("csv", data_files="a.csv")
            return AutoModel.from_pretrained("google/bert", **options), rows
      `,
    },
    {
      name: 'torch.hub at a commit, and from a folder',
      code: `
        import torch

        a = torch.hub.load("pytorch/vision:${COMMIT}", "resnet50")
        b = torch.hub.load("checkout/vision", "resnet50", source="local")
      `,
    },
    {
      name: 'a test',
      path: 'tests/test_model.py',
      code: `
        from transformers import AutoModel

        model = AutoModel.from_pretrained("google/bert")
      `,
    },
    {
      name: 'another from_pretrained',
      code: `
        import transformers
        from ours import Thing

        thing = Thing.from_pretrained("google/bert")
      `,
    },
  ],
  invalid: [
    {
      name: 'once per repository and file',
      code: `
        from transformers import AutoModel, AutoTokenizer

        NAME = "google/bert"
        tokenizer = AutoTokenizer.from_pretrained(NAME)
        model = AutoModel.from_pretrained(NAME)
      `,
      errors: [
        {
          at: 'AutoTokenizer.from_pretrained(NAME)',
          message:
            '`google/bert` is downloaded in whatever version its owner publishes next: no revision is fixed.',
          severity: 'information',
          related: ['AutoModel.from_pretrained(NAME)'],
          fixes: [],
        },
      ],
    },
    {
      name: 'a script that trains: a warning; the commit of another call is taken',
      code: `
        from transformers import AutoModelForSequenceClassification, AutoTokenizer, Trainer

        tokenizer = AutoTokenizer.from_pretrained("google/bert", revision="${COMMIT}")
        model = AutoModelForSequenceClassification.from_pretrained("google/bert")
        trainer = Trainer(model=model)
        trainer.train()
      `,
      errors: [
        {
          severity: 'warning',
          fixes: ['Fix the revision that `AutoTokenizer.from_pretrained` uses: 3f49326e…'],
        },
      ],
      fixed: `
        from transformers import AutoModelForSequenceClassification, AutoTokenizer, Trainer

        tokenizer = AutoTokenizer.from_pretrained("google/bert", revision="${COMMIT}")
        model = AutoModelForSequenceClassification.from_pretrained("google/bert", revision="${COMMIT}")
        trainer = Trainer(model=model)
        trainer.train()
      `,
    },
    {
      name: 'a branch can be moved',
      code: `
        from huggingface_hub import snapshot_download

        folder = snapshot_download("org/data", revision="main")
      `,
      errors: [{ message: /branch or tag/ }],
    },
    {
      name: 'data sets, sentence transformers, timm, torch.hub, in a notebook',
      code: [
        'import timm, torch\nfrom datasets import load_dataset\nfrom sentence_transformers import SentenceTransformer',
        'rows = load_dataset("org/rows", split="train")',
        'encoder = SentenceTransformer("sentence-transformers/all-MiniLM-L6-v2")',
        'net = timm.create_model("hf-hub:org/net", pretrained=True)',
        'yolo = torch.hub.load("ultralytics/yolov5", "yolov5s")',
      ],
      errors: [
        { cell: 2, severity: 'hint' },
        { cell: 3, severity: 'hint' },
        { cell: 4, message: /`org\/net`/ },
        { cell: 5, message: /`ultralytics\/yolov5`/ },
      ],
    },
  ],
});
