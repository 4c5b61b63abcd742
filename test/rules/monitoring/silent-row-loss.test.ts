import rule from '../../../server/src/engine/rules/monitoring/silent-row-loss';
import { testRule } from '../../support/ruleTester';

/** A training script around the lines that prepare its rows. */
const train = (lines: string, before = ''): string => `
import pandas as pd
from sklearn.linear_model import LogisticRegression
${before}
rows = pd.read_csv("churn.csv")
assert rows["age"].between(0, 130).all()
${lines}
model = LogisticRegression().fit(rows[["age", "usage"]], rows["churn"])
`;

testRule(rule, {
  valid: [
    { name: 'the length is printed', code: train('rows = rows.dropna()\nprint(len(rows))') },
    { name: 'the shape is asserted', code: train('rows = rows.dropna()\nassert rows.shape[0] > 1000') },
    {
      name: 'a summary is logged',
      code: train('rows = rows.dropna()\nlogging.info("%s", rows.describe())', 'import logging\n'),
    },
    { name: 'empty columns, not rows', code: train('rows = rows.dropna(axis=1)') },
    { name: 'duplicates by a key', code: train('rows = rows.drop_duplicates(subset=["customer"])') },
    {
      name: 'a left merge, and a merge that checks its keys',
      code: train(
        'rows = rows.merge(pd.read_csv("bills.csv"), on="customer", how="left")\nrows = rows.merge(pd.read_csv("plans.csv"), on="plan", validate="many_to_one")',
      ),
    },
    { name: 'gaps of one column', code: train('ages = rows["age"].dropna()') },
    {
      name: 'a table that no model sees',
      code: train('plans = pd.read_csv("plans.csv")\nplans = plans.dropna()\nplans.to_csv("clean.csv")'),
    },
    {
      name: 'a notebook that shows it',
      code: [
        'import pandas as pd\nfrom sklearn.linear_model import LogisticRegression\nrows = pd.read_csv("churn.csv")',
        'rows = rows.dropna()\nrows',
        'model = LogisticRegression().fit(rows[["age"]], rows["churn"])',
      ],
    },
    {
      name: 'a file that trains and scores nothing',
      code: `
        import pandas as pd

        rows = pd.read_csv("churn.csv").dropna()
        rows.to_csv("clean.csv")
      `,
    },
  ],
  invalid: [
    {
      name: 'rows with gaps',
      code: train('rows = rows.dropna()'),
      errors: [
        {
          at: 'rows.dropna()',
          severity: 'hint',
          message:
            '`dropna` drops rows, and nothing looks at how many: a broken source is only a smaller training set.',
          fixes: ['Count the rows before and after'],
        },
      ],
      fixed: train(
        'n_before = len(rows)\nrows = rows.dropna()\nprint(f"dropna: {n_before} rows before, {len(rows)} after")',
      ),
    },
    {
      name: 'in place, in a file with a logger',
      code: train(
        'rows.drop_duplicates(inplace=True)',
        'import logging\nlogger = logging.getLogger(__name__)\n',
      ),
      errors: [{ at: 'rows.drop_duplicates(inplace=True)' }],
      fixed: train(
        'n_before = len(rows)\nrows.drop_duplicates(inplace=True)\nlogger.info("drop_duplicates: %d rows before, %d after", n_before, len(rows))',
        'import logging\nlogger = logging.getLogger(__name__)\n',
      ),
    },
    {
      name: 'an inner merge after dropna: one finding',
      code: train(
        'bills = pd.read_csv("bills.csv")\nrows = rows.dropna(subset=["age"])\nrows = rows.merge(bills, on="customer")',
      ),
      errors: [
        {
          at: 'rows.dropna(subset=["age"])',
          related: ['rows.merge(bills, on="customer")'],
          fixes: ['Count the rows before and after each'],
        },
      ],
    },
    {
      name: 'lines that can’t be read: no fix',
      code: `
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        rows = pd.read_csv("churn.csv", on_bad_lines="skip")
        model = LogisticRegression().fit(rows[["age"]], rows["churn"])
      `,
      errors: [{ message: /^`on_bad_lines`/, fixes: [] }],
    },
  ],
});
