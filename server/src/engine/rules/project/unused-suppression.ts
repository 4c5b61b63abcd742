import { defineRule } from '../rule';

/**
 * A suppression comment that silences nothing. Only the engine knows which comments were needed, so it makes these findings
 * itself (suppress.ts); the declaration stands here for documentation and settings.
 */
export default defineRule({
  name: 'unused-suppression',
  area: 'project',
  severity: 'hint',
  default: 'on',
  since: '0.1.0',
  fix: 'safe',
  needs: [],
  mayApply: (code) => code.includes('mlops:'),
  docs: {
    summary: 'A `# mlops: ignore` comment silences nothing.',
    why: `A comment that outlived its finding hides the next one that appears on its line, and tells readers of a problem that is no
longer there. A misspelt rule name silences nothing from the start.`,
    bad: `import pandas as pd

sales = pd.read_csv("sales.csv")  # mlops: ignore[fit-before-split] looked at
`,
    good: `import pandas as pd

sales = pd.read_csv("sales.csv")
`,
    limits: ['Comments that name a rule which is switched off are left alone: it may be on elsewhere.'],
    references: [],
  },
  messages: {
    unused: 'This comment silences no `{rule}` here.',
    unknown: 'There is no rule named `{rule}`.',
    unusedAll: 'This comment silences nothing.',
  },
  *check() {},
});
