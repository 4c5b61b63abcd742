import { expect, it } from 'vitest';
import { createEngine } from '../../../server/src/engine/engine';
import { createUnit } from '../../../server/src/engine/source/createUnit';
import { parserForTests } from '../../support/engine';

const FEATURES = `import pandas as pd
from sklearn.preprocessing import StandardScaler

def load(path):
    df = pd.read_csv(path)
    scaler = StandardScaler()
    df[["age"]] = scaler.fit_transform(df[["age"]])
    return df
`;
const TRAIN = `from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from features import load

df = load("churn.csv")
X_train, X_test, y_train, y_test = train_test_split(df[["age"]], df["churned"], random_state=1)
model = LogisticRegression().fit(X_train, y_train)
print(model.score(X_test, y_test))
`;

it('a leak that begins in another module is found, at the call that leads there', async () => {
  const engine = createEngine(await parserForTests());
  const features = createUnit({ path: 'features.py', kind: 'script', sources: [{ text: FEATURES }] });
  const train = createUnit({ path: 'train.py', kind: 'script', sources: [{ text: TRAIN }] });
  const resolveModule = (name: string) => (name === 'features' ? features : undefined);

  const leaks = (unit: typeof train) =>
    engine.analyse(unit, { resolveModule }).findings.filter(({ rule }) => rule === 'fit-before-split');
  const [leak, ...others] = leaks(train);
  expect(others).toEqual([]);
  expect(TRAIN.slice(leak!.place.start, leak!.place.end)).toBe('load("churn.csv")');
  const [cause] = leak!.related;
  expect(cause!.path).toBe('features.py');
  expect(FEATURES.slice(cause!.start, cause!.end)).toBe('scaler.fit_transform(df[["age"]])');
  // On its own the module leaks nothing: it does not split.
  expect(leaks(features)).toEqual([]);
});
