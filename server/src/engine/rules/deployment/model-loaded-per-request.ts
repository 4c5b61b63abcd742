import { composeEdits, fillSnippet, insertBefore, importName, replaceNode, statementAt } from '../../fix';
import { hubLoader } from '../../knowledge/hubs';
import { contextsOf, type Frame } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import { asksModel, lastName, recordsDuring, requestHandlers } from '../../semantics/serving';
import { siteIn, type CallRecord } from '../../semantics/trace';
import { textOf } from '../../source/unit';
import type { Expr, FunctionDef, Node, Stmt, With } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type FixReport } from '../rule';
import { functionAround, moduleOf } from '../surroundings';

export default defineRule({
  name: 'model-loaded-per-request',
  area: 'deployment',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: [
    'fastapi',
    'starlette',
    'flask',
    'litestar',
    'joblib',
    'pickle',
    'mlflow',
    'keras',
    'tensorflow',
    'torch',
    'onnxruntime',
    'transformers',
  ],
  docs: {
    summary: 'The model file is read inside the request handler.',
    why: `Every call pays for reading and unpickling: seconds of latency, and a peak of memory per worker that grows with the number of requests at a time. Load once, at
start-up or behind a cache.`,
    bad: `import mlflow
from fastapi import FastAPI

app = FastAPI()


@app.post("/predict")
def predict(rows: list[list[float]]):
    model = mlflow.pyfunc.load_model("models:/churn@champion")
    return {"churn": model.predict(rows).tolist()}
`,
    good: `from functools import lru_cache

import mlflow
from fastapi import FastAPI

app = FastAPI()


@lru_cache(maxsize=1)
def load_model():
    return mlflow.pyfunc.load_model("models:/churn@champion")


@app.post("/predict")
def predict(rows: list[list[float]]):
    model = load_model()
    return {"churn": model.predict(rows).tolist()}
`,
    limits: [
      'Judged are routes of web frameworks, handlers of serverless platforms and scoring scripts, with everything that they call.',
      'Loads behind a cache (`lru_cache`, `st.cache_resource` …) or under a condition (`if model is None`) are not flagged.',
      'The fix is offered where the arguments of the load do not depend on the request.',
    ],
    references: ['Breck et al. 2017, The ML Test Score: monitoring test 6 (serving latency and throughput)'],
  },
  messages: {
    loaded: '`{call}` reads the model anew for every request of `{handler}`.',
  },
  *check({ model, unit }) {
    if (model.role === 'test') return;
    const seen = new Set<Node>();
    for (const handler of requestHandlers(model)) {
      const records = recordsDuring(model, handler);
      if (!records.some((record) => asksModel(model, record) || record.name === 'transformers.pipeline'))
        continue;
      for (const record of records) {
        const at = isLoad(record) && siteIn(unit, record);
        if (!at || seen.has(at) || isCached(record, handler) || isConditional(record)) continue;
        seen.add(at);
        const fix = loadOnce(model, record, handler);
        yield {
          at,
          message: 'loaded',
          data: { call: textOf(record.unit, record.node.func), handler: handler.name },
          fixes: fix ? [fix] : [],
        };
      }
    }
  },
});

function isLoad({ effect, name }: CallRecord): boolean {
  return effect === 'restore' || /\.from_pretrained$/.test(hubLoader(name)?.name ?? '');
}

/** A decorator on the way from the handler to the load keeps the result. */
function isCached({ frame }: CallRecord, handler: FunctionDef): boolean {
  for (let at: Frame | undefined = frame; at && at.def !== handler; at = at.caller) {
    if (
      at.def?.kind === 'FunctionDef' &&
      at.def.decorators.some((each) => /cache|memo|singleton|once/i.test(lastName(each)))
    )
      return true;
  }
  return false;
}

/** `if model is None: model = …`, `try: return cache[name] except KeyError: …` */
function isConditional({ context }: CallRecord): boolean {
  return contextsOf(context, 'branch').length > 0 || contextsOf(context, 'except').length > 0;
}

/** A cached function around the load: the helper that loads, or a new one above the handler. */
function loadOnce(model: Model, record: CallRecord, handler: FunctionDef): FixReport | undefined {
  const around = functionAround(model, record.node);
  if (record.unit !== model.unit || around?.kind !== 'FunctionDef') return undefined;
  return around === handler ? newHelper(model, record, handler) : cacheHelper(model, around);
}

/** `@lru_cache(maxsize=1)` on a function without parameters that loads and returns. */
function cacheHelper(model: Model, helper: FunctionDef): FixReport | undefined {
  if (helper.params.length > 0 || helper.isAsync) return undefined;
  const last = helper.body.at(-1);
  if (last?.kind !== 'Return' && last?.kind !== 'With') return undefined;
  const top = moduleOf(model, helper).body.find((statement) => statement === helper);
  const cache = top && importName(model, helper, { module: 'functools', member: 'lru_cache' });
  const edits = cache && composeEdits(cache.edits, insertBefore(model, helper, `@${cache.name}(maxsize=1)`));
  return (
    edits && { title: `Load once: cache what \`${helper.name}\` returns`, applicability: 'suggestion', edits }
  );
}

function newHelper(model: Model, record: CallRecord, handler: FunctionDef): FixReport | undefined {
  const { unit } = model;
  const top = moduleOf(model, handler).body.find(
    (statement) => statement.start <= handler.start && handler.end <= statement.end,
  );
  const statement = statementAt(model, record.node.start);
  if (top !== handler || !statement) return undefined;
  const block = blockOf(statement, record, handler);
  const depends = block ? block.items.map(({ context }) => context) : [record.node];
  if (depends.some((each) => usesLocals(each, handler)) || textOf(unit, record.node).includes('\n'))
    return undefined;
  const body = block
    ? [
        `    with ${block.items.map((item) => textOf(unit, item)).join(', ')}:`,
        `        return ${textOf(unit, record.node)}`,
      ]
    : [`    return ${textOf(unit, record.node)}`];
  const { code, edits, names } = fillSnippet(model, handler, {
    code: '@$lru_cache(maxsize=1)\ndef $load_model():\nBODY\n\n',
    fresh: ['load_model'],
    imports: { lru_cache: { module: 'functools', member: 'lru_cache' } },
  });
  const call = `${names['load_model']}()`;
  const target = statement.kind === 'Assign' && block ? textOf(unit, statement.targets[0]!) : undefined;
  const composed = composeEdits(
    edits,
    insertBefore(
      model,
      handler,
      code.replace('BODY', () => body.join('\n')),
    ),
    block ? replaceNode(block, `${target} = ${call}`) : replaceNode(record.node, call),
  );
  return (
    composed && {
      title: `Load once: \`${call}\` behind a cache`,
      applicability: 'suggestion',
      edits: composed,
    }
  );
}

/** `with open(…) as file: model = pickle.load(file)`, if that is all of the block. */
function blockOf(statement: Stmt, { node }: CallRecord, handler: FunctionDef): With | undefined {
  return handler.body.find(
    (each): each is With =>
      each.kind === 'With' &&
      each.body.length === 1 &&
      each.body[0] === statement &&
      statement.kind === 'Assign' &&
      statement.targets.length === 1 &&
      statement.value === node,
  );
}

/** True if an expression reads a parameter or a local name of the handler. */
function usesLocals(expression: Expr, handler: FunctionDef): boolean {
  const local = new Set(handler.params.map(({ name }) => name));
  walk(handler.body, (node) => {
    if (node.kind === 'Assign')
      for (const target of node.targets) if (target.kind === 'Name') local.add(target.id);
    if (node.kind === 'With')
      for (const { target } of node.items) if (target?.kind === 'Name') local.add(target.id);
    if (node.kind === 'For' && node.target.kind === 'Name') local.add(node.target.id);
  });
  let found = false;
  walk(expression, (node) => {
    if (node.kind === 'Name' && local.has(node.id)) found = true;
  });
  return found;
}
