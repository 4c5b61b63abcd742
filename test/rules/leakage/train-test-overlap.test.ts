import rule from '../../../server/src/engine/rules/leakage/train-test-overlap';
import { testRule } from '../../support/ruleTester';

const program = (split: string, train = 'train', test = 'test'): string => `
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

df = pd.read_csv("churn.csv")
${split}
model = RandomForestClassifier(random_state=42)
model.fit(${train}[["tenure"]], ${train}["churned"])
print(model.score(${test}[["tenure"]], ${test}["churned"]))
`;

testRule(rule, {
  valid: [
    {
      name: 'the rows that are left',
      code: program('train = df.sample(frac=0.8, random_state=1)\ntest = df.drop(train.index)'),
    },
    { name: 'slices that meet', code: program('train, test = df[:800], df[800:]') },
    { name: 'slices with a gap', code: program('train, test = df[:800], df[850:]') },
    { name: 'bounds with a name', code: program('train, test = df[:n], df[n:]') },
    { name: 'split by the library', code: program('train, test = train_test_split(df, random_state=42)') },
    {
      name: 'a last fit on everything, not judged',
      code: `
        import pandas as pd
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.model_selection import train_test_split

        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
        model = RandomForestClassifier(random_state=42).fit(X_train, y_train)
        print(model.score(X_test, y_test))
        final = RandomForestClassifier(random_state=42)
        final.fit(pd.concat([X_train, X_test]), pd.concat([y_train, y_test]))
      `,
    },
    {
      name: 'samples of two tables',
      code: program(
        'train = df.sample(frac=0.8, random_state=1)\ntest = other.sample(frac=0.2, random_state=2)',
      ),
    },
  ],
  invalid: [
    {
      name: 'two samples of one table',
      code: program(
        'train = df.sample(frac=0.8, random_state=1)\ntest = df.sample(frac=0.2, random_state=2)',
      ),
      errors: [
        {
          at: 'df.sample(frac=0.2, random_state=2)',
          message:
            '`test` is a second sample of the table that `train` is a sample of: most of its rows trained the model.',
          severity: 'warning',
          fixes: ['Take the rows that are not in `train`'],
        },
      ],
      fixed: program('train = df.sample(frac=0.8, random_state=1)\ntest = df.drop(train.index)'),
    },
    {
      name: 'slices that overlap',
      code: program('train = df[:800]\ntest = df[700:]'),
      errors: [{ at: 'df[700:]', message: '`test` overlaps with `train`, which trained the model.' }],
      fixed: program('train = df[:800]\ntest = df[800:]'),
    },
    {
      name: 'the test rows were joined to the training rows again',
      code: `
        import numpy as np
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.model_selection import train_test_split

        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
        everything = np.vstack([X_train, X_test])
        labels = np.concatenate([y_train, y_test])
        model = RandomForestClassifier(random_state=42).fit(everything, labels)
        print(model.score(X_test, y_test))
      `,
      errors: [
        {
          at: 'model.score(X_test, y_test)',
          message: 'The model was trained on the test rows too: `everything` holds them.',
          fixes: [],
        },
      ],
    },
    {
      name: 'fitted again on the test rows',
      code: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
        model = LogisticRegression().fit(X_train, y_train)
        model.fit(X_test, y_test)
        print(model.score(X_test, y_test))
      `,
      errors: [{ message: 'The model was trained on the test part, `X_test`, and is judged on it.' }],
    },
  ],
});
