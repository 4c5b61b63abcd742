import { deleteStatement, replaceNode, statementAt } from '../../fix';
import { classFact, familyOf } from '../../knowledge';
import { ancestry, partOf } from '../../semantics/data';
import type { Model } from '../../semantics/model';
import type { CallRecord } from '../../semantics/trace';
import { typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Attribute, Expr } from '../../syntax/ast';
import { defineRule, type FixReport } from '../rule';

export default defineRule({
  name: 'refit-on-test',
  area: 'leakage',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'safe',
  needs: ['sklearn', 'imblearn', 'category_encoders', 'keras', 'tensorflow'],
  docs: {
    summary: 'A transformer is fitted again on validation or test rows.',
    why: `Training and test rows then live in different feature spaces: the same value becomes another number, an encoder may give other columns, and the score says
nothing about the model that will be used. Fit once on the training rows; everything else is only transformed.`,
    bad: `import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

df = pd.read_csv("houses.csv")
X_train, X_test = train_test_split(df, random_state=42)
scaler = StandardScaler()
X_train = scaler.fit_transform(X_train)
X_test = scaler.fit_transform(X_test)
`,
    good: `import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

df = pd.read_csv("houses.csv")
X_train, X_test = train_test_split(df, random_state=42)
scaler = StandardScaler()
X_train = scaler.fit_transform(X_train)
X_test = scaler.transform(X_test)
`,
    limits: [
      'Only after a fit of the same transformer, or of one of the same class with the same arguments, on the training rows.',
      'Embeddings that cannot transform new rows (`TSNE`, `MDS`), clustering, and fits in different branches are not flagged.',
    ],
    references: [
      'scikit-learn: common pitfalls (inconsistent preprocessing), https://scikit-learn.org/stable/common_pitfalls.html',
      'Kapoor & Narayanan 2023, L1.2 (pre-processing on train and test)',
      'DyLin (dynamic analysis of such faults)',
    ],
  },
  messages: {
    same: '`{transformer}` was fitted on the training rows and is fitted again on `{data}`: use `transform`.',
    twin: '`{data}` gets a transformer of its own: `{class}` was fitted on the training rows before.',
  },
  *check({ model, unit }) {
    const fits = model.calls.filter(isTransformerFit);
    for (const record of fits) {
      const earlier = fits.find(
        (other) => other.order < record.order && belongsTogether(model, other, record),
      );
      if (!earlier) continue;
      const type = typeOf(record.receiver)!;
      const isSame = earlier.receiver === record.receiver;
      yield {
        at: record.node,
        message: isSame ? 'same' : 'twin',
        data: {
          transformer: receiverText(model, record),
          data: argumentText(model, record),
          class: type.slice(type.lastIndexOf('.') + 1),
        },
        related:
          earlier.unit === unit ? [{ at: earlier.node, note: 'Fitted on the training rows here.' }] : [],
        fixes: fixesFor(model, earlier, record),
      };
    }
  },
});

/** Embeddings of the rows at hand: they have no `transform`. */
const NO_TRANSFORM = /\.(TSNE|MDS|SpectralEmbedding)$/;

function isTransformerFit(record: CallRecord): boolean {
  const type = typeOf(record.receiver);
  if (!type || record.method === 'partial_fit' || NO_TRANSFORM.test(type)) return false;
  return (
    (record.effect === 'fit' || record.effect === 'fit-transform') &&
    familyOf(type) === 'transformer' &&
    classFact(type)?.learns !== 'nothing'
  );
}

/** The second fit repeats the first one's lesson on held-out rows. */
function belongsTogether(model: Model, train: CallRecord, test: CallRecord): boolean {
  const isSame = train.receiver === test.receiver;
  if (!isSame && !isTwin(model, train, test)) return false;
  if (columnKey(train) !== columnKey(test)) return false;
  const [a, b] = [train.data[0]?.rows, test.data[0]?.rows];
  if (!a || !b || a === b) return false;
  const part = partOf(b);
  if (partOf(a) === 'train' && (part === 'test' || part === 'validation')) {
    const common = new Set(ancestry(a));
    return ancestry(b).some((rows) => common.has(rows));
  }
  // Two files: only where the names say which is which, and match otherwise.
  return (
    isSame &&
    a.parents.length === 0 &&
    b.parents.length === 0 &&
    namesMatch(argumentText(model, train), argumentText(model, test))
  );
}

/** Another object of the same class, made with the same arguments, for the same purpose. */
function isTwin(model: Model, a: CallRecord, b: CallRecord): boolean {
  if (
    a.receiver?.kind !== 'object' ||
    b.receiver?.kind !== 'object' ||
    a.receiver.type !== b.receiver.type ||
    a.frame !== b.frame
  )
    return false;
  const [first, second] = [a.receiver.record, b.receiver.record];
  if (!first || !second || first.unit !== model.unit || second.unit !== model.unit) return false;
  return (
    textOf(model.unit, first.node).replace(/\s/g, '') === textOf(model.unit, second.node).replace(/\s/g, '')
  );
}

/** `train["city"]` and `test["city"]` are the same column; `train["city"]` and `test["name"]` are not. */
function columnKey(record: CallRecord): string {
  let node: Expr | undefined = record.node.args[0]?.value;
  while (node?.kind === 'Call' && node.func.kind === 'Attribute') node = node.func.value;
  if (node?.kind !== 'Subscript') return '';
  return node.index.kind === 'String' ? node.index.value : node.index.kind === 'Name' ? node.index.id : '';
}

const HELD_OUT = /(^|_|\W)(test|tst|val|valid|validation|holdout|hold_out)(?=_|\W|\d|$)/i;

function namesMatch(train: string, test: string): boolean {
  if (!HELD_OUT.test(test) || HELD_OUT.test(train)) return false;
  const bare = (text: string): string =>
    text.toLowerCase().replace(/train(ing)?|test|tst|validation|valid|val|hold_?out/g, '#');
  return bare(train) === bare(test);
}

function receiverText(model: Model, record: CallRecord): string {
  const { func } = record.node;
  const text = func.kind === 'Attribute' ? textOf(model.unit, func.value) : '';
  return text.length > 0 && text.length <= 40 ? text : 'the transformer';
}

function argumentText(model: Model, record: CallRecord): string {
  const node = record.node.args[0]?.value;
  const text = node ? textOf(model.unit, node).replace(/\s+/g, ' ') : '';
  return text !== '' && text.length <= 60 ? text : 'the held-out rows';
}

function fixesFor(model: Model, earlier: CallRecord, record: CallRecord): FixReport[] {
  const { func } = record.node;
  // One call that is reached for both parts (a helper): what is right for one is wrong for the other.
  if (func.kind !== 'Attribute' || earlier.node === record.node) return [];
  const isSame = earlier.receiver === record.receiver;
  if (record.effect === 'fit') {
    const statement = statementAt(model, record.node.start);
    const edits =
      isSame && statement?.kind === 'ExprStmt' && statement.value === record.node
        ? deleteStatement(model, statement)
        : undefined;
    return edits ? [{ title: 'Remove the second fit', applicability: 'suggestion', edits }] : [];
  }
  // `fit_transform(X, y)` has no counterpart with labels.
  if (record.node.args.length !== 1) return [];
  if (isSame) {
    const method = { start: func.attrStart, end: func.end };
    return [
      {
        title: 'Use `transform` on the fitted transformer',
        applicability: 'safe',
        edits: replaceNode(method, 'transform'),
      },
    ];
  }
  const first = fittedName(earlier);
  if (!first || earlier.frame !== record.frame) return [];
  return [
    {
      title: `Use the fitted \`${first}\``,
      applicability: 'suggestion',
      edits: replaceNode(func, `${first}.transform`),
    },
  ];
}

function fittedName({ node }: CallRecord): string | undefined {
  const func: Expr = node.func;
  const value = func.kind === 'Attribute' ? (func as Attribute).value : undefined;
  return value?.kind === 'Name' ? value.id : undefined;
}
