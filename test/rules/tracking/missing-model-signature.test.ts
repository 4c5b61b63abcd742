import rule from '../../../server/src/engine/rules/tracking/missing-model-signature';
import { testRule } from '../../support/ruleTester';

const program = (log: string, between = ''): string => `
import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("churn.csv")
X, y = rows[["age", "usage"]], rows["churn"]
with mlflow.start_run():
    model = LogisticRegression().fit(X, y)
${between}    ${log}
`;

testRule(rule, {
  valid: [
    {
      name: 'an example is enough',
      code: program('mlflow.sklearn.log_model(model, name="model", input_example=X[:5])'),
    },
    {
      name: 'autologging adds both',
      code: program('mlflow.sklearn.log_model(model, name="model")').replace(
        'rows =',
        'mlflow.sklearn.autolog()\nrows =',
      ),
    },
    {
      name: 'arguments that can’t be seen',
      code: program('mlflow.sklearn.log_model(model, name="model", **options)'),
    },
    {
      name: 'a model that is asked with text',
      code: program('mlflow.langchain.log_model(chain, name="chain")'),
    },
  ],
  invalid: [
    {
      name: 'neither',
      code: program('mlflow.sklearn.log_model(model, name="model")'),
      errors: [
        {
          at: 'mlflow.sklearn.log_model(model, name="model")',
          severity: 'information',
          fixes: ['Keep signature and example of `X`'],
        },
      ],
      fixed: program(
        'mlflow.sklearn.log_model(model, name="model", signature=infer_signature(X, model.predict(X)), input_example=X.head(5))',
      ).replace(
        'import LogisticRegression',
        'import LogisticRegression\nfrom mlflow.models import infer_signature',
      ),
    },
    {
      name: 'the rows have changed since: no fix',
      code: program('mlflow.sklearn.log_model(model, name="model")', '    X = X.drop(columns="age")\n'),
      errors: [{ fixes: [] }],
    },
  ],
});
