import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

/** A repository with code of its own, on disk. */
const REPOSITORY = `
  import json
  import os

  os.makedirs("repository", exist_ok=True)
  with open("repository/config.json", "w") as file:
      json.dump({"model_type": "ours", "auto_map": {"AutoConfig": "ours.OursConfig"}}, file)
  with open("repository/ours.py", "w") as file:
      file.write("from transformers import PretrainedConfig\\nprint('foreign code runs')\\n")
      file.write("class OursConfig(PretrainedConfig):\\n    model_type = 'ours'\\n")
`;

const cases: readonly FixCase[] = [
  {
    name: 'keeps code of the repository from running',
    program: {
      files: {
        'repository.py': REPOSITORY,
        'load.py': `
          import runpy

          from transformers import AutoConfig

          runpy.run_path("repository.py")
          try:
              AutoConfig.from_pretrained("repository", trust_remote_code=True)
          except ValueError:
              print("refused")
        `,
      },
      entry: 'load.py',
      environment: { HF_HOME: 'home', HF_MODULES_CACHE: 'home/modules' },
      needs: ['transformers'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toContain('foreign code runs');
      expect(after.stdout).not.toContain('foreign code runs');
      expect(after.stdout).toContain('refused');
    },
  },
];

export default cases;
