import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

/** Answers every request with a small table: nothing is fetched from anywhere. */
const ANSWER = `import io
import urllib.request
import urllib.response

import pandas as pd
from sklearn.linear_model import LogisticRegression


class Answer(urllib.request.BaseHandler):
    def http_open(self, request):
        table = "a,b\\n1,0\\n2,0\\n8,1\\n9,1\\n"
        return urllib.response.addinfourl(io.BytesIO(table.encode()), {}, request.full_url, 200)


urllib.request.install_opener(urllib.request.OpenerDirector())
urllib.request._opener.add_handler(Answer())`;

const cases: readonly FixCase[] = [
  {
    name: 'records which data was read',
    program: {
      files: {
        'train.py': `${ANSWER}
df = pd.read_csv("http://data.example/table.csv")
model = LogisticRegression().fit(df[["a"]], df["b"])
print("score:", model.score(df[["a"]], df["b"]))
`,
      },
      needs: ['sklearn', 'pandas'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('score: 1.0\n');
      expect(after.stdout).toMatch(/^data: 4 rows, sha256 [0-9a-f]{64}\nscore: 1\.0\n$/);
    },
  },
];

export default cases;
