import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

const NEEDS = ['joblib', 'numpy', 'pandas', 'sklearn'];

/** Trains in one process; another one loads the file and predicts rows as they come, in their own units. */
const SERVE = `
  import runpy

  import joblib
  import numpy as np
  import pandas as pd

  runpy.run_path("train.py", run_name="__main__")
  rows = pd.read_csv("new.csv")
  model = joblib.load("models/model.joblib")
  print("accuracy:", np.mean(model.predict(rows[["age", "income"]].to_numpy()) == rows["late"].to_numpy()))
`;

const TRAIN = `
  from pathlib import Path

  import joblib
  import numpy as np
  import pandas as pd
  from sklearn.model_selection import train_test_split
  from sklearn.preprocessing import StandardScaler
  from sklearn.svm import SVC


  def make(rows, seed):
      rng = np.random.default_rng(seed)
      frame = pd.DataFrame({"age": rng.uniform(18, 80, rows), "income": rng.uniform(1e4, 9e4, rows)})
      frame["late"] = (frame["age"] / 50 + frame["income"] / 5e4 < 2).astype(int)
      return frame


  Path("models").mkdir(exist_ok=True)
  make(200, 1).to_csv("new.csv", index=False)
  df = make(600, 0)
  X_train, X_test, y_train, y_test = train_test_split(df[["age", "income"]].to_numpy(), df["late"], random_state=0)
  scaler = StandardScaler()
  X_train = scaler.fit_transform(X_train)
  model = SVC()
  model.fit(X_train, y_train)
  print("test accuracy:", model.score(scaler.transform(X_test), y_test))
  joblib.dump(model, "models/model.joblib")
`;

const cases: readonly FixCase[] = [
  {
    name: 'saves one object that predicts raw rows',
    program: { files: { 'train.py': TRAIN, 'serve.py': SERVE }, entry: 'serve.py', needs: NEEDS },
    title: /pipeline/,
    effect: ({ before, after }) => {
      expect(reading(before, 'accuracy')).toBeLessThan(0.8);
      expect(reading(after, 'accuracy')).toBeGreaterThan(0.95);
    },
  },
  {
    name: 'saves the scaler beside the model',
    program: {
      files: {
        'train.py': TRAIN,
        'serve.py': SERVE.replace(
          'rows[["age", "income"]].to_numpy()',
          'joblib.load("models/scaler.joblib").transform(rows[["age", "income"]].to_numpy())',
        ),
      },
      entry: 'serve.py',
      needs: NEEDS,
    },
    title: /beside/,
    fails: true,
    effect: ({ before, after }) => {
      expect(before.stderr).toContain('FileNotFoundError');
      expect(reading(after, 'accuracy')).toBeGreaterThan(0.95);
    },
  },
  {
    name: 'saves a pipeline from a notebook that pickles into an open file',
    program: {
      files: {
        'texts.ipynb': [
          'import pickle\nfrom sklearn.feature_extraction.text import TfidfVectorizer\nfrom sklearn.svm import LinearSVC',
          'texts = ["cheap pills now", "meeting at noon", "win money now", "lunch at noon"] * 5\nspam = [1, 0, 1, 0] * 5',
          `
            vectorizer = TfidfVectorizer()
            features = vectorizer.fit_transform(texts)
            classifier = LinearSVC().fit(features, spam)
          `,
          'with open("classifier.pkl", "wb") as file:\n    pickle.dump(classifier, file)',
          `
            with open("classifier.pkl", "rb") as saved:
                loaded = pickle.load(saved)
            print(hasattr(loaded, "steps") and loaded.predict(["money now", "at noon"]).tolist())
          `,
        ],
      },
      needs: ['sklearn'],
    },
    title: /pipeline/,
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('False\n');
      expect(after.stdout).toBe('[1, 0]\n');
    },
  },
];

export default cases;
