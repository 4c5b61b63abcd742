import rule from '../../../server/src/engine/rules/deployment/parse-time-work';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'in task functions, and in functions that operators call',
      code: `
        from airflow.sdk import dag, task
        from airflow.models import Variable
        from airflow.operators.python import PythonOperator
        from datetime import datetime

        def load():
            import pandas as pd

            return pd.read_csv(Variable.get("path"))

        @dag(schedule="@daily", catchup=False)
        def sales():
            @task
            def fetch():
                import requests

                return requests.get("https://shop.example/sales").json()

            @task.virtualenv(requirements=["pandas"])
            def clean():
                import pandas as pd

                print(datetime.now())
                return pd.read_csv("sales.csv")

            fetch() >> clean() >> PythonOperator(task_id="load", python_callable=load)

        sales()
      `,
    },
    {
      name: 'templates, and a trial by hand',
      code: `
        from airflow import DAG
        from airflow.providers.standard.operators.bash import BashOperator
        from airflow.models import Variable

        with DAG("sales", schedule="@daily") as sales:
            BashOperator(task_id="copy", bash_command="cp {{ var.value.path }} /tmp")

        if __name__ == "__main__":
            print(Variable.get("path"))
            sales.test()
      `,
    },
    {
      name: 'a module of helpers that defines no DAG',
      code: `
        import pandas as pd
        from airflow.models import Variable

        path = Variable.get("path")
        rows = pd.read_csv(path)
      `,
    },
    {
      name: 'the start of the DAG is another rule’s business',
      code: `
        from datetime import datetime
        from airflow import DAG

        default_args = {"start_date": datetime.now()}
        with DAG("sales", start_date=datetime.now(), default_args=default_args):
            pass
      `,
    },
  ],
  invalid: [
    {
      name: 'variables for one setting after the other are one habit',
      code: `
        from airflow import DAG
        from airflow.models import Variable
        from airflow.operators.python import PythonOperator

        def setting(name):
            return Variable.get(name)

        with DAG("sales", schedule=setting("schedule")) as sales:
            PythonOperator(task_id="train", python_callable=print, pool=Variable.get("pool"))
      `,
      errors: [
        {
          at: 'Variable.get(name)',
          message: /^\`Variable.get\` asks/,
          related: ['Variable.get("pool")'],
        },
      ],
    },
    {
      name: 'a table and a variable at top level',
      code: `
        import pandas as pd
        from airflow import DAG
        from airflow.models import Variable

        path = Variable.get("path")
        rows = pd.read_csv(path)
        with DAG("sales", schedule="@daily") as sales:
            print(len(rows))
      `,
      errors: [
        {
          at: 'import pandas as pd',
          severity: 'hint',
          message:
            '\`pandas\` is imported each time that Airflow parses this file: import it in the task that uses it.',
        },
        { at: 'Variable.get("path")', message: /^\`Variable.get\` asks Airflow’s database/ },
        {
          at: 'pd.read_csv(path)',
          severity: 'warning',
          message: '\`pd.read_csv\` runs each time that Airflow parses this file, not when the task does.',
        },
      ],
    },
    {
      name: 'in the body of a function that becomes a DAG, and in a helper',
      code: `
        import requests
        from airflow.decorators import dag, task

        def shops():
            return requests.get("https://shop.example/shops", timeout=5).json()

        @dag(schedule="@daily", catchup=False)
        def sales():
            @task
            def load(shop):
                print(shop)

            for shop in shops():
                load(shop)
            requests.post("https://shop.example/log", timeout=5)

        sales()
      `,
      errors: [
        { at: 'requests.get("https://shop.example/shops", timeout=5)' },
        { at: 'requests.post("https://shop.example/log", timeout=5)' },
      ],
    },
    {
      name: 'the clock in the arguments of a task',
      code: `
        from datetime import datetime
        from airflow import DAG
        from airflow.operators.bash import BashOperator

        with DAG("sales", schedule="@daily"):
            BashOperator(task_id="copy", bash_command=f"cp sales-{datetime.now():%Y-%m-%d}.csv /tmp")
      `,
      errors: [{ at: 'datetime.now()', message: /^\`datetime.now\` is asked while the file is parsed/ }],
    },
  ],
});
