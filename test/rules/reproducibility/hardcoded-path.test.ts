import rule from '../../../server/src/engine/rules/reproducibility/hardcoded-path';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'relative, temporary, in a container, in the cloud',
      code: `
        import pandas as pd

        a = pd.read_csv("data/a.csv")
        b = pd.read_csv("/tmp/b.csv")
        c = pd.read_csv("/opt/ml/input/c.csv")
        d = pd.read_csv("/data/d.csv")
        e = pd.read_csv("https://example.com/home/anna/e.csv")
        f = pd.read_csv("s3://bucket/home/anna/f.csv")
      `,
    },
    {
      name: 'texts that are no paths of a call that reads or writes',
      code: `
        import argparse
        import pandas as pd

        parser = argparse.ArgumentParser()
        parser.add_argument("--data", default="/home/anna/data.csv")
        print("/home/anna/data.csv", "C:\\\\n")
        df = pd.read_csv(parser.parse_args().data)
        df["path"] = "/home/anna/"
      `,
    },
    {
      name: 'settings in the home folder',
      code: `
        import os
        import joblib

        memory = joblib.load(os.path.expanduser("~/.cache/ours.joblib"))
      `,
    },
    {
      name: 'a test',
      path: 'tests/test_read.py',
      code: `
        import pandas as pd

        df = pd.read_csv("/home/anna/a.csv")
      `,
    },
  ],
  invalid: [
    {
      name: 'files below one folder are one finding',
      code: `
        import pandas as pd

        train = pd.read_csv("/home/anna/shop/train.csv")
        test = pd.read_csv(filepath_or_buffer="/home/anna/shop/raw/test.csv")
      `,
      errors: [
        {
          at: '"/home/anna/shop/train.csv"',
          message: '`/home/anna/shop/train.csv` exists on one machine only: this runs for nobody else.',
          severity: 'information',
          related: ['"/home/anna/shop/raw/test.csv"'],
          fixes: ['Take the folder from the environment: `DATA_DIR`'],
        },
      ],
      fixed: `
        import os
        from pathlib import Path
        import pandas as pd

        DATA_DIR = Path(os.environ.get("DATA_DIR", "data"))

        train = pd.read_csv(DATA_DIR / "train.csv")
        test = pd.read_csv(filepath_or_buffer=DATA_DIR / "raw/test.csv")
      `,
    },
    {
      name: 'Windows, through a constant: no fix, since other uses are not known',
      code: `
        import pandas as pd

        SOURCE = "C:/Users/Anna/Desktop/a.csv"

        def load():
            return pd.read_csv(SOURCE)
      `,
      errors: [{ at: '"C:/Users/Anna/Desktop/a.csv"', fixes: [] }],
    },
    {
      name: 'inside functions, in the user’s quotes',
      code: `
        import joblib

        def save(model):
            with open('/root/churn/log.txt', 'w') as log:
                log.write('saved')
            joblib.dump(model, '/root/churn/model.joblib')
      `,
      errors: [{}],
      fixed: `
        import os
        from pathlib import Path
        import joblib

        DATA_DIR = Path(os.environ.get('DATA_DIR', 'data'))

        def save(model):
            with open(DATA_DIR / 'log.txt', 'w') as log:
                log.write('saved')
            joblib.dump(model, DATA_DIR / 'model.joblib')
      `,
    },
    {
      name: 'a platform, in a notebook',
      code: ['import pandas as pd', 'df = pd.read_csv("/kaggle/input/titanic/train.csv")'],
      errors: [{ cell: 2, severity: 'hint', message: /one platform only/ }],
    },
  ],
});
