import rule from '../../../server/src/engine/rules/tracking/late-autolog';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'switched on before the fit',
      code: `
        import mlflow
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        mlflow.sklearn.autolog()
        rows = pd.read_csv("churn.csv")
        model = LogisticRegression().fit(rows[["age"]], rows["churn"])
      `,
    },
    {
      name: 'another fit follows',
      code: `
        import mlflow
        import pandas as pd
        from sklearn.linear_model import LogisticRegression, Ridge

        rows = pd.read_csv("churn.csv")
        trial = Ridge().fit(rows[["age"]], rows["churn"])
        mlflow.sklearn.autolog()
        model = LogisticRegression().fit(rows[["age"]], rows["churn"])
      `,
    },
    {
      name: 'a function that may train follows',
      code: `
        import mlflow
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from churn.steps import train_model

        rows = pd.read_csv("churn.csv")
        trial = LogisticRegression().fit(rows[["age"]], rows["churn"])
        mlflow.sklearn.autolog()
        train_model(LogisticRegression(), rows)
      `,
    },
    {
      name: 'switched off',
      code: `
        import mlflow
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        rows = pd.read_csv("churn.csv")
        model = LogisticRegression().fit(rows[["age"]], rows["churn"])
        mlflow.sklearn.autolog(disable=True)
      `,
    },
    {
      name: 'another library’s fit',
      code: `
        import mlflow
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        rows = pd.read_csv("churn.csv")
        model = LogisticRegression().fit(rows[["age"]], rows["churn"])
        mlflow.xgboost.autolog()
      `,
    },
    {
      name: 'functions whose order is not known',
      code: `
        import mlflow
        from sklearn.linear_model import LogisticRegression

        def train(rows):
            return LogisticRegression().fit(rows[["age"]], rows["churn"])

        def set_up():
            mlflow.sklearn.autolog()
      `,
    },
    {
      name: 'an earlier call was in time',
      code: `
        import mlflow
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        mlflow.autolog()
        rows = pd.read_csv("churn.csv")
        model = LogisticRegression().fit(rows[["age"]], rows["churn"])
        mlflow.sklearn.autolog(log_models=False)
      `,
    },
    {
      name: 'in a branch',
      code: `
        import mlflow
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        rows = pd.read_csv("churn.csv")
        model = LogisticRegression().fit(rows[["age"]], rows["churn"])
        if len(rows) > 1000:
            mlflow.sklearn.autolog()
      `,
    },
  ],
  invalid: [
    {
      name: 'below the only fit',
      code: `
        import mlflow
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        rows = pd.read_csv("churn.csv")
        model = LogisticRegression().fit(rows[["age"]], rows["churn"])
        # Records parameters and metrics.
        mlflow.sklearn.autolog(log_models=False)
      `,
      errors: [
        {
          at: 'mlflow.sklearn.autolog(log_models=False)',
          message:
            '`.fit(…)` has run before autologging is switched on, and nothing is fitted after: the training is not recorded.',
          related: ['LogisticRegression().fit(rows[["age"]], rows["churn"])'],
        },
      ],
      fixed: `
        import mlflow
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        rows = pd.read_csv("churn.csv")
        # Records parameters and metrics.
        mlflow.sklearn.autolog(log_models=False)
        model = LogisticRegression().fit(rows[["age"]], rows["churn"])
      `,
    },
    {
      name: 'in a later cell, with its import',
      code: [
        `
        import pandas as pd
        from xgboost import XGBClassifier

        rows = pd.read_csv("churn.csv")
        `,
        `
        model = XGBClassifier(seed=1)
        model.fit(rows[["age"]], rows["churn"])
        `,
        `
        import mlflow

        mlflow.autolog()
        `,
      ],
      errors: [{ cell: 3, severity: 'information', fixes: ['Move `mlflow.autolog(…)` above the fit'] }],
      fixed: [
        `
        import pandas as pd
        from xgboost import XGBClassifier

        rows = pd.read_csv("churn.csv")
        `,
        `
        model = XGBClassifier(seed=1)
        import mlflow
        mlflow.autolog()
        model.fit(rows[["age"]], rows["churn"])
        `,
        ``,
      ],
    },
    {
      name: 'after a function that trains; the fit stands in a loop',
      code: `
        import mlflow
        import pandas as pd
        from sklearn.linear_model import Ridge

        def train(rows, alpha):
            return Ridge(alpha=alpha).fit(rows[["age"]], rows["churn"])

        rows = pd.read_csv("churn.csv")
        for alpha in [0.1, 1.0]:
            model = train(rows, alpha)
        mlflow.autolog()
      `,
      errors: [{ at: 'mlflow.autolog()', related: ['Ridge(alpha=alpha).fit(rows[["age"]], rows["churn"])'] }],
      fixed: `
        import mlflow
        import pandas as pd
        from sklearn.linear_model import Ridge

        def train(rows, alpha):
            return Ridge(alpha=alpha).fit(rows[["age"]], rows["churn"])

        rows = pd.read_csv("churn.csv")
        mlflow.autolog()
        for alpha in [0.1, 1.0]:
            model = train(rows, alpha)
      `,
    },
    {
      name: 'the experiment is chosen in between: a suggestion',
      code: `
        import mlflow
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        rows = pd.read_csv("churn.csv")
        model = LogisticRegression().fit(rows[["age"]], rows["churn"])
        mlflow.set_experiment("churn")
        mlflow.sklearn.autolog()
      `,
      errors: [{ fixes: ['Move `mlflow.sklearn.autolog(…)` above the fit'] }],
    },
    {
      name: 'an argument that is made in between: no fix',
      code: `
        import mlflow
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        rows = pd.read_csv("churn.csv")
        model = LogisticRegression().fit(rows[["age"]], rows["churn"])
        tags = {"rows": len(rows)}
        mlflow.sklearn.autolog(extra_tags=tags)
      `,
      errors: [{ fixes: [] }],
    },
  ],
});
