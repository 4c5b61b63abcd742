import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

/** Trains and saves a model, runs the program, tampers with the file and runs the program again. */
const ATTACK = `
  import hashlib
  import os
  import pickle
  import subprocess
  import sys
  from pathlib import Path

  import joblib
  import numpy as np
  from sklearn.linear_model import LogisticRegression


  class Attack:
      def __reduce__(self):
          return print, ("TAMPERED",)


  FILE = Path("model.bin")
  X = np.array([[0.0], [1.0], [2.0], [3.0]])
  joblib.dump(LogisticRegression().fit(X, [0, 0, 1, 1]), FILE)
  os.environ["MODEL_SHA256"] = hashlib.sha256(FILE.read_bytes()).hexdigest()
  command = [sys.executable, "predict.py", str(FILE)]
  first = subprocess.run(command, capture_output=True, text=True)
  print("first:", (first.stdout + first.stderr).strip())
  FILE.write_bytes(pickle.dumps([Attack()]))
  second = subprocess.run(command, capture_output=True, text=True)
  print("second:", "ran the attack" if "TAMPERED" in second.stdout else "did not run it")
  print("refused:", "is not the recorded one" in second.stderr)
`;

const effect: FixCase['effect'] = ({ before, after }) => {
  expect(before.stdout).toBe('first: [0 1]\nsecond: ran the attack\nrefused: False\n');
  expect(after.stdout).toBe('first: [0 1]\nsecond: did not run it\nrefused: True\n');
};

const NEEDS = ['joblib', 'numpy', 'sklearn'];

const cases: readonly FixCase[] = [
  {
    name: 'refuses a tampered file that joblib would load',
    program: {
      files: {
        'attack.py': ATTACK,
        'predict.py': `
          import argparse

          import joblib
          import numpy as np


          def main():
              parser = argparse.ArgumentParser()
              parser.add_argument("path")
              args = parser.parse_args()
              model = joblib.load(args.path)
              print(model.predict(np.array([[0.5], [2.5]])))


          if __name__ == "__main__":
              main()
        `,
      },
      entry: 'attack.py',
      needs: NEEDS,
    },
    effect,
  },
  {
    name: 'refuses a tampered file that pickle would load from an open file',
    program: {
      files: {
        // A plain pickle, as the program below expects it.
        'attack.py': ATTACK.replace(
          'joblib.dump(LogisticRegression().fit(X, [0, 0, 1, 1]), FILE)',
          'FILE.write_bytes(pickle.dumps(LogisticRegression().fit(X, [0, 0, 1, 1])))',
        ),
        'predict.py': `
          import pickle
          import sys
          import numpy as np

          model_path = sys.argv[1]
          with open(model_path, "rb") as file:
              model = pickle.load(file)
          print(model.predict(np.array([[0.5], [2.5]])))
        `,
      },
      entry: 'attack.py',
      needs: NEEDS,
    },
    effect,
  },
  {
    name: 'reads YAML as data',
    program: {
      files: {
        'settings.ipynb': [
          'import numpy as np\nimport yaml',
          `
            text = """
            seed: 7
            rates: [0.1, 0.01]
            """
            settings = yaml.load(text, Loader=yaml.Loader)
          `,
          'print(settings["seed"], np.mean(settings["rates"]))',
          `
            attack = "!!python/object/apply:builtins.print [TAMPERED]"
            try:
                yaml.load(attack, Loader=yaml.UnsafeLoader)
            except yaml.constructor.ConstructorError:
                print("refused")
          `,
        ],
      },
      needs: ['numpy', 'yaml'],
    },
    fixes: 2,
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('7 0.055\nTAMPERED\n');
      expect(after.stdout).toBe('7 0.055\nrefused\n');
    },
  },
];

export default cases;
