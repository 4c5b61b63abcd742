import rule from '../../../server/src/engine/rules/tracking/unclosed-run';
import { testRule } from '../../support/ruleTester';

const HEAD = `
        import mlflow
        import pandas as pd
        from sklearn.linear_model import Ridge

        rows = pd.read_csv("churn.csv")
`;

testRule(rule, {
  valid: [
    {
      name: 'a with block',
      code: `${HEAD}
        with mlflow.start_run(run_name="base") as run:
            model = Ridge().fit(rows[["age"]], rows["bill"])
            mlflow.log_metric("slope", model.coef_[0])
      `,
    },
    {
      name: 'ended in finally',
      code: `${HEAD}
        mlflow.start_run()
        try:
            model = Ridge().fit(rows[["age"]], rows["bill"])
            mlflow.log_metric("slope", model.coef_[0])
        finally:
            mlflow.end_run()
      `,
    },
    {
      name: 'opened by a with block later',
      code: `${HEAD}
        run = mlflow.start_run()
        with run:
            mlflow.log_metric("rows", len(rows))
      `,
    },
    {
      name: 'returned to a caller',
      code: `
        import mlflow

        def begin(name):
            run = mlflow.start_run(run_name=name)
            mlflow.set_tag("team", "churn")
            return run
      `,
    },
    {
      name: 'kept by an object',
      code: `
        import mlflow

        class Tracker:
            def __init__(self, name):
                self.run = mlflow.start_run(run_name=name)
      `,
    },
    {
      name: 'children of a run',
      code: `${HEAD}
        with mlflow.start_run():
            for alpha in [0.1, 1.0]:
                with mlflow.start_run(nested=True):
                    mlflow.log_metric("slope", Ridge(alpha=alpha).fit(rows[["age"]], rows["bill"]).coef_[0])
      `,
    },
    {
      name: 'one of two, as it comes',
      code: `${HEAD}
        if len(rows) > 100:
            with mlflow.start_run(run_name="large"):
                mlflow.log_metric("rows", len(rows))
        else:
            with mlflow.start_run(run_name="small"):
                mlflow.log_metric("rows", len(rows))
      `,
    },
    {
      name: 'wandb: finished in each round',
      code: `
        import wandb
        import torch

        for seed in range(3):
            run = wandb.init(project="churn")
            run.log({"seed": seed})
            run.finish()
      `,
    },
    {
      name: 'wandb: the start of a run is asked for',
      code: `
        import wandb
        import torch

        for seed in range(3):
            wandb.init(project="churn", reinit=True)
            wandb.log({"seed": seed})
      `,
    },
    {
      name: 'wandb: one run in a script',
      code: `
        import wandb
        import torch

        wandb.init(project="churn")
        for epoch in range(3):
            wandb.log({"epoch": epoch})
      `,
    },
    {
      name: 'wandb: a notebook ends the run before',
      code: [
        `
        import wandb
        `,
        `
        for seed in range(3):
            wandb.init(project="churn")
            wandb.log({"seed": seed})
        `,
      ],
    },
  ],
  invalid: [
    {
      name: 'a run in each round, and none ends',
      code: `${HEAD}
        for alpha in [0.1, 1.0]:
            # One run for each strength.
            run = mlflow.start_run(run_name=f"ridge-{alpha}")
            model = Ridge(alpha=alpha).fit(rows[["age"]], rows["bill"])

            # What came out.
            mlflow.log_metric("slope", model.coef_[0])
      `,
      errors: [
        {
          at: 'mlflow.start_run(run_name=f"ridge-{alpha}")',
          severity: 'warning',
          message: 'Each round starts a run and none ends it: `start_run` raises in the second round.',
          fixes: ['Put the run into a `with` block'],
        },
      ],
      fixed: `${HEAD}
        for alpha in [0.1, 1.0]:
            # One run for each strength.
            with mlflow.start_run(run_name=f"ridge-{alpha}") as run:
                model = Ridge(alpha=alpha).fit(rows[["age"]], rows["bill"])

                # What came out.
                mlflow.log_metric("slope", model.coef_[0])
      `,
    },
    {
      name: 'one run in a script: a hint',
      code: `${HEAD}
        mlflow.start_run()
        model = Ridge().fit(rows[["age"]], rows["bill"])
        mlflow.log_metric("slope", model.coef_[0])
      `,
      errors: [{ severity: 'hint', fixes: ['Put the run into a `with` block'] }],
      skip: { cells: 'in a notebook the run stays open: a warning' },
    },
    {
      name: 'open over the cells of a notebook',
      code: [
        `
        import mlflow
        import pandas as pd
        from sklearn.linear_model import Ridge

        rows = pd.read_csv("churn.csv")
        `,
        `
        mlflow.start_run()
        `,
        `
        model = Ridge().fit(rows[["age"]], rows["bill"])
        mlflow.log_metric("slope", model.coef_[0])
        print(model.coef_)
        `,
      ],
      errors: [{ cell: 2, severity: 'warning', fixes: ['End the run after what is logged'] }],
      fixed: [
        `
        import mlflow
        import pandas as pd
        from sklearn.linear_model import Ridge

        rows = pd.read_csv("churn.csv")
        `,
        `
        mlflow.start_run()
        `,
        `
        model = Ridge().fit(rows[["age"]], rows["bill"])
        mlflow.log_metric("slope", model.coef_[0])
        mlflow.end_run()
        print(model.coef_)
        `,
      ],
    },
    {
      name: 'a second run cannot start',
      code: `${HEAD}
        mlflow.start_run(run_name="weak")
        mlflow.log_metric("slope", Ridge(0.1).fit(rows[["age"]], rows["bill"]).coef_[0])
        mlflow.start_run(run_name="strong")
        mlflow.log_metric("slope", Ridge(9.0).fit(rows[["age"]], rows["bill"]).coef_[0])
      `,
      errors: [
        {
          at: 'mlflow.start_run(run_name="strong")',
          related: ['mlflow.start_run(run_name="weak")'],
          fixes: ['End the run before'],
        },
      ],
    },
    {
      name: 'a run inside a run',
      code: `${HEAD}
        with mlflow.start_run():
            for alpha in [0.1, 1.0]:
                with mlflow.start_run(run_name="child"):
                    mlflow.log_metric("slope", Ridge(alpha=alpha).fit(rows[["age"]], rows["bill"]).coef_[0])
      `,
      errors: [{ at: 'mlflow.start_run(run_name="child")', severity: 'warning' }],
      fixed: `${HEAD}
        with mlflow.start_run():
            for alpha in [0.1, 1.0]:
                with mlflow.start_run(run_name="child", nested=True):
                    mlflow.log_metric("slope", Ridge(alpha=alpha).fit(rows[["age"]], rows["bill"]).coef_[0])
      `,
    },
    {
      name: 'a string over several lines keeps its indentation: no block',
      code: `${HEAD}
        mlflow.start_run()
        mlflow.set_tag("note", """first
        second""")
      `,
      errors: [{ severity: 'hint', fixes: ['End the run after what is logged'] }],
      skip: { cells: 'in a notebook the run stays open: a warning' },
    },
    {
      name: 'wandb in a loop of a script',
      code: `
        import wandb
        import torch

        def train(seed):
            torch.manual_seed(seed)
            return torch.rand(1).item()

        for seed in range(3):
            wandb.init(project="churn", config={"seed": seed})
            wandb.log({"loss": train(seed)})
      `,
      errors: [{ at: 'wandb.init(project="churn", config={"seed": seed})' }],
      fixed: `
        import wandb
        import torch

        def train(seed):
            torch.manual_seed(seed)
            return torch.rand(1).item()

        for seed in range(3):
            wandb.init(project="churn", config={"seed": seed})
            wandb.log({"loss": train(seed)})
            wandb.finish()
      `,
      skip: { cells: 'a notebook ends the run before' },
    },
  ],
});
