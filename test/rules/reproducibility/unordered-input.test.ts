import rule from '../../../server/src/engine/rules/reproducibility/unordered-input';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'sorted at once, and sorted later',
      code: `
        import glob
        import os

        import pandas as pd

        visits = pd.concat([pd.read_csv(path) for path in sorted(glob.glob("visits/*.csv"))])
        names = os.listdir("patients")
        names.sort()
        patients = [pd.read_csv(os.path.join("patients", name)) for name in names]
      `,
    },
    {
      name: 'only counted, searched or deleted',
      code: `
        import glob
        import os

        import pandas as pd

        print(len(os.listdir("visits")), "a.csv" in os.listdir("visits"))
        newest = max(glob.glob("visits/*.csv"), key=os.path.getmtime)
        for name in os.listdir("tmp"):
            os.remove(name)
        df = pd.read_csv(newest)
      `,
    },
    {
      name: 'rows that are sorted after they were read',
      code: `
        import glob

        import pandas as pd

        frames = []
        for path in glob.glob("visits/*.csv"):
            frames.append(pd.read_csv(path))
        visits = pd.concat(frames).sort_values("date")
      `,
    },
    {
      name: 'files by name',
      code: `
        import os

        import pandas as pd

        tables = {name: pd.read_csv(name) for name in os.listdir("visits")}
      `,
    },
    {
      name: 'sets that are sorted, compared or counted',
      code: `
        import pandas as pd

        df = pd.read_csv("visits.csv")
        ids = {label: i for i, label in enumerate(sorted(set(df["label"])))}
        print(len(set(df["label"])), set(df.columns) - {"label"}, [x for x in df["id"] if x in set(df["old"])])
      `,
    },
    {
      name: 'a set of numbers',
      code: `
        import pandas as pd

        ids = {size: i for i, size in enumerate(set([1, 2, 3]))}
      `,
    },
    {
      name: 'in order as a dictionary is',
      code: `
        import pandas as pd

        df = pd.read_csv("visits.csv")
        ids = {label: i for i, label in enumerate(dict.fromkeys(df["label"]))}
      `,
    },
    {
      name: 'a test',
      path: 'tests/test_read.py',
      code: `
        import glob
        import pandas as pd

        frames = [pd.read_csv(path) for path in glob.glob("visits/*.csv")]
      `,
    },
    {
      name: 'pictures that are read for a look',
      code: `
        import glob

        import numpy as np
        from PIL import Image

        def image_grid(images, columns):
            return np.hstack([np.asarray(image) for image in images[:columns]])

        photos = [Image.open(path) for path in glob.glob("photos/*.png")]
        image_grid(photos, 4)
      `,
    },
    {
      name: 'pictures that are only shown',
      code: `
        import os

        import matplotlib.pyplot as plt
        import numpy as np

        for i, name in enumerate(os.listdir("photos")[:9]):
            plt.subplot(3, 3, i + 1)
            plt.imshow(plt.imread(os.path.join("photos", name)))
      `,
    },
  ],
  invalid: [
    {
      name: 'tables that are put together',
      code: `
        import glob

        import pandas as pd

        visits = pd.concat([pd.read_csv(path) for path in glob.glob("visits/*.csv")])
      `,
      errors: [
        {
          message:
            '`glob.glob("visits/*.csv")` lists files in no defined order, and that order decides which sample stands where: the next machine may do it otherwise.',
          at: 'glob.glob("visits/*.csv")',
          severity: 'warning',
          fixes: ['Sort the listing'],
        },
      ],
      fixed: `
        import glob

        import pandas as pd

        visits = pd.concat([pd.read_csv(path) for path in sorted(glob.glob("visits/*.csv"))])
      `,
    },
    {
      name: 'pictures gathered in a loop, through a helper and a name',
      code: `
        from pathlib import Path

        import numpy as np
        from PIL import Image

        def pixels(path):
            return np.asarray(Image.open(path))

        images, labels = [], []
        paths = list(Path("photos").glob("*.png"))
        for path in paths:
            images.append(pixels(path))
            labels.append(path.name.startswith("cat"))
      `,
      errors: [{ at: 'Path("photos").glob("*.png")', related: ['paths'] }],
      fixed: `
        from pathlib import Path

        import numpy as np
        from PIL import Image

        def pixels(path):
            return np.asarray(Image.open(path))

        images, labels = [], []
        paths = sorted(Path("photos").glob("*.png"))
        for path in paths:
            images.append(pixels(path))
            labels.append(path.name.startswith("cat"))
      `,
    },
    {
      name: 'a data set that takes files by number',
      code: `
        import os

        from PIL import Image
        from torch.utils.data import Dataset

        class Photos(Dataset):
            def __init__(self, folder):
                self.folder = folder
                self.names = [name for name in os.listdir(folder) if name.endswith(".png")]

            def __len__(self):
                return len(self.names)

            def __getitem__(self, index):
                return Image.open(os.path.join(self.folder, self.names[index]))
      `,
      errors: [{ at: 'os.listdir(folder)', message: /which sample stands where/ }],
    },
    {
      name: 'a split of files',
      code: `
        import os

        import numpy as np
        from sklearn.model_selection import train_test_split

        names = os.listdir("photos")
        train, test = train_test_split(names, random_state=42)
        train_names = os.listdir("more")[:800]
      `,
      errors: [{ message: /which of them go into which part/ }, { at: 'os.listdir("more")' }],
    },
    {
      name: 'numbers of labels',
      code: `
        import os

        import pandas as pd

        df = pd.read_csv("visits.csv")
        classes = os.listdir("photos")
        number = {name: i for i, name in enumerate(classes)}
        vocabulary = {}
        for i, word in enumerate(list(set(df["word"]))):
            vocabulary[word] = i
      `,
      errors: [
        { at: 'os.listdir("photos")', message: /which of them gets which number/ },
        { at: 'set(df["word"])', message: /no defined order/, fixes: ['Sort the elements'] },
      ],
    },
    {
      name: 'columns',
      code: `
        import pandas as pd

        df = pd.read_csv("visits.csv")
        features = list(set(df.columns) - {"label"})
        X = df[features]
      `,
      errors: [{ at: 'set(df.columns) - {"label"}', message: /which column stands where/ }],
      fixed: `
        import pandas as pd

        df = pd.read_csv("visits.csv")
        features = sorted(set(df.columns) - {"label"})
        X = df[features]
      `,
    },
    {
      name: 'entries of a folder',
      code: `
        import os

        import numpy as np

        signals = [np.load(entry.path) for entry in os.scandir("signals")]
      `,
      errors: [{ at: 'os.scandir("signals")' }],
      fixed: `
        import os

        import numpy as np

        signals = [np.load(entry.path) for entry in sorted(os.scandir("signals"), key=lambda entry: entry.name)]
      `,
    },
    {
      name: 'in a notebook',
      code: [
        'import glob\nimport pandas as pd',
        'paths = glob.glob("visits/*.csv")',
        'visits = pd.concat([pd.read_csv(path) for path in paths])',
      ],
      errors: [{ cell: 2, severity: 'information' }],
    },
  ],
});
