import rule from '../../../server/src/engine/rules/tracking/missing-lineage';
import { testRule } from '../../support/ruleTester';

const program = (after: string, before = ''): string => `
        import joblib
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        ${before}
        rows = pd.read_csv("churn.csv")
        model = LogisticRegression().fit(rows[["age", "usage"]], rows["churn"])
        ${after}
`;

const LOOP = (entries: string): string => `
        import torch
        from torch import nn

        net = nn.Linear(4, 1)
        optimizer = torch.optim.Adam(net.parameters())
        for epoch in range(3):
            optimizer.zero_grad()
            loss = net(torch.ones(8, 4)).pow(2).mean()
            loss.backward()
            optimizer.step()
            torch.save({${entries}}, f"checkpoint-{epoch}.pt")
`;

testRule(rule, {
  valid: [
    { name: 'a tracker', code: program('joblib.dump(model, "model.joblib")', 'import mlflow\n') },
    {
      name: 'a tracker elsewhere in the project',
      code: program('joblib.dump(model, "model.joblib")'),
      project: {
        units: [
          {
            path: 'experiments.py',
            role: 'other',
            imports: {},
            evidence: { tracks: { source: 0, start: 0, end: 1 } },
          },
        ],
      },
    },
    {
      name: 'a pipeline of DVC',
      code: program('joblib.dump(model, "model.joblib")'),
      project: { files: ['dvc.yaml'] },
    },
    {
      name: 'the commit is read',
      code: program(
        'commit = subprocess.check_output(["git", "rev-parse", "HEAD"], text=True)\n        joblib.dump({"model": model, "commit": commit}, "model.joblib")',
        'import subprocess\n',
      ),
    },
    { name: 'the versions are kept', code: program('joblib.dump((model, pd.__version__), "model.joblib")') },
    {
      name: 'a model that is only converted',
      code: `
        import joblib
        from sklearn.linear_model import LogisticRegression

        model = joblib.load("model.pkl")
        joblib.dump(model, "model.joblib", compress=3)
      `,
    },
    {
      name: 'a checkpoint with the optimizer, in a project that records the rest',
      code: LOOP('"epoch": epoch, "net": net.state_dict(), "optimizer": optimizer.state_dict()'),
      project: { files: ['dvc.yaml'] },
    },
    {
      name: 'weights alone, to predict with',
      code: LOOP('"net": net.state_dict(), "loss": loss.item()'),
      project: { files: ['dvc.yaml'] },
    },
  ],
  invalid: [
    {
      name: 'a model in a file, and nothing else',
      code: program('joblib.dump(model, "model.joblib")'),
      errors: [
        {
          at: 'joblib.dump(model, "model.joblib")',
          severity: 'hint',
          message: 'Nothing ties this model to the code, the data and the packages that made it.',
          fixes: ['Write commit, data hash and versions beside the model'],
        },
      ],
    },
    {
      name: 'data whose place is not known: no fix',
      code: program('joblib.dump(model, "model.joblib")').replace('"churn.csv"', 'input()'),
      errors: [{ fixes: [] }],
    },
    {
      name: 'a checkpoint without the optimizer',
      code: LOOP('"epoch": epoch, "net": net.state_dict()'),
      project: { files: ['dvc.yaml'] },
      errors: [
        {
          message: /not the state of `optimizer`/,
          fixes: ['Keep the state of `optimizer` in the checkpoint'],
        },
      ],
      fixed: LOOP('"epoch": epoch, "net": net.state_dict(), "optimizer": optimizer.state_dict()'),
    },
  ],
});
