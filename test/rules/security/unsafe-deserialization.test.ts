import rule from '../../../server/src/engine/rules/security/unsafe-deserialization';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'the same program wrote the file',
      code: `
        import joblib
        from sklearn.svm import SVC

        joblib.dump(SVC(), "model.joblib")
        model = joblib.load("model.joblib")
      `,
    },
    {
      name: 'bytes that the program pickled itself',
      code: `
        import pickle
        import numpy as np

        copy = pickle.loads(pickle.dumps(np.zeros(3)))
      `,
    },
    {
      name: 'the hash is checked first',
      code: `
        import hashlib
        import joblib

        def load(path, expected):
            with open(path, "rb") as file:
                if hashlib.sha256(file.read()).hexdigest() != expected:
                    raise ValueError(path)
            return joblib.load(path)
      `,
    },
    { name: 'a test', path: 'tests/test_model.py', code: 'import joblib\nmodel = joblib.load(path)\n' },
    { name: 'no machine learning in sight', code: 'import pickle\nstate = pickle.load(open(path, "rb"))\n' },
    {
      name: 'formats that hold only data',
      code: `
        import numpy as np
        import yaml

        a = np.load(path)
        b = np.load(path, allow_pickle=False)
        c = yaml.safe_load(stream)
        d = yaml.load(stream, Loader=yaml.SafeLoader)
      `,
    },
  ],
  invalid: [
    {
      name: 'a path from the command line: verified after the fix',
      code: `
        import argparse
        import joblib

        parser = argparse.ArgumentParser()
        parser.add_argument("model")
        args = parser.parse_args()
        model = joblib.load(args.model)
      `,
      errors: [
        {
          at: 'joblib.load(args.model)',
          severity: 'warning',
          message:
            '`joblib.load` runs code that the file contains, and `args.model` can be any file: verify it before loading.',
        },
      ],
      fixed: `
        import argparse
        import hashlib
        import os
        from io import BytesIO
        from pathlib import Path
        import joblib


        def load_verified(path, expected_sha256):
            """Unpickling runs code: refuse a file whose hash is not the one recorded at training time."""
            data = Path(path).read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            if digest != expected_sha256:
                raise RuntimeError(f"{path}: SHA-256 {digest} is not the recorded one")
            return joblib.load(BytesIO(data))


        parser = argparse.ArgumentParser()
        parser.add_argument("model")
        args = parser.parse_args()
        model = load_verified(args.model, os.environ["MODEL_SHA256"])
      `,
    },
    {
      name: 'through an open file, in a function',
      code: `
        import pickle
        import pandas as pd

        def load(path):
            with open(path, "rb") as file:
                return pickle.load(file)
      `,
      errors: [
        {
          at: 'pickle.load(file)',
          message: /\`path\` can be any file/,
          fixes: ['Verify the file before loading it (its SHA-256 in `MODEL_SHA256`)'],
        },
      ],
    },
    {
      name: 'a literal local path is a hint',
      code: `
        import os
        import joblib

        HERE = "models"
        model = joblib.load(os.path.join(HERE, "model.joblib"))
      `,
      errors: [{ severity: 'hint', fixes: [] }],
    },
    {
      name: 'downloaded',
      code: `
        import io
        import pickle
        import numpy as np
        import requests

        response = requests.get("https://example.com/model.pkl")
        model = pickle.load(io.BytesIO(response.content))
      `,
      errors: [{ severity: 'error', message: /comes from the network/ }],
    },
    {
      name: 'sent to a service',
      code: `
        import pickle
        import numpy as np
        from fastapi import FastAPI

        app = FastAPI()

        @app.post("/load")
        def load(body):
            return pickle.loads(body).predict(np.zeros(1))
      `,
      errors: [{ severity: 'error', message: /comes with the request/ }],
    },
    {
      name: 'YAML that builds objects',
      code: `
        import numpy as np
        import yaml

        with open("config.yml") as file:
            config = yaml.load(file, Loader=yaml.Loader)
      `,
      errors: [{ at: 'yaml.load(file, Loader=yaml.Loader)' }],
      fixed: `
        import numpy as np
        import yaml

        with open("config.yml") as file:
            config = yaml.safe_load(file)
      `,
    },
    {
      name: 'arrays with pickled objects, and Keras models with code',
      code: `
        import keras
        import numpy as np

        data = np.load(path, allow_pickle=True)
        model = keras.models.load_model(path, safe_mode=False)
      `,
      errors: [{ at: 'np.load(path, allow_pickle=True)' }, { message: /accept Python code/ }],
    },
  ],
});
