import rule from '../../../server/src/engine/rules/monitoring/missing-data-contract';
import { testRule } from '../../support/ruleTester';

const train = (between = '', read = 'pd.read_csv("churn.csv")'): string => `
import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = ${read}
${between}model = LogisticRegression().fit(rows[["age", "usage"]], rows["churn"])
print(model.coef_)
`;

const at = { source: 0, start: 0, end: 1 };

testRule(rule, {
  valid: [
    { name: 'asserted', code: train('assert rows["age"].between(0, 130).all()\n') },
    {
      name: 'refused',
      code: train(
        'if set(rows.columns) != {"age", "usage", "churn"}:\n    raise ValueError("unexpected columns")\n',
      ),
    },
    {
      name: 'validated elsewhere in the project',
      project: {
        units: [{ path: 'checks.py', role: 'other', imports: {}, evidence: { 'validates-data': at } }],
      },
      code: train(),
    },
    { name: 'a step that is called so', project: { files: ['steps/validate_data.sql'] }, code: train() },
    {
      name: 'data that comes with a library',
      code: `
        import pandas as pd
        from sklearn.datasets import load_iris
        from sklearn.linear_model import LogisticRegression

        X, y = load_iris(return_X_y=True)
        model = LogisticRegression().fit(X, y)
      `,
    },
    {
      name: 'a table that no model sees',
      code: `
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        names = pd.read_csv("names.csv")
        model = LogisticRegression().fit([[0.0], [1.0]], [0, 1])
      `,
    },
  ],
  invalid: [
    {
      name: 'from a file into a fit',
      code: train(),
      errors: [
        {
          at: 'pd.read_csv("churn.csv")',
          severity: 'information',
          fixes: ['Check the 3 columns that this file uses'],
        },
      ],
      fixed: `
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        rows = pd.read_csv("churn.csv")
        EXPECTED_COLUMNS = ["age", "usage", "churn"]


        def check_contract(frame):
            """Refuse data that is not what this file was written for."""
            missing = sorted(set(EXPECTED_COLUMNS) - set(frame.columns))
            if missing:
                raise ValueError(f"missing columns: {missing}")
            nulls = frame[EXPECTED_COLUMNS].isna().mean()
            if (nulls > 0.05).any():
                raise ValueError(f"too many nulls: {nulls[nulls > 0.05].to_dict()}")
            return frame


        rows = check_contract(rows)
        model = LogisticRegression().fit(rows[["age", "usage"]], rows["churn"])
        print(model.coef_)
      `,
    },
    {
      name: 'gaps are filled, columns are made: neither is asked of the file',
      code: train('rows = rows.fillna(0)\nrows["usage"] = rows["calls"] + rows["mails"]\n'),
      errors: [{ fixes: ['Check the 4 columns that this file uses'] }],
    },
    {
      name: 'a notebook, in a scoring role',
      code: [
        'import joblib\nimport pandas as pd',
        'rows = pd.read_parquet("today.parquet")',
        'model = joblib.load("model.joblib")\nmodel.predict(rows[["age"]])',
      ],
      errors: [{ cell: 2, severity: 'hint' }],
    },
  ],
});
