import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'writes a card with what the program really does',
    program: {
      entry: 'train.py',
      files: {
        'train.py': `from pathlib import Path

import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.DataFrame({"tenure": [1, 2, 30, 40], "bills": [9, 8, 2, 1], "churned": [1, 1, 0, 0]})
model = LogisticRegression(C=0.5)
model.fit(df[["tenure", "bills"]], df["churned"])
joblib.dump(model, "model.joblib")

# What the card says is what the trained model says of itself.
card = Path("MODEL_CARD.md").read_text() if Path("MODEL_CARD.md").exists() else ""
print(all(f"\`{name}\`" in card for name in model.feature_names_in_))
print(f"- Type: {type(model).__name__}\\n" in card, f"(C={model.C})" in card)
print("- Saved as: \`model.joblib\`\\n" in card, Path("model.joblib").exists())
`,
        'app.py': `import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict")
def predict(rows: list[list[float]]):
    return model.predict(rows).tolist()
`,
      },
      needs: ['sklearn', 'pandas', 'joblib', 'fastapi'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('False\nFalse False\nFalse True\n');
      expect(after.stdout).toBe('True\nTrue True\nTrue True\n');
    },
  },
];

export default cases;
