import rule from '../../../server/src/engine/rules/security/trusted-remote-code';
import { testRule } from '../../support/ruleTester';

const COMMIT = '3f49326eb077187dfe1c2a2bb15fbd74e6ab91e3';

testRule(rule, {
  valid: [
    {
      name: 'not allowed, or left to a setting',
      code: `
        import os
        from transformers import AutoModel

        a = AutoModel.from_pretrained("org/model", trust_remote_code=False)
        b = AutoModel.from_pretrained("org/model", trust_remote_code=bool(os.environ.get("TRUST")))
      `,
    },
    {
      name: 'a test',
      path: 'tests/test_model.py',
      code: `
        from transformers import AutoModel

        model = AutoModel.from_pretrained("org/model", trust_remote_code=True)
      `,
    },
  ],
  invalid: [
    {
      name: 'calls with one repository are one finding',
      code: `
        from transformers import AutoModel, AutoTokenizer

        NAME = "org/model"
        tokenizer = AutoTokenizer.from_pretrained(NAME, trust_remote_code=True)
        model = AutoModel.from_pretrained(
            NAME,
            trust_remote_code=True,
            torch_dtype="auto",
        )
      `,
      errors: [
        {
          at: 'trust_remote_code=True',
          message:
            '`AutoTokenizer.from_pretrained` runs whatever code the repository holds, with your rights.',
          severity: 'warning',
          fixes: ['Take trust_remote_code out'],
        },
      ],
      fixed: `
        from transformers import AutoModel, AutoTokenizer

        NAME = "org/model"
        tokenizer = AutoTokenizer.from_pretrained(NAME)
        model = AutoModel.from_pretrained(
            NAME,
            torch_dtype="auto",
        )
      `,
    },
    {
      name: 'a fixed commit can be read',
      code: `
        from datasets import load_dataset

        rows = load_dataset("org/rows", revision="${COMMIT}", trust_remote_code=True)
      `,
      errors: [{ severity: 'information', message: /be sure that somebody has read it/ }],
    },
    {
      name: 'torch.hub',
      code: `
        import torch

        net = torch.hub.load("org/repo", "net", trust_repo=True)
      `,
      errors: [{ at: 'trust_repo=True' }],
    },
    {
      name: 'in a service',
      code: `
        from fastapi import FastAPI
        from transformers import pipeline

        app = FastAPI()
        classify = pipeline("text-classification", model="org/model", trust_remote_code=True)

        @app.post("/classify")
        def answer(text: str):
            return classify(text)
      `,
      errors: [{ severity: 'error' }],
    },
  ],
});
