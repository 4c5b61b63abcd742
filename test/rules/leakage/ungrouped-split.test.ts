import rule from '../../../server/src/engine/rules/leakage/ungrouped-split';
import { testRule } from '../../support/ruleTester';

const program = (feature: string, split: string): string => `
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

df = pd.read_csv("visits.csv")
${feature}
X, y = df[["age", "visits"]], df["ill"]
${split}
model = RandomForestClassifier(random_state=42).fit(X_train, y_train)
`;
const COUNT = 'df["visits"] = df.groupby("patient_id")["date"].transform("count")';
const SPLIT = 'X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)';

testRule(rule, {
  valid: [
    {
      name: 'nothing shows that subjects repeat',
      code: program('df = df.drop(columns="patient_id")', SPLIT),
    },
    { name: 'grouped by something else', code: program(COUNT.replace('patient_id', 'city'), SPLIT) },
    { name: 'grouped to look at it', code: program('print(df.groupby("patient_id").size())', SPLIT) },
    {
      name: 'one row per subject is left',
      code: program(`${COUNT}\ndf = df.drop_duplicates("patient_id")`, SPLIT),
    },
    {
      name: 'one row per subject is made',
      code: program('df = df.groupby("patient_id").agg("mean").reset_index()', SPLIT),
    },
    { name: 'in order', code: program(COUNT, SPLIT.replace('random_state=42', 'shuffle=False')) },
    {
      name: 'by group',
      code: program(
        COUNT,
        `from sklearn.model_selection import GroupShuffleSplit
rows, others = next(GroupShuffleSplit(random_state=42).split(X, y, groups=df["patient_id"]))
X_train, y_train = X.iloc[rows], y.iloc[rows]
${SPLIT.replace('X_train,', 'X_fit,').replace('y_train,', 'y_fit,')}`,
      ),
    },
  ],
  invalid: [
    {
      name: 'patients with several visits',
      code: program(COUNT, SPLIT),
      errors: [
        {
          at: 'train_test_split(X, y, test_size=0.2, random_state=42)',
          message:
            'Rows of one `patient_id` fall on both sides of this random split: the rows repeat it, as the grouping shows.',
          severity: 'warning',
          related: ['df.groupby("patient_id")'],
          fixes: ['Split by `patient_id`'],
        },
      ],
      fixed: `
        import pandas as pd
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.model_selection import train_test_split, GroupShuffleSplit

        df = pd.read_csv("visits.csv")
        df["visits"] = df.groupby("patient_id")["date"].transform("count")
        X, y = df[["age", "visits"]], df["ill"]
        splitter = GroupShuffleSplit(n_splits=1, test_size=0.2, random_state=42)
        train_rows, test_rows = next(splitter.split(X, y, groups=df["patient_id"]))
        X_train, X_test = X.iloc[train_rows], X.iloc[test_rows]
        y_train, y_test = y.iloc[train_rows], y.iloc[test_rows]
        model = RandomForestClassifier(random_state=42).fit(X_train, y_train)
      `,
    },
    {
      name: 'lags by user, one table split whole',
      code: `
        import pandas as pd
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("events.csv")
        df["last"] = df.groupby(["user_id"])["value"].shift(1)
        train, test = train_test_split(df, random_state=0)
      `,
      errors: [{ message: /^Rows of one `user_id`/ }],
    },
  ],
});
