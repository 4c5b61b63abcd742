import rule from '../../../server/src/engine/rules/deployment/unrepeatable-task';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'a fixed start, retries, and the interval of the run in every path',
      code: `
        from datetime import datetime
        import pandas as pd
        from airflow.sdk import DAG, task

        with DAG("sales", start_date=datetime(2024, 1, 1), schedule="@daily", default_args={"retries": 2}):

            @task
            def load(ds=None):
                rows = pd.read_csv(f"sales-{ds}.csv")
                rows["loaded_at"] = datetime.now()
                rows.to_csv(f"all/{ds}.csv", mode="a")

            load()
      `,
    },
    {
      name: 'the rows of the day are taken away first, or replaced',
      code: `
        from datetime import datetime
        import pandas as pd
        from airflow.sdk import DAG, task

        with DAG("sales", start_date=datetime(2024, 1, 1), schedule="@daily", default_args={"retries": 2}):

            @task
            def load(connection, ds=None):
                connection.execute(f"DELETE FROM sales WHERE day = '{ds}'")
                pd.read_csv(f"sales-{ds}.csv").to_sql("sales", connection, if_exists="append")

            @task
            def upsert(connection):
                connection.execute("INSERT INTO totals VALUES (1) ON CONFLICT (day) DO UPDATE SET total = 1")

            load(None)
            upsert(None)
      `,
    },
    {
      name: 'the clock only tells how long it took, and default arguments come from elsewhere',
      code: `
        from datetime import datetime
        from airflow.sdk import DAG, task
        from settings import common

        with DAG("sales", start_date=datetime(2024, 1, 1), default_args=common()):

            @task
            def load():
                start = datetime.now()
                print(datetime.now() - start)

            load()
      `,
    },
    {
      name: 'a script without a DAG appends',
      code: `
        import pandas as pd
        from airflow.models import Variable

        pd.read_csv("sales.csv").to_csv("all.csv", mode="a")
      `,
    },
    {
      name: 'Airflow 3 does not catch up unless it is told to',
      project: { manifests: [{ path: 'requirements.txt', text: 'apache-airflow==3.1.0\n' }] },
      code: `
        from datetime import datetime
        from airflow import DAG

        with DAG("sales", start_date=datetime(2024, 1, 1), schedule="@daily", default_args={"retries": 1}):
            pass
      `,
    },
  ],
  invalid: [
    {
      name: 'a start that moves',
      code: `
        from datetime import datetime, timedelta
        from airflow import DAG

        with DAG("sales", start_date=datetime.now() - timedelta(days=1), schedule="@daily"):
            pass
      `,
      errors: [
        {
          at: 'datetime.now()',
          message:
            '\`datetime.now\` makes the DAG start at another time on each parse: its first interval is never over.',
          severity: 'information',
          fixes: ['Start on a fixed day: look at which'],
        },
      ],
      fixed: `
        from datetime import datetime, timedelta
        from airflow import DAG

        with DAG("sales", start_date=datetime(2024, 1, 1), schedule="@daily"):
            pass
      `,
    },
    {
      name: 'in default arguments, with days_ago',
      code: `
        from airflow import DAG
        from airflow.utils.dates import days_ago

        default_args = {"owner": "shop", "start_date": days_ago(2), "retries": 1}
        dag = DAG("sales", default_args=default_args, schedule_interval="@daily")
      `,
      errors: [{ at: 'days_ago(2)', fixes: ['Start on a fixed day: look at which'] }],
      fixed: `
        from datetime import datetime
        from airflow import DAG
        from airflow.utils.dates import days_ago

        default_args = {"owner": "shop", "start_date": datetime(2024, 1, 1), "retries": 1}
        dag = DAG("sales", default_args=default_args, schedule_interval="@daily")
      `,
    },
    {
      name: 'a task that appends, and one that asks the clock for its file',
      code: `
        from datetime import datetime
        import pandas as pd
        from airflow import DAG
        from airflow.operators.python import PythonOperator

        def load():
            rows = pd.read_csv(f"sales-{datetime.now():%Y-%m-%d}.csv")
            rows.to_sql("sales", "sqlite:///shop.db", if_exists="append")

        with DAG("sales", start_date=datetime(2024, 1, 1), default_args={"retries": 2}):
            PythonOperator(task_id="load", python_callable=load)
      `,
      errors: [
        { at: 'datetime.now()', message: /^\`datetime.now\` in a task: a retry or a backfill/ },
        {
          at: 'rows.to_sql("sales", "sqlite:///shop.db", if_exists="append")',
          message: '\`rows.to_sql\` appends: a retry writes the same rows twice.',
        },
      ],
    },
    {
      name: 'nothing is tried again',
      code: `
        from datetime import datetime
        from airflow import DAG
        from airflow.operators.bash import BashOperator

        with DAG("sales", start_date=datetime(2024, 1, 1), schedule="@daily", catchup=False):
            BashOperator(task_id="copy", bash_command="cp a b")
      `,
      errors: [{ at: 'DAG', severity: 'hint', fixes: ['Try failed tasks again, twice'] }],
      fixed: `
        from datetime import datetime
        from airflow import DAG
        from airflow.operators.bash import BashOperator

        with DAG("sales", start_date=datetime(2024, 1, 1), schedule="@daily", catchup=False, default_args={"retries": 2}):
            BashOperator(task_id="copy", bash_command="cp a b")
      `,
    },
    {
      name: 'an older Airflow catches up',
      project: { manifests: [{ path: 'requirements.txt', text: 'apache-airflow==2.9.3\n' }] },
      code: `
        from datetime import datetime
        from airflow import DAG

        with DAG("sales", start_date=datetime(2024, 1, 1), schedule="@daily", default_args={"retries": 1}):
            pass
      `,
      errors: [
        { at: 'DAG', message: /^Airflow below 3 runs all intervals/, fixes: ['Do not run missed intervals'] },
      ],
    },
  ],
});
