import rule from '../../../server/src/engine/rules/tracking/unversioned-model-file';
import { testRule } from '../../support/ruleTester';

const program = (save: string, imports = 'import joblib'): string => `
${imports}
import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("churn.csv")
model = LogisticRegression().fit(rows[["age", "usage"]], rows["churn"])
${save}
`;

testRule(rule, {
  valid: [
    { name: 'a varying part', code: program('joblib.dump(model, f"model-{run_id}.joblib")') },
    { name: 'a path from outside', code: program('joblib.dump(model, sys.argv[1])', 'import joblib, sys') },
    {
      name: 'logged as well',
      code: program('joblib.dump(model, "model.joblib")', 'import joblib\nimport mlflow'),
    },
    {
      name: 'kept by dvc',
      project: { files: ['dvc.yaml'] },
      code: program('joblib.dump(model, "model.joblib")'),
    },
    { name: 'a temporary file', code: program('joblib.dump(model, "/tmp/model.joblib")') },
    { name: 'no model', code: program('joblib.dump(list(rows.columns), "columns.joblib")') },
    {
      name: 'a program that trains nothing',
      code: `
        import joblib

        model = joblib.load("model.joblib")
        joblib.dump(model, "copy.joblib")
      `,
    },
  ],
  invalid: [
    {
      name: 'a constant name',
      code: program('joblib.dump(model, "models/churn.joblib")'),
      errors: [
        {
          at: 'joblib.dump(model, "models/churn.joblib")',
          message:
            '`models/churn.joblib` replaces the model before it: there is no way back, and nothing tells which run made it.',
          severity: 'information',
          fixes: ['Put the time into the name'],
        },
      ],
      fixed: program('joblib.dump(model, f"models/churn-{datetime.now(timezone.utc):%Y%m%dT%H%M%SZ}.joblib")')
        .replace('import joblib\n', 'import joblib\n')
        .replace('import pandas as pd\n', 'import pandas as pd\n')
        .replace('import joblib', 'from datetime import datetime, timezone\nimport joblib'),
    },
    {
      name: 'through an open file; several are one finding',
      code: program(
        'with open("a.pkl", "wb") as file:\n    pickle.dump(model, file)\nPATH = "b.pkl"\nwith open(PATH, "wb") as file:\n    pickle.dump(model, file)',
        'import pickle',
      ),
      errors: [{ related: ['pickle.dump(model, file)'] }],
    },
    {
      name: 'a model per fold under one name',
      code: `
        import joblib
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import KFold

        rows = pd.read_csv("churn.csv")
        X, y = rows[["age", "usage"]], rows["churn"]
        for fold, (train, test) in enumerate(KFold(5).split(X)):
            model = LogisticRegression().fit(X.iloc[train], y.iloc[train])
            print(model.score(X.iloc[test], y.iloc[test]))
            joblib.dump(model, "model.joblib")
      `,
      errors: [
        { severity: 'warning', message: /only the last one survives/, fixes: ['Put `fold` into the name'] },
      ],
      fixed: `
        import joblib
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import KFold

        rows = pd.read_csv("churn.csv")
        X, y = rows[["age", "usage"]], rows["churn"]
        for fold, (train, test) in enumerate(KFold(5).split(X)):
            model = LogisticRegression().fit(X.iloc[train], y.iloc[train])
            print(model.score(X.iloc[test], y.iloc[test]))
            joblib.dump(model, f"model-{fold}.joblib")
      `,
    },
    {
      name: 'a network, in a notebook, read again below: a hint, and the name stays',
      code: [
        'import torch',
        'torch.manual_seed(1)\nnet = torch.nn.Linear(2, 1)\noptimizer = torch.optim.SGD(net.parameters(), lr=0.1)',
        'for batch, target in loader:\n    optimizer.zero_grad()\n    torch.nn.functional.mse_loss(net(batch), target).backward()\n    optimizer.step()',
        'torch.save(net.state_dict(), "net.pt")',
        'net.load_state_dict(torch.load("net.pt", weights_only=True))',
      ],
      errors: [{ cell: 4, severity: 'hint', fixes: [] }],
    },
  ],
});
