import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'starts on a fixed day and tries again',
    program: {
      files: {
        'sales.py': `
          from datetime import datetime

          from airflow.sdk import DAG, task

          with DAG("sales", start_date=datetime.now(), schedule="@daily"):

              @task
              def load(ds=None):
                  print(ds)

              load()
        `,
      },
      needs: ['airflow'],
    },
    fixes: 2,
  },
];

export default cases;
