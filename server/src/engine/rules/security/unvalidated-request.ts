import { composeEdits, fillSnippet, freshName, insertBefore, replaceNode } from '../../fix';
import { VALIDATORS } from '../../knowledge/operations';
import type { Model } from '../../semantics/model';
import { asksModel, recordsDuring, requestHandlers } from '../../semantics/serving';
import { siteIn, type CallRecord } from '../../semantics/trace';
import { SLOTS, itemsOf, typeOf, type Value } from '../../semantics/values';
import type { Expr, FunctionDef, Name, Node, Parameter } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type Edit, type FixReport } from '../rule';
import { ancestorsOf, moduleOf } from '../surroundings';

export default defineRule({
  name: 'unvalidated-request',
  area: 'security',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['fastapi', 'starlette', 'flask'],
  docs: {
    summary: 'Request data goes to the model without a schema.',
    why: `Wrong types, missing fields and extreme values give an answer instead of an error, and nobody notices. An open door for inputs that are made to fool the model. A schema
says no at the door: which fields, of which type, in which range.`,
    bad: `import mlflow
from fastapi import FastAPI

app = FastAPI()
model = mlflow.pyfunc.load_model("models:/churn@champion")


@app.post("/predict")
def predict(data: dict):
    return {"churn": model.predict([[data["age"], data["usage"]]]).tolist()}
`,
    good: `import mlflow
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field

app = FastAPI()
model = mlflow.pyfunc.load_model("models:/churn@champion")


class PredictRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    age: float = Field(ge=0, le=130, allow_inf_nan=False)
    usage: float = Field(ge=0, allow_inf_nan=False)


@app.post("/predict")
def predict(data: PredictRequest):
    return {"churn": model.predict([[data.age, data.usage]]).tolist()}
`,
    limits: [
      'Bodies that are read as JSON, and parameters without a type or with `dict`, `list` or `Any`, that reach a prediction.',
      'Handlers that look at the data and refuse (`if "age" not in data: abort(400)`), and those that validate with pydantic, pandera, jsonschema, marshmallow or a function of such a name, are not flagged.',
      'The fix takes every field as a number: look at the types, and add the ranges that the model was trained on.',
    ],
    references: [
      'OWASP ML01 (input manipulation), 2023 draft',
      'Breck et al. 2017, The ML Test Score: monitoring test 2 (data invariants hold in serving)',
    ],
  },
  messages: {
    body: '`{handler}` hands the body of a request to the model as it came: wrong or extreme values get an answer.',
    parameter:
      '`{handler}` hands `{parameter}` to the model as it came: its type says nothing of fields and ranges.',
  },
  *check({ model, unit }) {
    if (model.role === 'test') return;
    for (const handler of requestHandlers(model)) {
      const records = recordsDuring(model, handler);
      if (records.some(validates) || looksAtData(handler)) continue;
      const asked = records.filter((record) => asksModel(model, record));
      const found = asked
        .map((record) => ({ record, source: sourceOf(model, record, handler) }))
        .find(({ source }) => source);
      const at = found && siteIn(unit, found.record);
      if (!found?.source || !at) continue;
      const parameter = handler.params.find(({ name }) => name === found.source);
      const fix = parameter && requestModel(model, handler, parameter);
      yield {
        at: parameter ?? at,
        message: parameter ? 'parameter' : 'body',
        data: { handler: handler.name, parameter: found.source },
        related: parameter ? [{ at, note: 'It reaches the model here.' }] : [],
        fixes: fix ? [fix] : [],
      };
    }
  },
});

function validates({ name, method, node }: CallRecord): boolean {
  const called = node.func.kind === 'Attribute' ? node.func.attr : method;
  return (
    [...VALIDATORS, 'marshmallow', 'voluptuous', 'attr', 'msgspec'].includes(name.split('.')[0]!) ||
    /valid|schema|^check|sanitiz|^parse_obj$|^model_validate/i.test(called)
  );
}

/** `if "age" not in data: …`, `if not data: …`, `isinstance(data, list)`: somebody thought of it. */
function looksAtData(handler: FunctionDef): boolean {
  let found = false;
  walk(handler.body, (node) => {
    if (node.kind === 'Raise' || node.kind === 'Assert') found = true;
    if (node.kind === 'Call' && node.func.kind === 'Name' && /^(isinstance|abort)$/.test(node.func.id))
      found = true;
    if (node.kind === 'Compare' && node.ops.some((op) => op === 'in' || op === 'not in')) found = true;
  });
  return found;
}

/** What of the request reaches a prediction: a parameter's name, `body`, or nothing. */
function sourceOf(model: Model, record: CallRecord, handler: FunctionDef): string | undefined {
  const seen = new Set<Value>();
  const open: Value[] = [...record.args.positional, ...record.args.keywords.values()];
  while (open.length > 0 && seen.size < 300) {
    const value = open.pop()!;
    if (seen.has(value)) continue;
    seen.add(value);
    if (value.kind === 'api' && /^flask\.request\.(json|form|args|values|data)$/.test(value.name))
      return 'body';
    if (value.kind === 'unknown' && value.parameter !== undefined) {
      const parameter = handler.params.find((each) => each === value.origin);
      if (parameter && isOpen(parameter, handler)) return parameter.name;
    }
    const made = 'record' in value ? value.record : undefined;
    if (made) {
      if (
        /^(fastapi|starlette)\b.*\.Request\.(json|body|form)$|^flask\.request\.(get_json|get_data)$|^flask\.request\.(json|form|args|values)\./.test(
          made.name,
        )
      )
        return 'body';
      // A model of the user's or of pydantic has a schema.
      if (typeOf(value) !== undefined && value.kind === 'object' && value.cls) continue;
      open.push(...made.args.positional, ...made.args.keywords.values());
      if (made.receiver) open.push(made.receiver);
    }
    const read = value.unit === model.unit ? value.origin : undefined;
    if (read?.kind === 'Subscript' || read?.kind === 'Attribute') {
      const from = model.valueOf(read.value);
      if (from) open.push(from);
    }
    open.push(...(itemsOf(value) ?? []));
    if (value.kind === 'choice') open.push(...value.options);
    for (const [key, slot] of value.slots)
      if (/^(key:|rest$|elements$)/.test(key) || key === SLOTS.base) if (isValue(slot)) open.push(slot);
  }
  return undefined;
}

function isValue(slot: unknown): slot is Value {
  return typeof slot === 'object' && slot !== null && 'slots' in slot;
}

/** A parameter of a FastAPI route that takes anything. */
function isOpen({ annotation, default: given, star }: Parameter, handler: FunctionDef): boolean {
  if (star > 0 || given || !isPost(handler)) return false;
  if (!annotation) return false;
  const name =
    annotation.kind === 'Name' ? annotation.id : annotation.kind === 'Attribute' ? annotation.attr : '';
  return /^(dict|Dict|list|List|Any)$/.test(name);
}

function isPost({ decorators }: FunctionDef): boolean {
  return decorators.some(
    (each) =>
      each.kind === 'Call' &&
      each.func.kind === 'Attribute' &&
      /^(post|put|patch|api_route)$/.test(each.func.attr),
  );
}

/** A pydantic model of the fields that the handler reads, as the type of its parameter. */
function requestModel(model: Model, handler: FunctionDef, parameter: Parameter): FixReport | undefined {
  if (!parameter.annotation || moduleOf(model, handler).body.every((statement) => statement !== handler))
    return undefined;
  const reads = readsOf(model, handler, parameter);
  if (!reads) return undefined;
  const fields = [...new Set(reads.map(({ field }) => field))];
  const name = freshName(
    model,
    `${handler.name.replace(/(^|_)(\w)/g, (_, _bar, letter: string) => letter.toUpperCase())}Request`,
  );
  const { code, edits } = fillSnippet(model, handler, {
    code: [
      'class CLASS($BaseModel):',
      '    model_config = $ConfigDict(extra="forbid")',
      ...fields.map((field) => `    ${field}: float = $Field(allow_inf_nan=False)`),
      '',
      '',
    ].join('\n'),
    imports: {
      BaseModel: { module: 'pydantic', member: 'BaseModel' },
      ConfigDict: { module: 'pydantic', member: 'ConfigDict' },
      Field: { module: 'pydantic', member: 'Field' },
    },
  });
  const composed = composeEdits(
    edits,
    insertBefore(model, handler, code.replace('CLASS', name)),
    replaceNode(parameter.annotation, name),
    ...reads.map(({ node, field }) => replaceNode(node, `${parameter.name}.${field}`)),
  );
  return (
    composed && {
      title: `Give the request a schema: ${fields.join(', ')} (look at the types)`,
      applicability: 'suggestion',
      edits: composed as Edit[],
    }
  );
}

/** Every use of the parameter, if all of them read one field by its literal name. */
function readsOf(
  model: Model,
  handler: FunctionDef,
  { name }: Parameter,
): { readonly node: Node; readonly field: string }[] | undefined {
  const uses: Name[] = [];
  walk(handler.body, (node) => {
    if (node.kind === 'Name' && node.id === name) uses.push(node);
  });
  const reads = uses.map((use) => {
    const [outer, call] = ancestorsOf(model, use);
    if (outer?.kind === 'Subscript' && outer.value === use) return fieldOf(outer.index, outer);
    const isGet =
      outer?.kind === 'Attribute' && outer.attr === 'get' && call?.kind === 'Call' && call.args.length === 1;
    return isGet ? fieldOf(call.args[0]!.value, call) : undefined;
  });
  return reads.length > 0 && reads.every((read) => read !== undefined) ? reads : undefined;
}

const KEYWORDS =
  /^(class|def|from|import|global|lambda|pass|return|while|with|yield|in|is|if|for|not|or|and|as|del|try|model_\w*)$/;

function fieldOf(index: Expr, node: Node): { node: Node; field: string } | undefined {
  if (index.kind !== 'String' || !/^[A-Za-z]\w*$/.test(index.value) || KEYWORDS.test(index.value))
    return undefined;
  return { node, field: index.value };
}
