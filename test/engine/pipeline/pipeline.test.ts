/** Pictures of pipelines as text: what is a step, what flows where. */
import { describe, expect, it } from 'vitest';
import { buildPipeline } from '../../../server/src/engine/pipeline/buildPipeline';
import { buildModel } from '../../../server/src/engine/semantics/model';
import { textOf } from '../../../server/src/engine/source/unit';
import { parserForTests } from '../../support/engine';
import { tidy, unitOf, type Code } from '../../support/program';

/** Steps as `stage title detail`, flows as `title -> title cargo part (operations)`. */
async function pictureOf(code: Code, path?: string): Promise<{ steps: string[]; flows: string[] }> {
  const parser = await parserForTests();
  const unit = unitOf(tidy(code), path);
  const model = buildModel(
    unit,
    unit.sources.map((source) => parser.parse(source)),
  );
  const { steps, flows } = buildPipeline(model);
  for (const { at } of steps)
    expect(
      textOf(unit, {
        start: unit.sources[at.source]!.base + at.start,
        end: unit.sources[at.source]!.base + at.end,
      }),
    ).not.toBe('');
  return {
    steps: steps.map(({ stage, title, detail }) => [stage, title, detail].filter(Boolean).join(' ')),
    flows: flows.map(
      ({ from, to, cargo, part, through }) =>
        `${steps[from]!.title} -> ${steps[to]!.title} ${[cargo, part].filter(Boolean).join(' ')}${through.length > 0 ? ` (${through.join(', ')})` : ''}`,
    ),
  };
}

describe('a script of scikit-learn', () => {
  it('goes from load over split to score and save', async () => {
    const { steps, flows } = await pictureOf(`
      import joblib
      import pandas as pd
      from sklearn.ensemble import RandomForestClassifier
      from sklearn.metrics import f1_score
      from sklearn.model_selection import train_test_split
      from sklearn.preprocessing import StandardScaler

      df = pd.read_csv("data/churn.csv").dropna()
      X, y = df.drop(columns="churned"), df["churned"]
      X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
      scaler = StandardScaler()
      X_train = scaler.fit_transform(X_train)
      X_test = scaler.transform(X_test)
      model = RandomForestClassifier(random_state=0).fit(X_train, y_train)
      print(f1_score(y_test, model.predict(X_test)))
      joblib.dump(model, "model.joblib")
    `);
    expect(steps).toEqual([
      'load read_csv data/churn.csv',
      'split train_test_split',
      'fit StandardScaler fit_transform',
      'transform StandardScaler transform',
      'train RandomForestClassifier fit',
      'predict RandomForestClassifier predict',
      'evaluate f1_score',
      'save dump model.joblib',
    ]);
    expect(flows).toEqual([
      'read_csv -> train_test_split rows (dropna, drop)',
      'train_test_split -> StandardScaler rows train',
      'train_test_split -> StandardScaler rows test',
      'StandardScaler -> StandardScaler lesson',
      'StandardScaler -> RandomForestClassifier rows train',
      'StandardScaler -> RandomForestClassifier rows test',
      'RandomForestClassifier -> RandomForestClassifier model',
      'RandomForestClassifier -> f1_score predictions test',
      'RandomForestClassifier -> dump model',
    ]);
  });

  it('a statistic that is filled in is a step that learns', async () => {
    const { flows } = await pictureOf(`
      import pandas as pd
      from sklearn.linear_model import Ridge

      df = pd.read_csv("rents.csv")
      df["size"] = df["size"].fillna(df["size"].mean())
      model = Ridge().fit(df[["size"]], df["rent"])
    `);
    expect(flows).toContain('mean -> Ridge lesson (fillna)');
  });

  it('a pipeline and a search say what is in them', async () => {
    const { steps } = await pictureOf(`
      import pandas as pd
      from sklearn.model_selection import GridSearchCV
      from sklearn.pipeline import make_pipeline
      from sklearn.preprocessing import StandardScaler
      from sklearn.svm import SVC

      df = pd.read_csv("churn.csv")
      model = make_pipeline(StandardScaler(), SVC()).fit(df[["age"]], df["churned"])
      search = GridSearchCV(SVC(), {"C": [1, 10]}).fit(df[["age"]], df["churned"])
    `);
    expect(steps.slice(1)).toEqual(['train Pipeline fit StandardScaler, SVC', 'search GridSearchCV fit SVC']);
  });

  it('a split by slices is a split', async () => {
    const { steps, flows } = await pictureOf(`
      import pandas as pd
      from sklearn.linear_model import Ridge

      df = pd.read_csv("rents.csv")
      train, test = df[:800], df[800:]
      model = Ridge().fit(train[["size"]], train["rent"])
      print(model.score(test[["size"]], test["rent"]))
    `);
    expect(steps).toContain('split split in order');
    expect(flows).toContain('split in order -> Ridge rows train');
  });

  it('metrics of known predictions show no labels, metrics of unknown ones show what is known', async () => {
    const { flows } = await pictureOf(`
      import pandas as pd
      from sklearn.metrics import f1_score

      labels = pd.read_csv("labels.csv")["churned"]
      print(f1_score(labels, predictions))
    `);
    expect(flows).toEqual(['read_csv -> f1_score rows']);
  });
});

describe('networks', () => {
  it('a training loop is one step, fed by its loader', async () => {
    const { flows } = await pictureOf(`
      import torch
      from torch.utils.data import DataLoader, TensorDataset

      class Net(torch.nn.Module):
          def __init__(self):
              super().__init__()
              self.layer = torch.nn.Linear(4, 2)

          def forward(self, x):
              return self.layer(x)

      loader = DataLoader(TensorDataset(features, labels), batch_size=32)
      model = Net()
      optimizer = torch.optim.Adam(model.parameters())
      for x, y in loader:
          optimizer.zero_grad()
          loss = torch.nn.functional.cross_entropy(model(x), y)
          loss.backward()
          optimizer.step()
      torch.save(model.state_dict(), "net.pt")
    `);
    expect(flows).toContain('DataLoader -> Net rows');
    expect(flows).toContain('Net -> save model');
  });
});

describe('serving', () => {
  it('a route is served by the model that was loaded', async () => {
    const { steps, flows } = await pictureOf(`
      import joblib
      from fastapi import FastAPI

      app = FastAPI()
      model = joblib.load("model.joblib")

      @app.post("/predict")
      def predict(row: dict):
          return {"risk": float(model.predict_proba([list(row.values())])[0, 1])}
    `);
    expect(steps).toEqual([
      'restore load model.joblib',
      'predict model predict_proba',
      'serve POST /predict predict',
    ]);
    expect(flows).toEqual(['load -> model model', 'model -> POST /predict predictions']);
  });
});

describe('files', () => {
  it('are followed through opened files, paths and defaults of arguments', async () => {
    const { steps } = await pictureOf(`
      import argparse
      import pickle
      from pathlib import Path

      import pandas as pd
      from sklearn.linear_model import Ridge

      parser = argparse.ArgumentParser()
      parser.add_argument("--data-file", type=Path, default=Path("rents.csv"))
      parser.add_argument("--output", type=Path, default="ridge.pkl")
      args = parser.parse_args()
      df = pd.read_csv(args.data_file)
      model = Ridge().fit(df[["size"]], df["rent"])
      with args.output.open("wb") as file:
          pickle.dump(model, file)
    `);
    expect(steps[0]).toBe('load read_csv rents.csv');
    expect(steps.at(-1)).toBe('save dump ridge.pkl');
  });

  it('addresses lose what is secret', async () => {
    const { steps } = await pictureOf(`
      import pandas as pd
      from sklearn.linear_model import Ridge

      df = pd.read_csv("https://me:geheim@example.com/rents.csv?token=abc")
      model = Ridge().fit(df[["size"]], df["rent"])
    `);
    expect(steps[0]).toBe('load read_csv https://example.com/rents.csv');
  });
});

describe('what is no pipeline', () => {
  it('is empty', async () => {
    expect(await pictureOf('import os\nprint(os.getcwd())\n')).toEqual({ steps: [], flows: [] });
    expect(await pictureOf([])).toEqual({ steps: [], flows: [] });
  });

  it('data that is only looked at has no flow', async () => {
    const { flows } = await pictureOf([`import pandas as pd\ndf = pd.read_csv("a.csv")`, 'df.describe()']);
    expect(flows).toEqual([]);
  });

  it('a very long notebook ends in time', async () => {
    const cells = Array.from(
      { length: 300 },
      (_, index) => `m${index} = LinearRegression().fit(X, y)\nprint(m${index}.score(X, y))`,
    );
    const { steps } = await pictureOf([
      'import pandas as pd\nfrom sklearn.linear_model import LinearRegression\ndf = pd.read_csv("a.csv")\nX, y = df[["a"]], df["b"]',
      ...cells,
    ]);
    expect(steps.length).toBeGreaterThan(50);
    expect(steps.length).toBeLessThanOrEqual(120);
  });
});
