import rule from '../../../server/src/engine/rules/evaluation/test-set-tuning';
import { testRule } from '../../support/ruleTester';

const HEAD = `
        import numpy as np
        import pandas as pd
        from sklearn.model_selection import KFold, train_test_split
        from sklearn.neighbors import KNeighborsClassifier

        df = pd.read_csv("churn.csv")
        X, y = df[["age", "calls"]], df["churned"]
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
`;

testRule(rule, {
  valid: [
    {
      name: 'chosen on a validation part, scored once on the test part',
      code: `${HEAD}
        X_fit, X_val, y_fit, y_val = train_test_split(X_train, y_train, random_state=1)
        best, best_k = 0, 1
        for k in range(1, 20):
            score = KNeighborsClassifier(k).fit(X_fit, y_fit).score(X_val, y_val)
            if score > best:
                best, best_k = score, k
        print(KNeighborsClassifier(best_k).fit(X_train, y_train).score(X_test, y_test))
      `,
    },
    {
      name: 'a further hold-out exists',
      code: `${HEAD}
        X_choose, X_exam, y_choose, y_exam = train_test_split(X_test, y_test, random_state=1)
        best, best_k = 0, 1
        for k in range(1, 20):
            score = KNeighborsClassifier(k).fit(X_train, y_train).score(X_choose, y_choose)
            if score > best:
                best, best_k = score, k
        print(KNeighborsClassifier(best_k).fit(X_train, y_train).score(X_exam, y_exam))
      `,
    },
    {
      name: 'a table of scores without a choice',
      code: `${HEAD}
        scores = []
        for k in range(1, 20):
            scores.append(KNeighborsClassifier(k).fit(X_train, y_train).score(X_test, y_test))
        print(scores, np.mean(scores))
      `,
    },
    {
      name: 'the loop runs over folds of the data, not over models',
      code: `${HEAD}
        scores = []
        for train, test in KFold(5).split(X):
            model = KNeighborsClassifier().fit(X.iloc[train], y.iloc[train])
            scores.append(model.score(X.iloc[test], y.iloc[test]))
        print(max(scores), np.mean(scores))
      `,
    },
    {
      name: 'rows that the code calls validation: the test rows lie elsewhere',
      code: `
        import pandas as pd
        from sklearn.model_selection import train_test_split
        from sklearn.neighbors import KNeighborsClassifier

        df = pd.read_csv("train.csv")
        X_train, X_val, y_train, y_val = train_test_split(df[["age"]], df["churned"], random_state=1)
        scores = {}
        for k in range(1, 20):
            scores[k] = KNeighborsClassifier(k).fit(X_train, y_train).score(X_val, y_val)
        print(max(scores, key=scores.get))
      `,
    },
  ],
  invalid: [
    {
      name: 'the best is kept while the loop runs',
      code: `${HEAD}
        best, best_k = 0, None
        for k in range(1, 20):
            model = KNeighborsClassifier(k).fit(X_train, y_train)
            score = model.score(X_test, y_test)
            if score > best:
                best, best_k = score, k
        print(best_k)
      `,
      errors: [
        {
          message:
            'The best of the scores on the test rows is chosen in this loop: what they say about the chosen one is optimistic.',
          at: 'model.score(X_test, y_test)',
          severity: 'warning',
          related: ['score > best'],
        },
      ],
      fixed: `${HEAD}
        best, best_k = 0, None
        X_fit, X_val, y_fit, y_val = train_test_split(
            X_train, y_train, test_size=0.2, random_state=42
        )
        for k in range(1, 20):
            model = KNeighborsClassifier(k).fit(X_fit, y_fit)
            score = model.score(X_val, y_val)
            if score > best:
                best, best_k = score, k
        print(best_k)
      `,
    },
    {
      name: 'collected in a list, the best taken afterwards in another cell',
      code: [
        `${HEAD}`,
        `
        errors = []
        for k in range(1, 20):
            predicted = KNeighborsClassifier(k).fit(X_train, y_train).predict(X_test)
            errors.append(np.mean(predicted != y_test))
            errors.append(KNeighborsClassifier(k).fit(X_train, y_train).score(X_test, y_test))
        `,
        `print(np.argmax(errors))`,
      ],
      errors: [{ cell: 2, related: ['np.argmax(errors)'] }],
    },
    {
      name: 'models in a dict, the best by its key',
      code: `${HEAD}
        from sklearn.metrics import f1_score
        from sklearn.tree import DecisionTreeClassifier
        models = {"near": KNeighborsClassifier(), "tree": DecisionTreeClassifier(random_state=1)}
        scores = {}
        for name, model in models.items():
            model.fit(X_train, y_train)
            scores[name] = f1_score(y_test, model.predict(X_test))
        winner = max(scores, key=scores.get)
      `,
      errors: [{ at: 'f1_score(y_test, model.predict(X_test))' }],
    },
  ],
});
