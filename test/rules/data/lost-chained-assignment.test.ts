import rule from '../../../server/src/engine/rules/data/lost-chained-assignment';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'one indexing step',
      code: `
        import pandas as pd

        df = pd.read_csv("patients.csv")
        df["age"] = 1
        df.loc[df["age"] > 120, "age"] = 120
        df.iloc[0, 2] = 3
        df.at[3, "age"] = 4
        df.iat[0, 0] = 5
        df[["a", "b"]] = 0
        df[df < 0] = 0
        df.columns = ["age", "weight"]
        df.index.name = "id"
        df.attrs["source"] = "clinic"
      `,
    },
    {
      name: 'reads',
      code: `
        import pandas as pd

        df = pd.read_csv("patients.csv")
        first = df["age"][0]
        old = df[df["age"] > 60]["weight"].mean()
        print(df.loc[3]["age"], first, old)
      `,
    },
    {
      name: 'dictionaries and lists of frames, and what is not known to be a frame',
      code: `
        import pandas as pd

        frames = {"a": pd.read_csv("a.csv"), "b": pd.read_csv("b.csv")}
        frames["a"]["c"] = 1
        sheets = pd.read_excel("all.xlsx", sheet_name=None)
        for sheet in sheets:
            sheets[sheet]["c"] = 1
        both = [pd.read_csv("a.csv"), pd.read_csv("b.csv")]
        both[0]["c"] = 1


        def change(table, settings):
            table["c"][0] = 1
            settings["model"]["depth"] = 3
            settings["names"].update({"a": 1}, inplace=True)
      `,
    },
    {
      name: 'the object in a cell',
      code: `
        import pandas as pd

        df = pd.DataFrame({"options": [{}, {}]})
        df.at[0, "options"]["depth"] = 3
        df["options"][0]["depth"] = 3
        df.loc[0, "options"]["depth"] = 3
      `,
    },
    {
      name: 'methods that return the result, or change the frame itself',
      code: `
        import pandas as pd

        df = pd.read_csv("patients.csv")
        df["age"] = df["age"].fillna(0)
        df["age"] = df["age"].fillna(0, inplace=False)
        df.fillna(0, inplace=True)
        df.drop(columns=["id"], inplace=True)
      `,
    },
    {
      name: 'a copy that is meant',
      code: `
        import pandas as pd

        df = pd.read_csv("patients.csv")
        age = df["age"]
        age[0] = 1
        print(df.shape, age.mean())
        weight = df["weight"].copy()
        weight.fillna(0, inplace=True)
        print(df)
        old = df[df["age"] > 60]
        old["age"] = 60
        print(df)
      `,
    },
    {
      name: 'a Series that a loop reads in its next round',
      code: `
        import pandas as pd

        df = pd.read_csv("patients.csv")
        age = df["age"]
        for i in range(10):
            print(age[i])
            age[i + 1] = 0
        print(df)
      `,
    },
    {
      name: 'the last change of a frame that is not used again',
      code: `
        import pandas as pd


        def ages(path):
            df = pd.read_csv(path)
            age = df["age"]
            age.fillna(0, inplace=True)
      `,
    },
  ],
  invalid: [
    {
      name: 'rows first, then a column',
      code: `
        import pandas as pd

        df = pd.read_csv("patients.csv")
        old = df["age"] > 120
        df[df["age"] > 120]["age"] = 120
        df[old]["age"] += 1
        df.loc[old]["age"] = 120
        df.iloc[0]["age"] = 3
        df[(df["age"] > 1) & old].age = 0
        df[old].loc[:, "age"] = 2
      `,
      errors: [
        {
          at: 'df[df["age"] > 120]["age"]',
          message: '`df[df["age"] > 120]["age"]` is set on a copy of some rows: `df` stays as it was.',
          severity: 'warning',
          fixes: ['Assign in one step: `df.loc[df["age"] > 120, "age"]`'],
        },
        { at: 'df[old]["age"]' },
        { at: 'df.loc[old]["age"]' },
        { message: '`df.iloc[0]["age"]` is set on a copy of the row: with pandas 3 `df` stays as it was.' },
        { at: 'df[(df["age"] > 1) & old].age' },
        { at: 'df[old].loc[:, "age"]' },
      ],
      fixed: `
        import pandas as pd

        df = pd.read_csv("patients.csv")
        old = df["age"] > 120
        df.loc[df["age"] > 120, "age"] = 120
        df.loc[old, "age"] += 1
        df.loc[old, "age"] = 120
        df.iloc[0, df.columns.get_loc("age")] = 3
        df.loc[(df["age"] > 1) & old, "age"] = 0
        df.loc[old, "age"] = 2
      `,
    },
    {
      name: 'a column first, then rows',
      code: `
        import pandas as pd

        df = pd.read_csv("patients.csv")
        df["age"][0] = 1
        df.age[df.age > 120] = 120
        df["age"].iloc[0] = 2
        df["age"].loc[df["age"] > 3] = 3
        df["age"].at[7] = 4
        df["age"].iat[7] = 5
        df["age"][2:5] = 6
        df["age"][:] = 7
        df[["age", "weight"]][df["age"] > 8] = 8
        df.loc[:, "age"][9] = 9
      `,
      errors: [
        { message: '`df["age"][0]` is set on a copy of the column: with pandas 3 `df` stays as it was.' },
        { at: 'df.age[df.age > 120]' },
        { at: 'df["age"].iloc[0]' },
        { at: 'df["age"].loc[df["age"] > 3]' },
        { at: 'df["age"].at[7]' },
        { at: 'df["age"].iat[7]' },
        { at: 'df["age"][2:5]' },
        { at: 'df["age"][:]' },
        { at: 'df[["age", "weight"]][df["age"] > 8]' },
        { at: 'df.loc[:, "age"][9]' },
      ],
      fixed: `
        import pandas as pd

        df = pd.read_csv("patients.csv")
        df.loc[0, "age"] = 1
        df.loc[df.age > 120, "age"] = 120
        df.iloc[0, df.columns.get_loc("age")] = 2
        df.loc[df["age"] > 3, "age"] = 3
        df.at[7, "age"] = 4
        df.iat[7, df.columns.get_loc("age")] = 5
        df.iloc[2:5, df.columns.get_loc("age")] = 6
        df.loc[:, "age"] = 7
        df.loc[df["age"] > 8, ["age", "weight"]] = 8
        df.loc[9, "age"] = 9
      `,
    },
    {
      name: 'methods in place',
      code: `
        import pandas as pd

        df = pd.read_csv("patients.csv")
        df["age"].fillna(0, inplace=True)
        df.weight.replace(
            -1,
            0,
            inplace=True,
        )
        df[["a", "b"]].fillna(value=0, inplace=True)
        df.loc[:, "age"].clip(0, 120, inplace=True)
        df["age"].sort_values(inplace=True)
        df[df["age"] > 3].drop(columns=["id"], inplace=True)
      `,
      errors: [
        {
          at: 'df["age"].fillna(0, inplace=True)',
          message:
            '`df["age"].fillna(inplace=True)` changes a temporary copy: with pandas 3 `df` stays as it was.',
          fixes: ['Assign the result to `df["age"]`'],
        },
        { at: 5 },
        { fixes: ['Assign the result to `df[["a", "b"]]`'] },
        { fixes: ['Assign the result to `df.loc[:, "age"]`'] },
        { fixes: [] },
        { fixes: [] },
      ],
      fixed: `
        import pandas as pd

        df = pd.read_csv("patients.csv")
        df["age"] = df["age"].fillna(0)
        df["weight"] = df.weight.replace(
            -1,
            0,
        )
        df[["a", "b"]] = df[["a", "b"]].fillna(value=0)
        df.loc[:, "age"] = df.loc[:, "age"].clip(0, 120)
        df["age"].sort_values(inplace=True)
        df[df["age"] > 3].drop(columns=["id"], inplace=True)
      `,
    },
    {
      name: 'a Series in a variable that nobody reads',
      code: `
        import pandas as pd

        df = pd.read_csv("patients.csv")
        age = df["age"]
        age.fillna(0, inplace=True)
        print(df.describe())
      `,
      errors: [
        {
          at: 'age.fillna(0, inplace=True)',
          message:
            '`age` is a copy of `df["age"]` with pandas 3: this change does not reach `df`, which is used below while `age` is not.',
        },
      ],
    },
    {
      name: 'a frame that comes through a helper, a method, a loop',
      code: `
        import pandas as pd


        def read(path):
            return pd.read_csv(path).dropna()


        class Patients:
            def __init__(self, path):
                self.table = read(path)

            def cap(self, columns):
                for name in columns:
                    self.table[name][self.table[name] > 120] = 120


        def cap(table: pd.DataFrame):
            table["age"][0] = 1


        def main():
            table = read("patients.csv")
            table["age"][0] = 1
      `,
      errors: [
        { at: 'self.table[name][self.table[name] > 120]' },
        { at: 'table["age"][0]' },
        { at: 'table["age"][0]' },
      ],
      fixed: `
        import pandas as pd


        def read(path):
            return pd.read_csv(path).dropna()


        class Patients:
            def __init__(self, path):
                self.table = read(path)

            def cap(self, columns):
                for name in columns:
                    self.table.loc[self.table[name] > 120, name] = 120


        def cap(table: pd.DataFrame):
            table.loc[0, "age"] = 1


        def main():
            table = read("patients.csv")
            table.loc[0, "age"] = 1
      `,
    },
    {
      name: 'a project that asks for pandas 3',
      project: { manifests: [{ path: 'requirements.txt', text: 'numpy>=2\npandas[parquet]>=3.0\n' }] },
      code: ['import pandas as pd', 'df = pd.read_csv("patients.csv")', 'df["age"][0] = 1'],
      errors: [{ severity: 'error', cell: 3 }],
    },
    {
      name: 'a project that asks for pandas 2',
      project: { manifests: [{ path: 'pyproject.toml', text: 'dependencies = ["pandas~=2.3"]\n' }] },
      code: ['import pandas as pd', 'df = pd.read_csv("patients.csv")', 'df["age"][0] = 1'],
      errors: [{ severity: 'warning', cell: 3 }],
    },
  ],
});
