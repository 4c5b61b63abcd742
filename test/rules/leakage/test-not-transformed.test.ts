import rule from '../../../server/src/engine/rules/leakage/test-not-transformed';
import { testRule } from '../../support/ruleTester';

const program = (lines: string): string => `
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

df = pd.read_csv("churn.csv")
X, y = df[["tenure", "charges"]], df["churned"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
scaler = StandardScaler()
${lines}
`;

testRule(rule, {
  valid: [
    {
      name: 'both parts are transformed',
      code: program(`train = scaler.fit_transform(X_train)
model = LogisticRegression().fit(train, y_train)
print(model.score(scaler.transform(X_test), y_test))`),
    },
    {
      name: 'neither is',
      code: program('model = LogisticRegression().fit(X_train, y_train)\nprint(model.score(X_test, y_test))'),
    },
    {
      name: 'a pipeline transforms inside',
      code: program(`model = make_pipeline(StandardScaler(), LogisticRegression()).fit(X_train, y_train)
print(model.score(X_test, y_test))`),
    },
    {
      name: 'two models, one on transformed rows and one on raw ones',
      code: program(`train, test = scaler.fit_transform(X_train), scaler.transform(X_test)
scaled = LogisticRegression().fit(train, y_train)
raw = LogisticRegression().fit(X_train, y_train)
print(scaled.score(test, y_test), raw.score(X_test, y_test))`),
    },
    {
      name: 'a function that cannot be seen may transform',
      code: program(`model = LogisticRegression().fit(scaler.fit_transform(X_train), y_train)
print(model.score(prepare(X_test), y_test))`),
    },
    {
      name: 'columns stored in both frames',
      code: program(`X_train[["charges"]] = scaler.fit_transform(X_train[["charges"]])
X_test[["charges"]] = scaler.transform(X_test[["charges"]])
model = LogisticRegression().fit(X_train, y_train)
print(model.score(X_test, y_test))`),
    },
    {
      name: 'a scaler of its own is the business of refit-on-test',
      code: program(`model = LogisticRegression().fit(scaler.fit_transform(X_train), y_train)
print(model.score(StandardScaler().fit_transform(X_test), y_test))`),
    },
    {
      name: 'the whole table was transformed before the split',
      code: program(`everything = scaler.fit_transform(X)
a, b, c, d = train_test_split(everything, y, random_state=42)
model = LogisticRegression().fit(a, c)
print(model.score(b, d))`),
    },
  ],
  invalid: [
    {
      name: 'raw rows are scored',
      code: program(`model = LogisticRegression().fit(scaler.fit_transform(X_train), y_train)
print(model.score(X_test, y_test))`),
      errors: [
        {
          at: 'X_test',
          message: '`X_test` is not transformed: the model was trained on rows that went through `scaler`.',
          severity: 'warning',
          fixes: ['Transform it: `scaler.transform(…)`'],
        },
      ],
      fixed: program(`model = LogisticRegression().fit(scaler.fit_transform(X_train), y_train)
print(model.score(scaler.transform(X_test), y_test))`),
    },
    {
      name: 'a metric of predictions for raw rows',
      code: program(`train = scaler.fit_transform(X_train)
test = scaler.transform(X_test)
model = LogisticRegression()
model.fit(train, y_train)
prediction = model.predict(X_test)
print(accuracy_score(y_test, prediction))`),
      errors: [{ at: 'X_test' }],
      fixed: program(`train = scaler.fit_transform(X_train)
test = scaler.transform(X_test)
model = LogisticRegression()
model.fit(train, y_train)
prediction = model.predict(scaler.transform(X_test))
print(accuracy_score(y_test, prediction))`),
    },
    {
      name: 'the other way round',
      code: program(`train = scaler.fit_transform(X_train)
test = scaler.transform(X_test)
model = LogisticRegression().fit(X_train, y_train)
print(model.score(test, y_test))`),
      errors: [
        {
          at: 'test',
          message: '`test` went through `scaler`, but the model was trained on rows that did not.',
          fixes: [],
        },
      ],
    },
    {
      name: 'one column of the training rows only',
      code: program(`X_train[["charges"]] = scaler.fit_transform(X_train[["charges"]])
model = LogisticRegression().fit(X_train, y_train)
print(model.score(X_test, y_test))`),
      errors: [{ at: 'X_test', fixes: [] }],
    },
  ],
});
