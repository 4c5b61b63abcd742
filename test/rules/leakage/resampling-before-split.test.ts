import rule from '../../../server/src/engine/rules/leakage/resampling-before-split';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'only the training rows are resampled',
      code: `
        import pandas as pd
        from imblearn.over_sampling import SMOTE
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("claims.csv")
        X_train, X_test, y_train, y_test = train_test_split(df[["amount"]], df["fraud"], random_state=1)
        X_train, y_train = SMOTE(random_state=1).fit_resample(X_train, y_train)
        print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
      `,
    },
    {
      name: 'a sampler inside an imbalanced-learn Pipeline',
      code: `
        import pandas as pd
        from imblearn.over_sampling import SMOTE
        from imblearn.pipeline import make_pipeline
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import cross_val_score

        df = pd.read_csv("claims.csv")
        model = make_pipeline(SMOTE(random_state=1), LogisticRegression())
        print(cross_val_score(model, df[["amount"]], df["fraud"]).mean())
      `,
    },
    {
      name: 'a bootstrap of a statistic is never fitted',
      code: `
        import pandas as pd
        from sklearn.linear_model import Ridge
        from sklearn.model_selection import train_test_split
        from sklearn.utils import resample

        df = pd.read_csv("houses.csv")
        print([resample(df["price"], random_state=i).mean() for i in range(100)])
        X_train, X_test, y_train, y_test = train_test_split(df[["rooms"]], df["price"], random_state=1)
        print(Ridge().fit(X_train, y_train).score(X_test, y_test))
      `,
    },
    {
      name: 'the resampled training part under a search: a rosy inner score, but the test rows stay clean',
      code: `
        import pandas as pd
        from imblearn.over_sampling import SMOTE
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import GridSearchCV, train_test_split

        df = pd.read_csv("claims.csv")
        X_train, X_test, y_train, y_test = train_test_split(df[["amount"]], df["fraud"], random_state=1)
        X_train, y_train = SMOTE(random_state=1).fit_resample(X_train, y_train)
        search = GridSearchCV(LogisticRegression(), {"C": [1, 10]}).fit(X_train, y_train)
        print(search.score(X_test, y_test))
      `,
    },
  ],
  invalid: [
    {
      name: 'SMOTE before the split: resampled after it',
      code: `
        import pandas as pd
        from imblearn.over_sampling import SMOTE
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import recall_score
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("claims.csv")
        X, y = df[["amount", "age"]], df["fraud"]
        smote = SMOTE(random_state=1)
        X_res, y_res = smote.fit_resample(X, y)
        X_train, X_test, y_train, y_test = train_test_split(X_res, y_res, stratify=y_res, random_state=1)
        model = LogisticRegression().fit(X_train, y_train)
        print(recall_score(y_test, model.predict(X_test)))
      `,
      errors: [
        {
          at: 'smote.fit_resample(X, y)',
          severity: 'error',
          message: '`SMOTE` makes new rows out of `X` before the split: copies of test rows train the model.',
          related: [
            'train_test_split(X_res, y_res, stratify=y_res, random_state=1)',
            'recall_score(y_test, model.predict(X_test))',
          ],
        },
      ],
      fixed: `
        import pandas as pd
        from imblearn.over_sampling import SMOTE
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import recall_score
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("claims.csv")
        X, y = df[["amount", "age"]], df["fraud"]
        smote = SMOTE(random_state=1)
        X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=1)
        X_train, y_train = smote.fit_resample(X_train, y_train)
        model = LogisticRegression().fit(X_train, y_train)
        print(recall_score(y_test, model.predict(X_test)))
      `,
    },
    {
      name: 'copies of the minority put back into the frame',
      code: `
        import pandas as pd
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.model_selection import train_test_split
        from sklearn.utils import resample

        df = pd.read_csv("claims.csv")
        minority = df[df["fraud"] == 1]
        majority = df[df["fraud"] == 0]
        more = resample(minority, replace=True, n_samples=len(majority), random_state=1)
        balanced = pd.concat([majority, more])
        X_train, X_test, y_train, y_test = train_test_split(balanced[["amount"]], balanced["fraud"], random_state=1)
        model = RandomForestClassifier(random_state=1).fit(X_train, y_train)
        print(model.score(X_test, y_test))
      `,
      errors: [
        {
          at: 'resample(minority, replace=True, n_samples=len(majority), random_state=1)',
          message: /out of \`minority\`/,
        },
      ],
    },
    {
      name: 'under-sampling: no copies, but the wrong class ratio',
      code: `
        import pandas as pd
        from imblearn.under_sampling import RandomUnderSampler
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("claims.csv")
        X, y = RandomUnderSampler(random_state=1).fit_resample(df[["amount"]], df["fraud"])
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
      `,
      errors: [{ severity: 'information', message: /no longer has the natural class ratio/ }],
    },
    {
      name: 'before cross-validation, in another cell',
      code: [
        `
        import pandas as pd
        from imblearn.over_sampling import ADASYN
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import cross_val_score
        df = pd.read_csv("claims.csv")
        `,
        `
        X, y = ADASYN(random_state=1).fit_resample(df[["amount"]], df["fraud"])
        `,
        `
        cross_val_score(LogisticRegression(), X, y, scoring="recall").mean()
        `,
      ],
      errors: [
        {
          cell: 2,
          at: 'ADASYN(random_state=1).fit_resample(df[["amount"]], df["fraud"])',
          message: /each fold trains on copies/,
        },
      ],
    },
  ],
});
