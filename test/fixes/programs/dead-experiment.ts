import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'keeps the branch that runs, and what it prints',
    program: {
      files: {
        'train.py': `
          from pathlib import Path

          from sklearn.linear_model import LogisticRegression
          from sklearn.svm import SVC

          USE_OLD_MODEL = False


          def build():
              if USE_OLD_MODEL:
                  model = SVC()
                  kind = "old"
              else:
                  # linear is enough
                  model = LogisticRegression()
                  kind = "new"
              return kind, model
              print("never")


          if False:
              print("never")
          kind, model = build()
          print(kind, type(model).__name__)
          text = Path("train.py").read_text()
          print([text.count(word) for word in ("nev" + "er", "SVC" + "()", "linear is " + "enough")])
        `,
      },
      needs: ['sklearn'],
    },
    fixes: 3,
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('new LogisticRegression\n[2, 1, 1]\n');
      expect(after.stdout).toBe('new LogisticRegression\n[0, 0, 1]\n');
    },
  },
];

export default cases;
