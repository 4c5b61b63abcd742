import rule from '../../../server/src/engine/rules/evaluation/swapped-metric-arguments';
import { testRule } from '../../support/ruleTester';

const MODEL = `
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("churn.csv")
        X_train, X_test, y_train, y_test = train_test_split(df[["age", "visits"]], df["churned"], random_state=0)
        model = LogisticRegression().fit(X_train, y_train)
        y_pred = model.predict(X_test)
`;

testRule(rule, {
  valid: [
    {
      name: 'the truth first',
      code: `
        from sklearn.metrics import classification_report, precision_score
        ${MODEL}
        print(precision_score(y_test, y_pred), classification_report(y_test, model.predict(X_test)))
      `,
    },
    {
      name: 'metrics that are the same both ways',
      code: `
        from sklearn.metrics import accuracy_score, f1_score, mean_absolute_error, mean_squared_error
        ${MODEL}
        print(accuracy_score(y_pred, y_test), mean_squared_error(y_pred, y_test), mean_absolute_error(y_pred, y_test))
        print(f1_score(y_pred, y_test), f1_score(y_pred, y_test, average="macro"))
      `,
    },
    {
      name: 'keywords say which is which',
      code: `
        from sklearn.metrics import precision_score
        ${MODEL}
        print(precision_score(y_pred=y_pred, y_true=y_test))
      `,
    },
    {
      name: 'names alone prove nothing',
      code: `
        from sklearn.metrics import precision_score

        def report(y_pred, y_test):
            return precision_score(y_pred, y_test)
      `,
    },
    {
      name: 'how far two models agree: neither is the truth',
      code: `
        from sklearn.metrics import confusion_matrix
        from sklearn.naive_bayes import GaussianNB
        ${MODEL}
        other = GaussianNB().fit(X_train, y_train).predict(X_test)
        print(confusion_matrix(y_pred, other))
      `,
    },
    {
      name: 'a second argument of unknown origin',
      code: `
        from sklearn.metrics import confusion_matrix
        from somewhere import something
        ${MODEL}
        print(confusion_matrix(y_pred, something()))

        def agreement(reference, X):
            return confusion_matrix(model.predict(X), reference)
      `,
    },
    {
      name: 'a metric of another library with another order',
      code: `
        from torchmetrics.functional import precision
        ${MODEL}
        print(precision(y_pred, y_test))
      `,
    },
  ],
  invalid: [
    {
      name: 'under names',
      code: `
        from sklearn.metrics import precision_score
        ${MODEL}
        print(precision_score(y_pred, y_test, zero_division=0))
      `,
      errors: [
        {
          message:
            '`precision_score` takes the truth first, but is given the prediction `y_pred` first: it computes recall.',
          at: 'y_pred',
          severity: 'warning',
          related: ['y_test'],
          fixes: ['Put the truth first'],
        },
      ],
      fixed: `
        from sklearn.metrics import precision_score
        ${MODEL}
        print(precision_score(y_test, y_pred, zero_division=0))
      `,
    },
    {
      name: 'the call of the model in place',
      code: `
        from sklearn import metrics
        ${MODEL}
        print(metrics.confusion_matrix(model.predict(X_test), y_test))
        print(metrics.classification_report(
            model.predict(X_test),  # predicted
            y_test,
        ))
      `,
      errors: [{ message: /the matrix is transposed/ }, { message: /precision and recall are exchanged/ }],
      fixed: `
        from sklearn import metrics
        ${MODEL}
        print(metrics.confusion_matrix(y_test, model.predict(X_test)))
        print(metrics.classification_report(
            y_test,  # predicted
            model.predict(X_test),
        ))
      `,
    },
    {
      name: 'probabilities, and a weighted score',
      code: `
        from sklearn.metrics import f1_score, roc_auc_score
        ${MODEL}
        print(roc_auc_score(model.predict_proba(X_test)[:, 1], y_test))
        print(f1_score(y_pred, y_test, average="weighted"))
      `,
      errors: [
        { at: 'model.predict_proba(X_test)[:, 1]' },
        { message: /classes are weighted by their share in the predictions/ },
      ],
    },
    {
      name: 'regression, through a helper',
      code: `
        import pandas as pd
        from sklearn.ensemble import RandomForestRegressor
        from sklearn.metrics import r2_score
        from sklearn.model_selection import train_test_split

        def report(predicted, actual):
            return r2_score(predicted, actual)

        df = pd.read_csv("houses.csv")
        X_train, X_test, y_train, y_test = train_test_split(df[["area"]], df["price"], random_state=0)
        forest = RandomForestRegressor(random_state=0).fit(X_train, y_train)
        print(report(forest.predict(X_test), y_test))
      `,
      errors: [{ at: 'predicted', message: /spread of the predictions/ }],
    },
    {
      name: 'a function that predicts and scores what it is given',
      code: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import recall_score

        def score(X_train, y_train, X, y):
            model = LogisticRegression().fit(X_train, y_train)
            return recall_score(model.predict(X), y)
      `,
      errors: [{ at: 'model.predict(X)', message: /it computes precision/ }],
    },
    {
      name: 'in a loop over folds',
      code: `
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import recall_score
        from sklearn.model_selection import KFold

        df = pd.read_csv("churn.csv")
        X, y = df[["age", "visits"]].to_numpy(), df["churned"].to_numpy()
        for train, test in KFold(n_splits=5).split(X):
            model = LogisticRegression().fit(X[train], y[train])
            print(recall_score(model.predict(X[test]), y[test]))
      `,
      errors: [{ at: 'model.predict(X[test])' }],
    },
    {
      name: 'in a notebook',
      code: [MODEL, 'from sklearn.metrics import confusion_matrix', 'confusion_matrix(y_pred, y_test)'],
      errors: [{ cell: 3, at: 'y_pred' }],
    },
  ],
});
