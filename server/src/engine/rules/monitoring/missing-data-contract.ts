import { insertSnippet } from '../../fix';
import type { DataNode } from '../../semantics/data';
import type { Model } from '../../semantics/model';
import { isTraining, isUncalled } from '../../semantics/roles';
import { asksModel } from '../../semantics/serving';
import type { CallRecord } from '../../semantics/trace';
import { SLOTS, isData, stringsOf, type Value } from '../../semantics/values';
import { isPlainReference } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Node } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { isLibraryExample } from '../library';
import { defineRule, type FixReport, type ProjectFacts } from '../rule';
import { moduleOf, statementOf } from '../surroundings';
import { comesFrom, rowsOf } from './rowsInUse';

export default defineRule({
  name: 'missing-data-contract',
  area: 'monitoring',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['pandas'],
  needsProject: true,
  docs: {
    summary: 'Data goes from a source to a fit, or to a scoring job, without any check.',
    why: `A changed unit, a column that arrives empty, a category that is spelt anew: nothing fails, the model only gets worse. A check of columns and nulls at the door turns a silent
loss into an error with a name.`,
    bad: `import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("churn.csv")
model = LogisticRegression().fit(rows[["age", "usage"]], rows["churn"])
print(model.coef_)
`,
    good: `import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("churn.csv")
missing = {"age", "usage", "churn"} - set(rows.columns)
if missing:
    raise ValueError(f"missing columns: {sorted(missing)}")
assert rows["age"].between(0, 130).all()
model = LogisticRegression().fit(rows[["age", "usage"]], rows["churn"])
print(model.coef_)
`,
    limits: [
      'Once per file, on the first read of a table that reaches a fit or a prediction; a hint in notebooks.',
      'Silent as soon as any file of the project uses a library that validates data, has such a step in its name, or the file itself asserts or raises about columns, types, ranges or nulls.',
      'Data sets that come with a library, examples of libraries, and tests are not flagged.',
      'The fix checks the columns that the file names, and, where it fills no gaps, the share of nulls: add the types and ranges that you know.',
    ],
    references: [
      'Breck et al. 2017, The ML Test Score: data test 1, monitoring test 2; Breck et al. 2019, Data Validation for Machine Learning',
      'Sculley et al. 2015, Hidden Technical Debt in Machine Learning Systems: data testing debt',
      'Muralidhar et al. 2021, Using AntiPatterns to avoid MLOps Mistakes: assertions',
    ],
  },
  messages: {
    unchecked:
      'Nothing looks at what `{read}` brings before {use} takes it: changed columns, units or nulls make a worse model, not an error.',
  },
  *check({ model, unit, project }) {
    if (!project || isLibraryExample(unit.path, project)) return;
    if (model.role !== 'training' && model.role !== 'scoring') return;
    if (isValidated(project) || checksItself(model)) return;
    const found = firstUse(model);
    if (!found) return;
    const fix = contract(model, found.read);
    yield {
      at: found.read.node,
      message: 'unchecked',
      data: { read: textOf(unit, found.read.node.func), use: found.isFit ? 'the fit' : 'the model' },
      severity: unit.kind === 'notebook' ? 'hint' : undefined,
      related: [{ at: found.use, note: 'Taken here as it is.' }],
      fixes: fix ? [fix] : [],
    };
  },
});

/** A validation library or step anywhere in the project. */
function isValidated({ units, files }: ProjectFacts): boolean {
  return (
    units.some(({ evidence }) => evidence['validates-data']) ||
    files.some((path) => /validat|expectations|schema|data_?(check|test|contract)|dbt_project/i.test(path))
  );
}

const ABOUT_DATA =
  /column|missing|null|isna|notna|dtype|shape|between|nunique|duplicat|unexpected|range|empty/i;

/** `assert df["age"].between(0, 130).all()`, `raise ValueError("missing columns")` */
function checksItself(model: Model): boolean {
  let found = false;
  for (const { body } of model.modules) {
    walk(body, (node) => {
      if (found) return false;
      if ((node.kind === 'Assert' || node.kind === 'Raise') && ABOUT_DATA.test(textOf(model.unit, node)))
        found = true;
      return true;
    });
  }
  return found;
}

interface Found {
  readonly read: CallRecord;
  readonly use: Node;
  readonly isFit: boolean;
}

/** The first read of a table whose rows reach a model. */
function firstUse(model: Model): Found | undefined {
  const reads = model.callsWith('load').filter(({ name }) => /^pandas\.read_/.test(name));
  if (reads.length === 0) return undefined;
  const uses = model.trace.filter((record) => isTraining(record) || asksModel(model, record));
  for (const read of reads) {
    if (!read.output || isUncalled(read.frame)) continue;
    const use = uses.find(
      (record) => record.unit === model.unit && rowsOf(record).some((node) => comesFrom(node, read.output!)),
    );
    if (use) return { read, use: use.node, isFit: isTraining(use) };
  }
  return undefined;
}

/** `df = check_contract(df)` below the read, with the columns that the file names. */
function contract(model: Model, read: CallRecord): FixReport | undefined {
  const statement = statementOf(model, read.node);
  const target =
    statement?.kind === 'Assign' && statement.targets.length === 1 ? statement.targets[0] : undefined;
  if (
    !statement ||
    !target ||
    !isPlainReference(target) ||
    !moduleOf(model, statement).body.includes(statement)
  )
    return undefined;
  const columns = columnsUsed(model, read.output!);
  if (columns.length === 0) return undefined;
  const fills =
    model.calls.some(({ method }) => /fillna|dropna|impute|interpolate|ffill|bfill/i.test(method)) ||
    /Imputer/.test(
      textOf(model.unit, { start: moduleOf(model, statement).body[0]!.start, end: statement.end }),
    );
  const listed = columns.map((name) => JSON.stringify(name)).join(', ');
  const snippet = insertSnippet(model, 'after', statement, {
    code: [
      `$EXPECTED_COLUMNS = [${listed}]`,
      '',
      '',
      'def $check_contract(frame):',
      '    """Refuse data that is not what this file was written for."""',
      '    missing = sorted(set($EXPECTED_COLUMNS) - set(frame.columns))',
      '    if missing:',
      '        raise ValueError(f"missing columns: {missing}")',
      ...(fills
        ? []
        : [
            '    nulls = frame[$EXPECTED_COLUMNS].isna().mean()',
            '    if (nulls > 0.05).any():',
            '        raise ValueError(f"too many nulls: {nulls[nulls > 0.05].to_dict()}")',
          ]),
      '    return frame',
      '',
      '',
      '$frame = $check_contract($frame)',
    ].join('\n'),
    bind: { frame: textOf(model.unit, target) },
    fresh: ['EXPECTED_COLUMNS', 'check_contract'],
  });
  return (
    snippet && {
      title: `Check the ${columns.length} columns that this file uses`,
      applicability: 'suggestion',
      edits: snippet.edits,
    }
  );
}

/** The literal columns that are read from the table before the file makes them itself. */
function columnsUsed(model: Model, source: DataNode): string[] {
  const made = new Set<string>();
  for (const { target } of model.stores) {
    if (target.kind !== 'Subscript') continue;
    if (target.index.kind === 'String') made.add(target.index.value);
  }
  const used = new Set<string>();
  for (const { body } of model.modules)
    walk(body, (node) => {
      if (node.kind !== 'Subscript') return;
      const data = tableOf(model.valueOf(node.value));
      if (!data || !comesFrom(data, source)) return;
      const index = model.valueOf(node.index);
      const names = node.index.kind === 'String' ? [node.index.value] : (stringsOf(index) ?? []);
      for (const name of names) used.add(name);
    });
  return [...used].filter((name) => !made.has(name) && /^[^"\\\n]+$/.test(name)).slice(0, 40);
}

function tableOf(value: Value | undefined): DataNode | undefined {
  const slot = value?.slots.get(SLOTS.data);
  return value?.kind === 'object' && value.type === 'pandas.DataFrame' && isData(slot) ? slot : undefined;
}
