import rule from '../../../server/src/engine/rules/reproducibility/salted-hash';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'a tuple of what are most likely numbers',
      code: 'import torch\n\ndef seed_of(seed, epoch, index):\n    return int(hash((seed, epoch, index)) % 1e6)\n',
    },
    {
      name: 'keys of dictionaries and caches, equality, identity',
      code: `
        import numpy as np

        cache = {}

        def lookup(text):
            key = hash(text)
            if hash(text) == hash("a"):
                return None
            return cache.get(key)
      `,
    },
    {
      name: 'numbers hash to themselves',
      code: `
        import numpy as np

        side = hash(7) % 2
        bucket = hash(int(input())) % 10
        size = hash(len("abc")) % 2
      `,
    },
    {
      name: 'the hash of a class',
      code: `
        import numpy as np

        class Point:
            def __hash__(self):
                return hash((self.x, self.y)) % 2**32
      `,
    },
    {
      name: 'the number of a user, the choice of a colour',
      code: `
        import os
        import numpy as np

        port = 2**15 + hash(os.getuid() if os.name == "posix" else 1) % 2**14

        def colour(name, colors):
            return colors[hash(name) % len(colors)]
      `,
    },
    {
      name: 'a digest, and another hash',
      code: `
        import hashlib
        import pandas as pd

        def bucket(text, hash):
            return int(hashlib.md5(text.encode()).hexdigest(), 16) % 10 + hash(text) % 2
      `,
    },
    {
      name: 'no machine learning',
      code: `
        def shard(key, shards):
            return shards[hash(key) % len(shards)]
      `,
    },
  ],
  invalid: [
    {
      name: 'a split by hash',
      code: `
        import pandas as pd

        def is_test(row_id):
            return hash(row_id) % 100 < 20
      `,
      errors: [
        {
          at: 'hash(row_id)',
          message:
            '\`hash(row_id)\` is another number in each run: text is hashed with a salt of the process.',
          fixes: ['Hash the text itself: SHA-256'],
        },
      ],
      fixed: `
        import hashlib
        import pandas as pd

        def is_test(row_id):
            return int(hashlib.sha256(str(row_id).encode()).hexdigest(), 16) % 100 < 20
      `,
    },
    {
      name: 'buckets of words, through abs; text stays text',
      code: `
        import numpy as np

        def bucket(word, n):
            return abs(hash("word=" + word)) % n
      `,
      errors: [{ message: /is another number in each run/ }],
      fixed: `
        import hashlib
        import numpy as np

        def bucket(word, n):
            return abs(int(hashlib.sha256(str("word=" + word).encode()).hexdigest(), 16)) % n
      `,
    },
    {
      name: 'a column, in a notebook',
      code: ['import pandas as pd', 'df = pd.read_csv("a.csv")', 'df["bucket"] = df["name"].map(hash) % 8'],
      errors: [{ cell: 3, at: 'hash', fixes: ['Hash the values without a salt: hash_pandas_object'] }],
      fixed: [
        'import pandas as pd',
        'df = pd.read_csv("a.csv")',
        'df["bucket"] = pd.util.hash_pandas_object(df["name"], index=False) % 8',
      ],
    },
  ],
});
