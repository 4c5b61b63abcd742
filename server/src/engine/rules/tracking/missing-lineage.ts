import type { Model } from '../../semantics/model';
import { isUncalled } from '../../semantics/roles';
import type { CallRecord } from '../../semantics/trace';
import { textOf } from '../../source/unit';
import type { DictExpr } from '../../syntax/ast';
import { isLibraryExample } from '../library';
import { defineRule, type FixReport, type ProjectFacts, type Report } from '../rule';
import { writtenManifest } from './lineageManifest';
import { savedModel } from './savedModel';

type Message = 'untied' | 'resume';

export default defineRule({
  name: 'missing-lineage',
  area: 'tracking',
  severity: 'hint',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['sklearn', 'xgboost', 'lightgbm', 'catboost', 'keras', 'tensorflow', 'torch', 'imblearn'],
  needsProject: true,
  docs: {
    summary: 'A saved model is not tied to the code, the data and the environment that made it.',
    why: `When the model does harm, nobody can say which commit and which data made it, and an audit ends there. A small file beside the model, with the commit, the hash of the data
and the versions of the packages, answers the question.`,
    bad: `import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("churn.csv")
model = LogisticRegression().fit(rows[["age", "usage"]], rows["churn"])
joblib.dump(model, "model.joblib")
`,
    good: `import json
import subprocess
from datetime import datetime, timezone

import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("churn.csv")
assert rows["age"].between(0, 130).all()
model = LogisticRegression().fit(rows[["age", "usage"]], rows["churn"])
stamp = f"{datetime.now(timezone.utc):%Y%m%dT%H%M%SZ}"
joblib.dump(model, f"model-{stamp}.joblib")
commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True)
with open(f"model-{stamp}.json", "w") as manifest:
    json.dump({"commit": commit.stdout.strip(), "rows": len(rows)}, manifest)
`,
    limits: [
      'Once per file, on the save of a model that the file trains. Libraries’ examples and tests are not flagged.',
      'Silent as soon as the project uses a tracker, DVC, GitPython or hashes, or the file mentions the commit or versions of packages. (MLflow records the commit of a script by itself; the data it records only with `mlflow.log_input`.)',
      'Checkpoints of PyTorch that keep the epoch, to go on later, are flagged if they keep no state of the optimizer.',
    ],
    references: [
      'Muralidhar et al. 2021, Using AntiPatterns to avoid MLOps Mistakes: audit trails',
      'EU AI Act, articles 11 and 12',
      'Google Cloud: MLOps maturity level 1, metadata management',
    ],
  },
  messages: {
    untied: 'Nothing ties this model to the code, the data and the packages that made it.',
    resume:
      'This checkpoint keeps the epoch, but not the state of `{optimizer}`: training that goes on from it is another training.',
  },
  *check({ model, unit, project }) {
    if (!project || model.role !== 'training' || isLibraryExample(unit.path, project)) return;
    yield* checkpoints(model);
    if (isTraced(project) || tracesItself(model)) return;
    const saves = model
      .callsWith('save')
      .filter((record) => !isUncalled(record.frame) && savedModel(model, record));
    const [first, ...others] = saves;
    if (!first) return;
    const fix = writtenManifest(model, first);
    yield {
      at: first.node,
      message: 'untied',
      related: others.slice(0, 10).map(({ node }) => ({ at: node, note: 'Nor this one.' })),
      fixes: fix ? [fix] : [],
    };
  },
});

const TRACING = [
  'git',
  'pygit2',
  'dulwich',
  'dvc',
  'hashlib',
  'cmflib',
  'wandb',
  'mlflow',
  'kedro',
  'zenml',
  'metaflow',
];

/** A tracker, a pipeline tool or a version-control library anywhere in the project. */
function isTraced({ units, files }: ProjectFacts): boolean {
  return (
    units.some(
      ({ evidence, imports }) => evidence.tracks || TRACING.some((name) => Object.hasOwn(imports, name)),
    ) || files.some((path) => /(^|\/)(MLproject|dvc\.(yaml|lock))$|\.dvc$/.test(path))
  );
}

const TRACE =
  /rev-parse|__version__|importlib[._]metadata|pkg_resources|sha\d+|md5|git_(commit|hash|sha)|commit_(hash|sha|id)|GITHUB_SHA|CI_COMMIT|pip.?freeze|model_?card|lineage|provenance/i;

function tracesItself({ unit }: Model): boolean {
  return unit.sources.some(({ code }) => TRACE.test(code));
}

/** `torch.save({"epoch": epoch, "model": net.state_dict()}, path)` without the optimizer. */
function* checkpoints(model: Model): Iterable<Report<Message>> {
  const optimizer = model.calls.find(({ name }) => /^torch\.optim\.(?!lr_scheduler)\w+$/.test(name));
  const name = optimizer && model.nameOf(optimizer.result);
  if (!optimizer || !name) return;
  for (const record of model.callsTo('torch.save')) {
    const given = record.node.args[0]?.value;
    if (given?.kind !== 'Dict' || !keepsEpoch(given)) continue;
    const text = textOf(model.unit, given);
    if (
      !/state_dict\(\)/.test(text) ||
      /optim|\*\*/i.test(text.replace(/["'][^"'\n]*["']/g, '')) ||
      /["']optim/i.test(text)
    )
      continue;
    const fix = withOptimizer(model, record, given, name);
    yield { at: record.node, message: 'resume', data: { optimizer: name }, fixes: fix ? [fix] : [] };
    return;
  }
}

function keepsEpoch({ entries }: DictExpr): boolean {
  return entries.some(
    ({ key }) =>
      key?.kind === 'String' &&
      /^(last_|start_|current_)?(epoch|iteration|step|global_step)$/.test(key.value),
  );
}

/** `"optimizer": optimizer.state_dict()` as the last entry of the dictionary, where the optimizer has that name. */
function withOptimizer(
  model: Model,
  record: CallRecord,
  given: DictExpr,
  name: string,
): FixReport | undefined {
  const last = given.entries.at(-1);
  if (!last || record.frame.locals.get(name) === undefined) return undefined;
  const text = textOf(model.unit, given);
  const quote = text.includes("'") && !text.includes('"') ? "'" : '"';
  const isMultiline = text.includes('\n');
  const before = isMultiline ? `,\n${indentOf(model, last.start)}` : ', ';
  const newText = `${before}${quote}optimizer${quote}: ${name}.state_dict()`;
  return {
    title: `Keep the state of \`${name}\` in the checkpoint`,
    applicability: 'suggestion',
    edits: [{ start: last.end, end: last.end, newText }],
  };
}

/** The blanks before an entry that stands first on its line; one blank otherwise. */
function indentOf(model: Model, position: number): string {
  const source = model.unit.sources[Math.floor(position / model.unit.stride)]!;
  const before = source.text.slice(0, position - source.base);
  return /(?:^|\n)([ \t]*)$/.exec(before)?.[1] ?? ' ';
}
