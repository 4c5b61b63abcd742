import { composeEdits, importNames, replaceNode } from '../../fix';
import type { Model } from '../../semantics/model';
import { textOf } from '../../source/unit';
import type { StringLiteral } from '../../syntax/ast';
import { isLibraryExample } from '../library';
import { defineRule, type Edit, type FixReport, type ProjectFacts } from '../rule';
import { savedAs, type Saved } from './savedModel';

export default defineRule({
  name: 'unversioned-model-file',
  area: 'tracking',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['sklearn', 'xgboost', 'lightgbm', 'catboost', 'keras', 'tensorflow', 'torch', 'imblearn'],
  docs: {
    summary: 'A trained model is written to a constant name and replaces the previous one.',
    why: `There is no way back to yesterday's model, and no way to tell which code and data made the file in production. In a loop over folds only the last of the models survives. A date in
the name is the least; a registry, or a run that the model is logged to, is better.`,
    bad: `import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("churn.csv")
model = LogisticRegression().fit(rows[["age", "usage"]], rows["churn"])
joblib.dump(model, "model.joblib")
`,
    good: `from datetime import datetime, timezone

import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("churn.csv")
model = LogisticRegression().fit(rows[["age", "usage"]], rows["churn"])
joblib.dump(model, f"model-{datetime.now(timezone.utc):%Y%m%dT%H%M%SZ}.joblib")
`,
    limits: [
      'Once per file, in programs that train; a hint in notebooks, a warning where a loop makes a new model for the same name in each round.',
      'Names with a varying part, models that are logged or registered as well, temporary folders, and paths that a `dvc.yaml` keeps are not flagged.',
      'Whoever reads the file has to look for the newest one then.',
    ],
    references: [
      'ml-ops.org: versioning, https://ml-ops.org/content/mlops-principles',
      'Breck et al. 2017, The ML Test Score: infrastructure test 7 (models can be rolled back)',
      'Microsoft MLOps maturity model, level 0',
    ],
  },
  messages: {
    replaced:
      '`{path}` replaces the model before it: there is no way back, and nothing tells which run made it.',
    last: 'Each round writes its model to `{path}`: only the last one survives.',
  },
  *check({ model, unit, project }) {
    if (model.role !== 'training' || (project && isLibraryExample(unit.path, project))) return;
    if (
      model.imported('mlflow') ||
      model.imported('wandb') ||
      project?.files.some((path) => /(^|\/)dvc\.yaml$|\.dvc$/.test(path))
    )
      return;
    const saves = model.callsWith('save').flatMap((record) => savedAs(model, record) ?? []);
    const inLoop = saves.find(({ loop }) => loop);
    const first = inLoop ?? saves[0];
    if (!first) return;
    const fix = allVersioned(model, [first, ...saves.filter((each) => each !== first)], project);
    yield {
      at: first.record.node,
      message: first.loop ? 'last' : 'replaced',
      data: { path: first.path },
      severity: first.loop ? 'warning' : unit.kind === 'notebook' ? 'hint' : undefined,
      related: saves
        .filter((each) => each !== first)
        .slice(0, 10)
        .map(({ record }) => ({ at: record.node, note: 'Saved here under a constant name, too.' })),
      fixes: fix ? [fix] : [],
    };
  },
});

/** One fix for all saves of the file, or none. */
function allVersioned(
  model: Model,
  saves: readonly Saved[],
  project: ProjectFacts | undefined,
): FixReport | undefined {
  const fixes = saves.map((saved) => versioned(model, saved, project));
  const [first] = fixes;
  const edits = composeEdits(...fixes.map((fix) => fix?.edits as readonly Edit[] | undefined));
  return first && edits && { ...first, edits };
}

/** The time, or the loop's variable, in the file's name; where the name stands as a literal that nothing else in the program repeats. */
function versioned(
  model: Model,
  { node, path, loop }: Saved,
  project: ProjectFacts | undefined,
): FixReport | undefined {
  const { unit } = model;
  if (node.kind !== 'String' || isRepeated(model, node) || /[{}\\]/.test(path)) return undefined;
  const text = textOf(unit, node);
  const quote = /^["']/.exec(text)?.[0];
  if (!quote || text.slice(1, -1) !== path) return undefined;
  const [, stem, suffix] = /^(.*?)((?:\.[A-Za-z]\w*)*)$/.exec(path)!;
  if (loop?.node.kind === 'For') {
    const target = loop.node.target.kind === 'Tuple' ? loop.node.target.elements[0] : loop.node.target;
    if (target?.kind !== 'Name') return undefined;
    return {
      title: `Put \`${target.id}\` into the name`,
      applicability: 'suggestion',
      edits: replaceNode(node, `f${quote}${stem}-{${target.id}}${suffix}${quote}`),
    };
  }
  // Services and scripts of the project look for the constant name.
  if (project?.units.some(({ path: other, evidence }) => other !== unit.path && evidence['loads-model']))
    return undefined;
  const { names, edits } = importNames(model, node, [
    { module: 'datetime', member: 'datetime' },
    { module: 'datetime', member: 'timezone' },
  ]);
  const stamp = `{${names[0]}.now(${names[1]}.utc):%Y%m%dT%H%M%SZ}`;
  const composed = composeEdits(edits, replaceNode(node, `f${quote}${stem}-${stamp}${suffix}${quote}`));
  return composed && { title: 'Put the time into the name', applicability: 'suggestion', edits: composed };
}

function isRepeated({ unit }: Model, node: StringLiteral): boolean {
  const name = node.value.replace(/^.*\//, '');
  const count = unit.sources.reduce((sum, { code }) => sum + code.split(name).length - 1, 0);
  return count > 1;
}
