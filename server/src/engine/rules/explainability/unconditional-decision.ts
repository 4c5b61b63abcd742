import { composeEdits, freshName, insertAfter, insertBefore, quoted, styleAt } from '../../fix';
import { DECISIONS } from '../../knowledge/people';
import { madeFrom } from '../../semantics/ancestry';
import type { Model } from '../../semantics/model';
import { asksModel, recordsDuring, requestHandlers } from '../../semantics/serving';
import type { CallRecord } from '../../semantics/trace';
import type { Value } from '../../semantics/values';
import { firstWord } from '../../semantics/words';
import { textOf } from '../../source/unit';
import type { Assign, Expr, FunctionDef, Return } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type FixReport } from '../rule';
import { lastImportAbove, statementOf } from '../surroundings';

export default defineRule({
  name: 'unconditional-decision',
  area: 'explainability',
  severity: 'hint',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['fastapi', 'flask', 'litestar'],
  docs: {
    summary: 'A service turns probabilities into a decision for every input, however unsure the model is.',
    why: `The case at 51 % is decided with the same authority as the one at 99 %, and whoever gets the answer cannot tell them apart. The least certain cases are the ones that a
model gets wrong most often: below a threshold, a person should look.`,
    bad: `import os

import mlflow
from fastapi import FastAPI

MODEL_VERSION = os.environ.get("MODEL_VERSION", "unknown")
app = FastAPI()
model = mlflow.sklearn.load_model(f"models:/claims/{MODEL_VERSION}")


@app.post("/predict")
def predict(rows: list[list[float]]):
    probability = model.predict_proba(rows)[0]
    return {"label": int(probability.argmax()), "model_version": MODEL_VERSION}
`,
    good: `import os

import mlflow
from fastapi import FastAPI

REVIEW_BELOW = 0.6
MODEL_VERSION = os.environ.get("MODEL_VERSION", "unknown")
app = FastAPI()
model = mlflow.sklearn.load_model(f"models:/claims/{MODEL_VERSION}")


@app.post("/predict")
def predict(rows: list[list[float]]):
    probability = model.predict_proba(rows)[0]
    if probability.max() < REVIEW_BELOW:
        return {"label": "needs_review", "model_version": MODEL_VERSION}
    return {"label": int(probability.argmax()), "model_version": MODEL_VERSION}
`,
    limits: [
      'Judged are handlers in which the probabilities are at hand (`predict_proba`) and an arg-max of them is all that is answered; a bare `predict` may be a regression, and is left alone.',
      'A comparison of anything with a number, a score in the answer, or names that speak of review, rejection, confidence, thresholds, ranking or recommendation are enough to be silent.',
      'Information where names in the file speak of loans, credit, hiring, patients, insurance or fraud.',
    ],
    references: [
      'Muralidhar et al. 2021: Act Now, Reflect Never; Communicate with Ambivalence',
      'EU AI Act, Article 14 (human oversight)',
    ],
  },
  messages: {
    decided:
      '`{handler}` decides every case, however unsure the model is: the least certain ones should go to a person.',
  },
  *check({ model }) {
    if (model.role === 'test') return;
    for (const handler of requestHandlers(model)) {
      const found = decisionOf(model, handler);
      if (!found) continue;
      const fix = reviewBranch(model, found);
      yield {
        at: found.answer.value!,
        message: 'decided',
        data: { handler: handler.name },
        severity: firstWord(model, DECISIONS) === undefined ? 'hint' : 'information',
        related: [{ at: found.asked.node, note: 'The probabilities are at hand here.' }],
        fixes: fix ? [fix] : [],
      };
    }
  },
});

interface Decision {
  readonly answer: Return;
  /** `predict_proba` */
  readonly asked: CallRecord;
  /** `probability = model.predict_proba(row)[0]`, where they have a name. */
  readonly named: (Assign & { readonly targets: readonly Expr[] }) | undefined;
  readonly handler: FunctionDef;
}

/** Names by which somebody thought of doubtful cases, or that are about an order and not a decision. */
const THOUGHT_OF =
  /review|reject|abstain|confiden|uncertain|threshold|fallback|human|escalat|certainty|margin|cutoff|rank|recommend|top_?k|score/i;

function decisionOf(model: Model, handler: FunctionDef): Decision | undefined {
  const records = recordsDuring(model, handler);
  const asked = records.find((record) => record.method === 'predict_proba' && asksModel(model, record));
  const chosen = new Set(
    records.filter(({ method }) => /^(nan)?argmax$/.test(method)).map(({ result }) => result),
  );
  if (!asked || asked.unit !== model.unit || chosen.size === 0) return undefined;
  const answers: Return[] = [];
  let named: Assign | undefined;
  let isThoughtOf = false;
  walk(handler, (node) => {
    if (node.kind === 'Return' && node.value) answers.push(node);
    if (node.kind === 'Assign' && node.value.start <= asked.node.start && asked.node.end <= node.value.end)
      named = node;
    if (node.kind === 'Compare' && !node.ops.every((op) => op === '==' || op === '!=')) isThoughtOf = true;
    const text =
      node.kind === 'Name'
        ? node.id
        : node.kind === 'Attribute'
          ? node.attr
          : node.kind === 'String'
            ? node.value
            : node.kind === 'FunctionDef'
              ? node.name
              : '';
    if (text.length < 60 && THOUGHT_OF.test(text)) isThoughtOf = true;
  });
  const [answer] = answers;
  if (isThoughtOf || !answer?.value || answers.length > 1) return undefined;
  const isDecided = [...madeFrom(model, model.valueOf(answer.value))].some((value) => chosen.has(value));
  if (!isDecided || showsScores(model, answer.value, asked.result, chosen)) return undefined;
  return { answer, asked, named, handler };
}

/** True if something of the probabilities is in the answer that is not the arg-max of them. */
function showsScores(model: Model, answer: Expr, scores: Value, chosen: ReadonlySet<Value>): boolean {
  let found = false;
  walk(answer, (node) => {
    if (node.kind !== 'Name') return;
    const value = model.valueOf(node);
    if (!value) return;
    const made = [...madeFrom(model, value)];
    if (made.includes(scores) && !made.some((each) => chosen.has(each)) && !isUnderArgmax(answer, node.start))
      found = true;
  });
  return found;
}

/** `probability.argmax()`, `np.argmax(probability)` */
function isUnderArgmax(answer: Expr, position: number): boolean {
  let found = false;
  walk(answer, (node) => {
    if (node.kind === 'Call' && node.func.kind === 'Attribute' && /^(nan)?argmax$/.test(node.func.attr))
      found ||= node.start <= position && position < node.end;
  });
  return found;
}

/** `if probability.max() < REVIEW_BELOW:` before the answer, which then says that a person should look. */
function reviewBranch(model: Model, { answer, asked, named, handler }: Decision): FixReport | undefined {
  const [target] = named?.targets ?? [];
  const given = answer.value;
  if (named?.targets.length !== 1 || target?.kind !== 'Name' || given?.kind !== 'Dict') return undefined;
  // The probabilities of one case: `model.predict_proba(row)[0]`.
  const one = named.value;
  if (one.kind !== 'Subscript' || one.value !== asked.node || one.index.kind !== 'Number') return undefined;
  if (handler.returns && !(handler.returns.kind === 'Name' && /^(dict|Dict|Any)$/.test(handler.returns.id)))
    return undefined;
  if (
    handler.decorators.some(
      (each) => each.kind === 'Call' && each.args.some(({ name }) => name === 'response_model'),
    )
  )
    return undefined;
  const decided = given.entries.filter(({ key, value }) => {
    const isConstantLike = value.kind === 'Name' && value.id === value.id.toUpperCase();
    return key?.kind === 'String' && !isConstantLike;
  });
  const [entry] = decided;
  const outer = statementOf(model, handler);
  if (decided.length !== 1 || !entry || !outer) return undefined;
  const style = styleAt(model, answer.start);
  const limit = freshName(model, 'REVIEW_BELOW');
  const text = textOf(model.unit, given);
  const answered = `${text.slice(0, entry.value.start - given.start)}${quoted(style, 'needs_review')}${text.slice(entry.value.end - given.start)}`;
  if (text.includes('\n')) return undefined;
  const constant = `${limit} = 0.6  # TODO: agree with the owner of the decision`;
  const lastImport = lastImportAbove(model, handler.start);
  const edits = composeEdits(
    lastImport ? insertAfter(model, lastImport, `\n${constant}`) : insertBefore(model, outer, constant),
    insertBefore(model, answer, `if ${target.id}.max() < ${limit}:\n    return ${answered}`),
  );
  return edits && { title: 'Hand unsure cases over to a person', applicability: 'suggestion', edits };
}
