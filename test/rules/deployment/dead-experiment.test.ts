import rule from '../../../server/src/engine/rules/deployment/dead-experiment';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'a flag that somebody may change, and switches that are for their user',
      code: `
        import os
        import sys
        from sklearn.svm import SVC

        USE_OLD_MODEL = os.environ.get("USE_OLD_MODEL") == "1"
        DEBUG = False
        PLOT = True
        use_new_loss = False
        if "--new" in sys.argv:
            use_new_loss = True
        if USE_OLD_MODEL or use_new_loss:
            model = SVC()
        if DEBUG:
            print("debug")
        if PLOT:
            print("plot")
        else:
            print("no plot")
      `,
    },
    {
      name: 'a flag that a function changes, that is exported, or that a parameter hides',
      code: `
        from sklearn.svm import SVC

        __all__ = ["USE_LEGACY"]
        USE_LEGACY = False
        USE_NEW = False
        NEW_LOSS = False

        def switch():
            global USE_NEW
            USE_NEW = True

        def make(NEW_LOSS):
            if NEW_LOSS:
                return SVC()
            return None

        if USE_LEGACY or USE_NEW:
            print(make(True))
        if USE_LEGACY:
            print("legacy")
        if USE_NEW:
            print("new")
      `,
    },
    {
      name: 'type checking, a generator that yields nothing, and a return for the checker’s sake',
      code: `
        from typing import TYPE_CHECKING
        from sklearn.svm import SVC

        if TYPE_CHECKING:
            from collections.abc import Iterator

        def nothing() -> "Iterator[SVC]":
            return
            yield

        def fail():
            raise NotImplementedError
            return None
      `,
    },
    {
      name: 'a loop without end',
      code: `
        from sklearn.svm import SVC

        while True:
            break
      `,
    },
    {
      name: 'a cell that is switched off as a whole',
      code: [
        'from sklearn.svm import SVC',
        `
        if False:
            print(SVC())
        `,
      ],
    },
  ],
  invalid: [
    {
      name: 'a branch that is never taken',
      code: `
        from sklearn.svm import SVC

        model = SVC()
        if False:
            model = SVC(kernel="linear")
        print(model)
      `,
      skip: { cells: 'a cell that is switched off as a whole' },
      errors: [
        {
          at: 'if False',
          message: '\`False\` is never true: what stands below it cannot run.',
          severity: 'hint',
          fixes: ['Delete what cannot run'],
        },
      ],
      fixed: `
        from sklearn.svm import SVC

        model = SVC()
        print(model)
      `,
    },
    {
      name: 'the old model behind a flag: the living branch is kept, the flag goes',
      code: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.svm import SVC

        USE_OLD_MODEL = False

        def build(depth):
            if USE_OLD_MODEL:
                model = SVC()
            else:
                # the better one
                model = LogisticRegression(
                    C=depth,
                )
            return model
      `,
      errors: [
        {
          at: 'if USE_OLD_MODEL',
          message: '\`USE_OLD_MODEL\` is \`False\` and nothing changes it: one of the branches cannot run.',
          related: ['USE_OLD_MODEL = False'],
          fixes: ['Keep only the branch that runs'],
        },
      ],
      fixed: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.svm import SVC

        def build(depth):
            # the better one
            model = LogisticRegression(
                C=depth,
            )
            return model
      `,
    },
    {
      name: 'a flag that is true, and one that is denied',
      code: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.svm import SVC

        NEW_MODEL = True
        def build():
            if NEW_MODEL:
                return LogisticRegression()
            else:
                return SVC()

        def name():
            if not NEW_MODEL:
                return "svc"
            return "regression"
      `,
      errors: [
        { at: 'if NEW_MODEL', fixes: ['Keep only the branch that runs'] },
        { at: 'if not NEW_MODEL', fixes: ['Delete what cannot run'] },
      ],
      fixed: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.svm import SVC

        def build():
            return LogisticRegression()

        def name():
            return "regression"
      `,
    },
    {
      name: 'statements after a return',
      code: `
        from sklearn.svm import SVC

        def build(X, y):
            return SVC().fit(X, y)
            model = SVC(kernel="linear")
            model.fit(X, y)
            return model
      `,
      errors: [
        {
          at: 'model = SVC(kernel="linear")\n    model.fit(X, y)\n    return model',
          message: 'This cannot run: a \`return\` stands before it.',
          fixes: ['Delete what cannot run'],
        },
      ],
      fixed: `
        from sklearn.svm import SVC

        def build(X, y):
            return SVC().fit(X, y)
      `,
    },
    {
      name: 'a branch with a long text keeps its place',
      code: `
        from sklearn.svm import SVC

        def build():
            if 0:
                print("old")
            else:
                print("""new
                text""")
            return SVC()
      `,
      errors: [{ at: 'if 0', fixes: [] }],
    },
  ],
});
