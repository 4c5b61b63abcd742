import rule from '../../../server/src/engine/rules/training/monitor-without-validation';
import { testRule } from '../../support/ruleTester';

const fit = (callback: string, rest = ''): string => `
import keras
import numpy as np
from keras.callbacks import EarlyStopping, ModelCheckpoint

keras.utils.set_random_seed(42)
X, y = np.ones((100, 4)), np.ones(100)
model = keras.Sequential([keras.layers.Dense(1)])
model.compile(loss="mse", optimizer="adam")
model.fit(X, y, epochs=50, callbacks=[${callback}]${rest})
`;

testRule(rule, {
  valid: [
    {
      name: 'validation rows, or a share of them',
      code: fit('EarlyStopping(patience=3)', ', validation_split=0.2'),
    },
    { name: 'the training loss is watched', code: fit('EarlyStopping(monitor="loss")') },
    { name: 'a checkpoint of every epoch', code: fit('ModelCheckpoint("{epoch}.keras")') },
    { name: 'arguments that can’t be seen', code: fit('EarlyStopping(patience=3)', ', **options') },
    {
      name: 'boosting with rows to watch',
      code: `
        from xgboost import XGBClassifier

        model = XGBClassifier(early_stopping_rounds=10)
        model.fit(X, y, eval_set=[(X_valid, y_valid)])
      `,
    },
    {
      name: 'a trainer that evaluates',
      code: `
        from transformers import TrainingArguments

        settings = TrainingArguments("out", eval_strategy="epoch", save_strategy="epoch", load_best_model_at_end=True)
      `,
    },
  ],
  invalid: [
    {
      name: 'early stopping on nothing',
      code: fit('EarlyStopping(patience=3)'),
      errors: [
        {
          at: 'EarlyStopping(patience=3)',
          message:
            '`EarlyStopping` watches `val_loss`, which this fit never computes: it is given no validation rows.',
          severity: 'error',
          fixes: ['Keep a fifth of the rows for validation: validation_split=0.2'],
        },
      ],
      fixed: fit('EarlyStopping(patience=3)', ', validation_split=0.2'),
    },
    {
      name: 'the best of no epochs; rows of a generator can’t be split',
      code: `
        import keras

        keras.utils.set_random_seed(42)
        checkpoint = keras.callbacks.ModelCheckpoint("best.keras", monitor="val_accuracy", save_best_only=True)
        model = keras.Sequential([keras.layers.Dense(1)])
        model.compile(loss="mse", optimizer="adam")
        model.fit(batches(), epochs=50, callbacks=[checkpoint])
      `,
      errors: [{ message: /watches `val_accuracy`/, fixes: [] }],
    },
    {
      name: 'boosting and transformers raise',
      code: `
        from transformers import TrainingArguments
        from xgboost import XGBClassifier

        XGBClassifier(early_stopping_rounds=10).fit(X, y)
        settings = TrainingArguments("out", load_best_model_at_end=True)
      `,
      errors: [{ message: /no rows to watch/ }, { message: /ValueError/ }],
    },
  ],
});
