import rule from '../../../server/src/engine/rules/monitoring/silenced-warnings';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'a category, a message, a module',
      code: `
        import warnings

        import pandas as pd

        warnings.filterwarnings("ignore", category=FutureWarning)
        warnings.filterwarnings("ignore", "the font is missing")
        warnings.filterwarnings("ignore", module="seaborn")
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("error")
      `,
    },
    {
      name: 'for one block',
      code: `
        import warnings

        import numpy as np

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            mean = np.nanmean(np.array([]))
      `,
    },
    {
      name: 'no code of the field',
      code: `
        import warnings

        warnings.filterwarnings("ignore")
      `,
    },
    {
      name: 'a cell that draws',
      code: [
        `
        import warnings

        import matplotlib.pyplot as plt
        import pandas as pd
        `,
        `
        warnings.filterwarnings("ignore")
        plt.plot(pd.read_csv("churn.csv")["age"])
        `,
      ],
    },
    {
      name: 'the state before is kept and set again',
      code: `
        import numpy as np

        before = np.seterr(all="ignore")
        ratio = np.array([1.0]) / np.array([0.0])
        np.seterr(**before)
      `,
    },
    {
      name: 'an exception that is expected, or said',
      code: `
        import logging

        import pandas as pd

        try:
            rows = pd.read_csv("cache.csv")
        except FileNotFoundError:
            pass
        try:
            rows = pd.read_csv("churn.csv")
        except Exception:
            logging.exception("no data")
      `,
    },
    {
      name: 'an import that may be missing',
      code: `
        import pandas as pd

        try:
            import tqdm
        except Exception:
            pass
      `,
    },
  ],
  invalid: [
    {
      name: 'all warnings, twice',
      code: `
        import warnings

        import pandas as pd

        warnings.filterwarnings("ignore")
        warnings.simplefilter(action="ignore")
        rows = pd.read_csv("churn.csv")
      `,
      errors: [
        {
          at: 'warnings.filterwarnings("ignore")',
          related: ['warnings.simplefilter(action="ignore")'],
          fixes: ['Ignore one category only: `FutureWarning`', 'Show warnings again'],
        },
      ],
      fixed: `
        import warnings

        import pandas as pd

        warnings.filterwarnings("ignore", category=FutureWarning)
        warnings.simplefilter(action="ignore", category=FutureWarning)
        rows = pd.read_csv("churn.csv")
      `,
    },
    {
      name: 'in a notebook: a hint',
      code: [
        'import warnings\nimport pandas as pd\nwarnings.filterwarnings("ignore")',
        'rows = pd.read_csv("churn.csv")',
      ],
      errors: [{ cell: 1, severity: 'hint' }],
    },
    {
      name: 'numeric errors',
      code: `
        import numpy as np

        np.seterr(all="ignore")
        ratio = np.array([1.0]) / np.array([0.0])
      `,
      errors: [{ at: 'np.seterr(all="ignore")', fixes: ['Report numeric errors again'] }],
      fixed: `
        import numpy as np

        ratio = np.array([1.0]) / np.array([0.0])
      `,
    },
    {
      name: 'the function itself',
      code: `
        import warnings

        import sklearn

        def quiet(*args, **kwargs):
            pass

        warnings.warn = quiet
      `,
      errors: [{ at: 'warnings.warn', fixes: ['Leave `warn` as it is'] }],
    },
    {
      name: 'whatever happens while data is loaded',
      code: `
        import pandas as pd

        parts = []
        for day in range(7):
            try:
                parts.append(pd.read_csv(f"day-{day}.csv"))
            except:
                pass
      `,
      errors: [
        {
          at: 'except:\n        pass',
          message: 'Whatever goes wrong while this loads is passed over, and the program goes on without it.',
          fixes: ['Log the exception'],
        },
      ],
      fixed: `
        import logging
        import pandas as pd

        parts = []
        for day in range(7):
            try:
                parts.append(pd.read_csv(f"day-{day}.csv"))
            except:
                logging.exception("Loading failed")
      `,
    },
    {
      name: 'errors of TensorFlow',
      code: `
        import os

        os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

        import tensorflow as tf
      `,
      errors: [{ severity: 'hint', fixes: ['Keep errors: level 2'] }],
      fixed: `
        import os

        os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"

        import tensorflow as tf
      `,
    },
    {
      name: 'errors of TensorFlow in two functions: one finding',
      code: `
        import os

        def load():
            os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
            import tensorflow as tf
            return tf

        def other():
            os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
            import keras
            return keras
      `,
      errors: [{ severity: 'hint', related: ['os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"'] }],
    },
  ],
});
