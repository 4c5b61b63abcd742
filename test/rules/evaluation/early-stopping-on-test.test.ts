import rule from '../../../server/src/engine/rules/evaluation/early-stopping-on-test';
import { testRule } from '../../support/ruleTester';

const HEAD = `
        import pandas as pd
        from lightgbm import LGBMClassifier, early_stopping
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("churn.csv")
        X, y = df[["age", "calls"]], df["churned"]
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
`;

testRule(rule, {
  valid: [
    {
      name: 'stopped on a validation part, scored on the test part',
      code: `${HEAD}
        X_fit, X_val, y_fit, y_val = train_test_split(X_train, y_train, random_state=1)
        model = LGBMClassifier()
        model.fit(X_fit, y_fit, eval_set=[(X_val, y_val)], callbacks=[early_stopping(10)])
        print(model.score(X_test, y_test))
      `,
    },
    {
      name: 'no early stopping: the rows are only watched',
      code: `${HEAD}
        model = LGBMClassifier()
        model.fit(X_train, y_train, eval_set=[(X_test, y_test)])
        print(model.score(X_test, y_test))
      `,
    },
    {
      name: 'another set gives the final score',
      code: `${HEAD}
        X_stop, X_exam, y_stop, y_exam = train_test_split(X_test, y_test, random_state=1)
        model = LGBMClassifier()
        model.fit(X_train, y_train, eval_set=[(X_stop, y_stop)], callbacks=[early_stopping(10)])
        print(model.score(X_exam, y_exam))
      `,
    },
    {
      name: 'rows that the code calls validation, scored as such; the test rows lie elsewhere',
      code: `
        import pandas as pd
        from lightgbm import LGBMClassifier, early_stopping
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("train.csv")
        X_train, X_valid, y_train, y_valid = train_test_split(df[["age"]], df["churned"], random_state=1)
        model = LGBMClassifier()
        model.fit(X_train, y_train, eval_set=[(X_valid, y_valid)], callbacks=[early_stopping(10)])
        print(model.score(X_valid, y_valid))
      `,
    },
    {
      name: 'early stopping that watches the training loss',
      code: `
        import keras
        (X_train, y_train), (X_test, y_test) = keras.datasets.mnist.load_data()
        model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10)])
        stop = keras.callbacks.EarlyStopping(monitor="loss", patience=3)
        model.fit(X_train, y_train, validation_data=(X_test, y_test), callbacks=[stop])
        print(model.evaluate(X_test, y_test))
      `,
    },
    {
      name: 'CatBoost that is told to keep the last state',
      code: `${HEAD}
        from catboost import CatBoostClassifier
        model = CatBoostClassifier(use_best_model=False)
        model.fit(X_train, y_train, eval_set=(X_test, y_test))
        print(model.score(X_test, y_test))
      `,
    },
    {
      name: 'a check point that keeps every state',
      code: `
        import keras
        (X_train, y_train), (X_test, y_test) = keras.datasets.mnist.load_data()
        model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10)])
        keep = keras.callbacks.ModelCheckpoint("model.keras")
        model.fit(X_train, y_train, validation_data=(X_test, y_test), callbacks=[keep])
        print(model.evaluate(X_test, y_test))
      `,
    },
  ],
  invalid: [
    {
      name: 'LightGBM with a callback: a validation part takes the place of the test rows',
      code: `${HEAD}
        model = LGBMClassifier()
        model.fit(X_train, y_train, eval_set=[(X_test, y_test)], callbacks=[early_stopping(10)])
        print(model.score(X_test, y_test))
      `,
      errors: [
        {
          message:
            '`X_test` decides when training stops or which state is kept, and then gives the final score: the exam was used for tuning.',
          at: '[(X_test, y_test)]',
          severity: 'warning',
          related: ['model.score(X_test, y_test)'],
        },
      ],
      fixed: `${HEAD}
        model = LGBMClassifier()
        X_fit, X_val, y_fit, y_val = train_test_split(
            X_train, y_train, test_size=0.2, random_state=42
        )
        model.fit(X_fit, y_fit, eval_set=[(X_val, y_val)], callbacks=[early_stopping(10)])
        print(model.score(X_test, y_test))
      `,
    },
    {
      name: 'XGBoost: told in the constructor, the training rows watched too, a split in order of time',
      code: `
        import pandas as pd
        from sklearn.metrics import mean_absolute_error
        from sklearn.model_selection import train_test_split
        from xgboost import XGBRegressor

        df = pd.read_csv("sales.csv")
        X_train, X_test, y_train, y_test = train_test_split(df[["week"]], df["sold"], shuffle=False)
        model = XGBRegressor(n_estimators=1000, early_stopping_rounds=20)
        model.fit(X_train, y_train, eval_set=[(X_train, y_train), (X_test, y_test)])
        predicted = model.predict(X_test)
        print(mean_absolute_error(y_test, predicted))
      `,
      errors: [{ at: '[(X_train, y_train), (X_test, y_test)]' }],
      fixed: `
        import pandas as pd
        from sklearn.metrics import mean_absolute_error
        from sklearn.model_selection import train_test_split
        from xgboost import XGBRegressor

        df = pd.read_csv("sales.csv")
        X_train, X_test, y_train, y_test = train_test_split(df[["week"]], df["sold"], shuffle=False)
        model = XGBRegressor(n_estimators=1000, early_stopping_rounds=20)
        X_fit, X_val, y_fit, y_val = train_test_split(
            X_train, y_train, test_size=0.2, shuffle=False
        )
        model.fit(X_fit, y_fit, eval_set=[(X_fit, y_fit), (X_val, y_val)])
        predicted = model.predict(X_test)
        print(mean_absolute_error(y_test, predicted))
      `,
    },
    {
      name: 'Keras in a notebook: callbacks in a list of another cell',
      code: [
        `
        import keras
        (X_train, y_train), (X_test, y_test) = keras.datasets.mnist.load_data()
        callbacks = [keras.callbacks.ModelCheckpoint("best.keras", save_best_only=True)]
        `,
        `
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10)])
        history = model.fit(X_train, y_train, validation_data=(X_test, y_test), callbacks=callbacks)
        `,
        `model.evaluate(X_test, y_test)`,
      ],
      errors: [{ at: '(X_test, y_test)', cell: 2 }],
    },
    {
      name: 'the native interface of XGBoost',
      code: `${HEAD}
        import xgboost as xgb
        from sklearn.metrics import log_loss
        dtrain, dtest = xgb.DMatrix(X_train, label=y_train), xgb.DMatrix(X_test, label=y_test)
        booster = xgb.train({}, dtrain, 500, evals=[(dtrain, "train"), (dtest, "test")], early_stopping_rounds=10)
        print(log_loss(y_test, booster.predict(dtest)))
      `,
      errors: [{ message: /^`dtest` decides/, fixes: [] }],
    },
    {
      name: 'CatBoost keeps the best state of what it is given, by default',
      code: `${HEAD}
        from catboost import CatBoostClassifier
        model = CatBoostClassifier(verbose=0)
        model.fit(X_train, y_train, eval_set=(X_test, y_test))
        print(model.score(X_test, y_test))
      `,
      errors: [{ at: '(X_test, y_test)' }],
    },
  ],
});
