import rule from '../../../server/src/engine/rules/evaluation/auc-from-labels';
import { testRule } from '../../support/ruleTester';

const DATA = `
        import pandas as pd
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("churn.csv")
        X_train, X_test, y_train, y_test = train_test_split(df[["age", "visits"]], df["churned"], random_state=0)
`;

testRule(rule, {
  valid: [
    {
      name: 'probabilities and decision values',
      code: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import roc_auc_score, log_loss
        from sklearn.svm import LinearSVC
        ${DATA}
        model = LogisticRegression().fit(X_train, y_train)
        print(roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))
        print(log_loss(y_test, model.predict_proba(X_test)))
        svm = LinearSVC().fit(X_train, y_train)
        print(roc_auc_score(y_test, svm.decision_function(X_test)))
      `,
    },
    {
      name: 'labels for a metric of labels',
      code: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import accuracy_score, f1_score
        ${DATA}
        y_pred = LogisticRegression().fit(X_train, y_train).predict(X_test)
        print(accuracy_score(y_test, y_pred), f1_score(y_test, y_pred))
      `,
    },
    {
      name: 'predict of Keras gives scores',
      code: `
        import keras
        from sklearn.metrics import roc_auc_score
        ${DATA}
        model = keras.Sequential([keras.layers.Dense(1, activation="sigmoid")])
        model.compile(loss="binary_crossentropy")
        model.fit(X_train, y_train)
        print(roc_auc_score(y_test, model.predict(X_test).ravel()))
      `,
    },
    {
      name: 'predict of a booster and of a regressor',
      code: `
        import lightgbm as lgb
        from sklearn.ensemble import GradientBoostingRegressor
        from sklearn.metrics import roc_auc_score
        ${DATA}
        booster = lgb.train({"objective": "binary"}, lgb.Dataset(X_train, y_train))
        print(roc_auc_score(y_test, booster.predict(X_test)))
        regressor = GradientBoostingRegressor(random_state=0).fit(X_train, y_train)
        print(roc_auc_score(y_test, regressor.predict(X_test)))
      `,
    },
    {
      name: 'a model that is not known',
      code: `
        from sklearn.metrics import roc_auc_score

        def report(model, X, y):
            return roc_auc_score(y, model.predict(X))
      `,
    },
    {
      name: 'votes of several models are a score',
      code: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import roc_auc_score
        from sklearn.naive_bayes import GaussianNB
        from sklearn.neighbors import KNeighborsClassifier
        ${DATA}
        models = [LogisticRegression(), GaussianNB(), KNeighborsClassifier()]
        votes = sum(model.fit(X_train, y_train).predict(X_test) for model in models)
        print(roc_auc_score(y_test, votes))
        a = LogisticRegression().fit(X_train, y_train)
        b = GaussianNB().fit(X_train, y_train)
        print(roc_auc_score(y_test, a.predict(X_test) + b.predict(X_test)))
      `,
    },
    {
      name: 'scores rounded to some decimals are still scores',
      code: `
        import numpy as np
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import roc_auc_score
        ${DATA}
        p = LogisticRegression().fit(X_train, y_train).predict_proba(X_test)[:, 1]
        print(roc_auc_score(y_test, np.round(p, 4)), roc_auc_score(y_test, p.round(3)))
      `,
    },
    {
      name: 'a classifier without scores, and one for which that is not known',
      code: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.ensemble import VotingClassifier
        from sklearn.metrics import roc_auc_score
        from sklearn.neighbors import NearestCentroid
        ${DATA}
        centroid = NearestCentroid().fit(X_train, y_train)
        print(roc_auc_score(y_test, centroid.predict(X_test)))
        vote = VotingClassifier([("lr", LogisticRegression())]).fit(X_train, y_train)
        print(roc_auc_score(y_test, vote.predict(X_test)))
      `,
    },
    {
      name: 'scorers that ask for scores',
      code: `
        from sklearn.metrics import accuracy_score, make_scorer, roc_auc_score

        a = make_scorer(roc_auc_score, needs_proba=True)
        b = make_scorer(roc_auc_score, response_method="predict_proba")
        c = make_scorer(accuracy_score)
      `,
    },
    {
      name: 'cross-validated probabilities',
      code: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import roc_auc_score
        from sklearn.model_selection import cross_val_predict
        ${DATA}
        p = cross_val_predict(LogisticRegression(), X_train, y_train, method="predict_proba")
        print(roc_auc_score(y_train, p[:, 1]))
      `,
    },
  ],
  invalid: [
    {
      name: 'labels in the call',
      code: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import roc_auc_score
        ${DATA}
        model = LogisticRegression().fit(X_train, y_train)
        print(roc_auc_score(y_test, model.predict(X_test)))
      `,
      errors: [
        {
          message:
            '`roc_auc_score` is given labels (`model.predict(X_test)`), not scores: the curve has a single point, and its area says little about the model.',
          at: 'model.predict(X_test)',
          severity: 'warning',
          related: [],
          fixes: ['Use scores: model.predict_proba(X_test)[:, 1]'],
        },
      ],
      fixed: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import roc_auc_score
        ${DATA}
        model = LogisticRegression().fit(X_train, y_train)
        print(roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))
      `,
    },
    {
      name: 'labels under a name that other metrics rightly use',
      code: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import accuracy_score, average_precision_score
        ${DATA}
        model = LogisticRegression().fit(X_train, y_train)
        y_pred = model.predict(X_test)
        print(accuracy_score(y_test, y_pred), average_precision_score(y_true=y_test, y_score=y_pred))
      `,
      errors: [{ at: 'y_pred', related: ['model.predict(X_test)'] }],
      fixed: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import accuracy_score, average_precision_score
        ${DATA}
        model = LogisticRegression().fit(X_train, y_train)
        y_pred = model.predict(X_test)
        print(accuracy_score(y_test, y_pred), average_precision_score(y_true=y_test, y_score=model.predict_proba(X_test)[:, 1]))
      `,
    },
    {
      name: 'the model was refitted meanwhile under the same name: nothing is repeated',
      code: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import roc_auc_score
        ${DATA}
        model = LogisticRegression().fit(X_train, y_train)
        y_pred = model.predict(X_test)
        model = LogisticRegression(C=10).fit(X_train, y_train)
        print(roc_auc_score(y_test, y_pred))
      `,
      errors: [{ at: 'y_pred', fixes: [] }],
    },
    {
      name: 'support vector machines give decision values, also at the end of a pipeline',
      code: `
        from sklearn.metrics import RocCurveDisplay, roc_auc_score
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler
        from sklearn.svm import SVC
        ${DATA}
        model = make_pipeline(StandardScaler(), SVC())
        model.fit(X_train, y_train)
        print(roc_auc_score(y_test, model.predict(X_test)))
        RocCurveDisplay.from_predictions(y_test, model.predict(X_test))
      `,
      errors: [
        { fixes: ['Use scores: model.decision_function(X_test)'] },
        {
          message: /^`RocCurveDisplay.from_predictions`/,
          fixes: ['Use scores: model.decision_function(X_test)'],
        },
      ],
    },
    {
      name: 'log loss keeps a column for each class, and no decision values',
      code: `
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.metrics import brier_score_loss, log_loss
        from sklearn.model_selection import GridSearchCV
        from sklearn.svm import LinearSVC
        ${DATA}
        search = GridSearchCV(RandomForestClassifier(random_state=0), {"max_depth": [2, 4]})
        search.fit(X_train, y_train)
        print(log_loss(y_test, search.predict(X_test)))
        print(brier_score_loss(y_test, search.predict(X_test)))
        svm = LinearSVC().fit(X_train, y_train)
        print(log_loss(y_test, svm.predict(X_test)))
      `,
      errors: [
        {
          message: /every answer counts as completely certain/,
          fixes: ['Use scores: search.predict_proba(X_test)'],
        },
        { fixes: ['Use scores: search.predict_proba(X_test)[:, 1]'] },
        { fixes: [] },
      ],
    },
    {
      name: 'scores that were cut at a threshold, also of Keras',
      code: `
        import keras
        import numpy as np
        from sklearn.metrics import roc_auc_score, roc_curve
        ${DATA}
        model = keras.Sequential([keras.layers.Dense(1, activation="sigmoid")])
        model.compile(loss="binary_crossentropy")
        model.fit(X_train, y_train)
        scores = model.predict(X_test)
        labels = (scores > 0.5).astype(int)
        print(roc_auc_score(y_test, labels))
        print(roc_curve(y_test, np.round(model.predict(X_test))))
      `,
      errors: [
        { at: 'labels', related: ['scores > 0.5'], fixes: ['Use scores: scores'] },
        { at: 'np.round(model.predict(X_test))', fixes: ['Use scores: model.predict(X_test)'] },
      ],
    },
    {
      name: 'the most likely class',
      code: `
        import numpy as np
        from lightgbm import LGBMClassifier
        from sklearn.metrics import roc_auc_score
        ${DATA}
        model = LGBMClassifier().fit(X_train, y_train)
        p = model.predict_proba(X_test)
        best = np.argmax(p, axis=1)
        print(roc_auc_score(y_test, best))
      `,
      errors: [{ at: 'best', fixes: ['Use scores: p[:, 1]'] }],
    },
    {
      name: 'a helper that several models go through',
      code: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import roc_auc_score
        from sklearn.svm import LinearSVC
        ${DATA}
        def report(model):
            model.fit(X_train, y_train)
            predictions = model.predict(X_test)
            print("auc", roc_auc_score(y_test, predictions))

        report(LogisticRegression())
        report(LinearSVC())
      `,
      errors: [{ at: 'predictions', fixes: [] }],
    },
    {
      name: 'a loop over models of one kind',
      code: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import roc_auc_score
        ${DATA}
        for model in [LogisticRegression(C=1), LogisticRegression(C=10)]:
            model.fit(X_train, y_train)
            print(roc_auc_score(y_test, model.predict(X_test)))
      `,
      errors: [{ fixes: ['Use scores: model.predict_proba(X_test)[:, 1]'] }],
    },
    {
      name: 'several labels per row, another positive class: found, but no fix is certain',
      code: `
        from sklearn.multioutput import MultiOutputClassifier
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import roc_auc_score
        ${DATA}
        model = MultiOutputClassifier(LogisticRegression()).fit(X_train, y_train)
        print(roc_auc_score(y_test, model.predict(X_test)))
      `,
      errors: [{ fixes: [] }],
    },
    {
      name: 'a curve of another positive class',
      code: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import roc_curve
        ${DATA}
        model = LogisticRegression().fit(X_train, y_train)
        print(roc_curve(y_test, model.predict(X_test), pos_label=0))
      `,
      errors: [{ fixes: [] }],
    },
    {
      name: 'the full matrix for several classes',
      code: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import roc_auc_score
        ${DATA}
        model = LogisticRegression().fit(X_train, y_train)
        print(roc_auc_score(y_test, model.predict(X_test), multi_class="ovr"))
      `,
      errors: [{ fixes: ['Use scores: model.predict_proba(X_test)'] }],
    },
    {
      name: 'cross_val_predict without a method',
      code: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import roc_auc_score
        from sklearn.model_selection import cross_val_predict
        ${DATA}
        y_pred = cross_val_predict(LogisticRegression(), X_train, y_train, cv=5)
        print(roc_auc_score(y_train, y_pred))
      `,
      errors: [{ at: 'y_pred', fixes: [] }],
    },
    {
      name: 'a scorer that calls predict',
      code: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import make_scorer, roc_auc_score
        from sklearn.model_selection import cross_val_score
        ${DATA}
        print(cross_val_score(LogisticRegression(), X_train, y_train, scoring=make_scorer(roc_auc_score)))
        score = make_scorer(roc_auc_score, greater_is_better=True)
      `,
      errors: [
        {
          message: '`make_scorer(roc_auc_score)` calls `predict`: the metric is given labels, not scores.',
          at: 'make_scorer(roc_auc_score)',
          fixes: ['Use scoring="roc_auc", which asks for scores'],
        },
        { at: 'make_scorer(roc_auc_score, greater_is_better=True)', fixes: [] },
      ],
    },
    {
      name: 'in a notebook, over cells',
      code: [
        'from sklearn.linear_model import LogisticRegression\nfrom sklearn.metrics import roc_auc_score',
        DATA,
        'model = LogisticRegression()\nmodel.fit(X_train, y_train)',
        'y_pred = model.predict(X_test)\ny_pred[:5]',
        'roc_auc_score(y_test, y_pred)',
      ],
      errors: [{ cell: 5, at: 'y_pred', fixes: ['Use scores: model.predict_proba(X_test)[:, 1]'] }],
    },
  ],
});
