import rule from '../../../server/src/engine/rules/project/work-at-import';
import type { UnitSummary } from '../../../server/src/engine/semantics/summary';
import { testRule } from '../../support/ruleTester';

const importer = (...modules: string[]): UnitSummary => ({
  path: 'report.py',
  role: 'other',
  imports: {},
  evidence: {},
  modules,
});
const project = { units: [importer('train', 'train.features')], files: ['report.py'] };
const path = 'train.py';
const skip = { cells: 'a notebook is not imported' };

const definitions = `
        import joblib
        import pandas as pd
        from sklearn.linear_model import LogisticRegression


        def features(rows):
            return rows[["tenure"]]

`;
const work = `
        df = pd.read_csv("churn.csv")
        model = LogisticRegression()
        model.fit(
            features(df),
            df["churned"],
        )
        # for the service
        joblib.dump(model, "model.joblib")
`;

testRule(rule, {
  valid: [
    { name: 'nobody imports the script', path, code: definitions + work },
    {
      name: 'another module of the same name is imported',
      path: 'churn/train.py',
      project: { units: [importer('train')], files: ['report.py', 'train.py'] },
      code: definitions + work,
    },
    {
      name: 'behind the guard',
      path,
      project,
      code: `${definitions}
        if __name__ == "__main__":
            df = pd.read_csv("churn.csv")
            joblib.dump(LogisticRegression().fit(features(df), df["churned"]), "model.joblib")
`,
    },
    {
      name: 'in a function',
      path,
      project,
      code: `${definitions}
        def main():
            df = pd.read_csv("churn.csv")
            joblib.dump(LogisticRegression().fit(features(df), df["churned"]), "model.joblib")
`,
    },
    {
      name: 'constants, settings and definitions',
      path,
      project,
      code: `${definitions}
        COLUMNS = ["tenure", "bills"]
        pd.set_option("display.width", 100)
        model = LogisticRegression(C=0.5)
`,
    },
    {
      name: 'a service that loads its model when it starts',
      path,
      project,
      code: `
        import joblib
        import pandas as pd
        from fastapi import FastAPI

        app = FastAPI()
        model = joblib.load("model.joblib")
        defaults = pd.read_csv("defaults.csv")


        @app.get("/")
        def predict():
            return model.predict(defaults).tolist()
      `,
    },
    {
      name: 'only if the file is not there',
      path,
      project,
      code: `
        import os
        import urllib.request

        import pandas as pd

        if not os.path.exists("churn.csv"):
            urllib.request.urlretrieve("https://data.example/churn.csv", "churn.csv")
      `,
    },
    {
      name: 'a loader without workers',
      path,
      code: `
        import torch
        from torch.utils.data import DataLoader, TensorDataset

        loader = DataLoader(TensorDataset(torch.zeros(9, 3)), num_workers=0)
        for (batch,) in loader:
            print(batch.mean())
      `,
    },
    {
      name: 'a loader that a function iterates over',
      path,
      code: `
        import torch
        from torch.utils.data import DataLoader, TensorDataset

        loader = DataLoader(TensorDataset(torch.zeros(9, 3)), num_workers=2)


        def show():
            for (batch,) in loader:
                print(batch.mean())
      `,
    },
  ],
  invalid: [
    {
      name: 'a script from which another takes a function',
      path,
      project,
      skip,
      code: definitions + work,
      errors: [
        {
          at: 'pd.read_csv("churn.csv")',
          message: '`report.py` imports this module, and the import reads data.',
          severity: 'information',
          related: [
            'model.fit(\n    features(df),\n    df["churned"],\n)',
            'joblib.dump(model, "model.joblib")',
          ],
          fixes: ['Put the statements into `main()`, which runs when the file is run'],
        },
      ],
      fixed: `
        import joblib
        import pandas as pd
        from sklearn.linear_model import LogisticRegression


        def features(rows):
            return rows[["tenure"]]


        def main():
            df = pd.read_csv("churn.csv")
            model = LogisticRegression()
            model.fit(
                features(df),
                df["churned"],
            )
            # for the service
            joblib.dump(model, "model.joblib")


        if __name__ == "__main__":
            main()
      `,
    },
    {
      name: 'the other takes what the statements bind: they stay',
      path,
      project: { units: [importer('train', 'train.model')], files: ['report.py'] },
      skip,
      code: definitions + work,
      errors: [{ at: 'pd.read_csv("churn.csv")', fixes: [] }],
    },
    {
      name: 'the other imports the module itself, and may use any name',
      path,
      project: { units: [importer('train')], files: ['report.py'] },
      skip,
      code: definitions + work,
      errors: [{ at: 'pd.read_csv("churn.csv")', fixes: [] }],
    },
    {
      name: 'a function reads what the statements bind',
      path,
      project,
      skip,
      code: `
        import pandas as pd


        def features():
            return df[["tenure"]]


        df = pd.read_csv("churn.csv")
      `,
      errors: [{ at: 'pd.read_csv("churn.csv")', fixes: [] }],
    },
    {
      name: 'a function that is called',
      path,
      project,
      skip,
      code: `
        import pandas as pd


        def features():
            return pd.read_csv("churn.csv")[["tenure"]]


        print(features().mean())
      `,
      errors: [
        { at: 'features()', fixes: ['Put the statements into `main()`, which runs when the file is run'] },
      ],
    },
    {
      name: 'options of the command line, in a package',
      path: 'src/churn/options.py',
      project: {
        units: [importer('churn.options', 'churn.options.args')],
        files: ['report.py'],
      },
      skip,
      code: `
        import argparse

        import numpy as np

        parser = argparse.ArgumentParser()
        parser.add_argument("--seed", type=int, default=0)
        args = parser.parse_args()
        rng = np.random.default_rng(args.seed)
      `,
      errors: [
        {
          at: 'parser.parse_args()',
          message: '`report.py` imports this module, and the import parses the command line.',
          fixes: [],
        },
      ],
    },
    {
      name: 'workers without a guard',
      path,
      skip,
      code: `
        import torch
        from torch.utils.data import DataLoader, TensorDataset

        loader = DataLoader(TensorDataset(torch.zeros(9, 3)), batch_size=3, num_workers=2)
        for step, (batch,) in enumerate(loader):
            print(step, batch.mean())
      `,
      errors: [
        {
          at: 'DataLoader(TensorDataset(torch.zeros(9, 3)), batch_size=3, num_workers=2)',
          message: /^The workers of this loader import the script anew/,
        },
      ],
      fixed: `
        import torch
        from torch.utils.data import DataLoader, TensorDataset

        def main():
            loader = DataLoader(TensorDataset(torch.zeros(9, 3)), batch_size=3, num_workers=2)
            for step, (batch,) in enumerate(loader):
                print(step, batch.mean())


        if __name__ == "__main__":
            main()
      `,
    },
  ],
});
