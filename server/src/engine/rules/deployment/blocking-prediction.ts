import { composeEdits, importName } from '../../fix';
import type { Model } from '../../semantics/model';
import { asksModel, recordsDuring, requestHandlers } from '../../semantics/serving';
import { siteIn, type CallRecord } from '../../semantics/trace';
import { textOf } from '../../source/unit';
import type { Call, FunctionDef, Node } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type Edit, type FixReport } from '../rule';
import { ancestorsOf, functionAround } from '../surroundings';

export default defineRule({
  name: 'blocking-prediction',
  area: 'deployment',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['fastapi', 'starlette', 'litestar'],
  docs: {
    summary: 'An `async` handler runs the model, file or network work synchronously.',
    why: `All requests of a worker share one event loop. While \`predict\` computes or \`requests.get\` waits, the loop stands still: nobody else gets an answer, not even the health
check. A plain \`def\` handler runs in a thread of its own.`,
    bad: `import mlflow
from fastapi import FastAPI

app = FastAPI()
model = mlflow.pyfunc.load_model("models:/churn@champion")


@app.post("/predict")
async def predict(rows: list[list[float]]):
    return {"churn": model.predict(rows).tolist()}
`,
    good: `import mlflow
from fastapi import FastAPI

app = FastAPI()
model = mlflow.pyfunc.load_model("models:/churn@champion")


@app.post("/predict")
def predict(rows: list[list[float]]):
    return {"churn": model.predict(rows).tolist()}
`,
    limits: [
      'Judged are `async` routes of FastAPI, Starlette and Litestar that ask a model, load one, read a file with pandas, or call `requests` or `time.sleep`, themselves or through a plain function of the project.',
      'Work that is awaited, or handed to `run_in_threadpool`, `asyncio.to_thread` or an executor, is not flagged.',
      'Handlers of Flask are not flagged: each of them has an event loop of its own.',
    ],
    references: [
      'FastAPI: concurrency and async / await, https://fastapi.tiangolo.com/async/',
      'Breck et al. 2017, The ML Test Score: monitoring test 6 (serving latency and throughput)',
    ],
  },
  messages: {
    blocks: '`{call}` runs inside `async def {handler}`: until it is done, no other request is answered.',
  },
  *check({ model }) {
    if (model.role === 'test') return;
    for (const handler of requestHandlers(model)) {
      if (!handler.isAsync) continue;
      const sites = blockingSites(model, handler);
      const [first, ...others] = sites;
      if (!first) continue;
      const fix = canBePlain(model, handler) ? makePlain(model, handler) : inThreads(model, handler, sites);
      yield {
        at: first,
        message: 'blocks',
        data: { call: textOf(model.unit, first.func), handler: handler.name },
        related: others.map((at) => ({ at, note: 'So does this.' })),
        fixes: fix ? [fix] : [],
      };
    }
  },
});

/** Calls of a handler's own body that work synchronously, or call a function that does. */
function blockingSites(model: Model, handler: FunctionDef): Call[] {
  const found = new Set<Call>();
  for (const record of recordsDuring(model, handler)) {
    if (record.repeat || !blocks(model, record)) continue;
    const site = siteOf(model, record, handler);
    if (site && functionAround(model, site) === handler && !isAwaited(model, site)) found.add(site);
  }
  return [...found].sort((a, b) => a.start - b.start);
}

const BLOCKING =
  /^(requests\.(api\.)?(get|post|put|patch|delete|head|request)|requests\.(sessions\.)?Session\.(get|post|put|patch|delete|head|request)|time\.sleep|urllib\.request\.urlopen|subprocess\.(run|call|check_call|check_output)|pandas\.read_\w+)$/;

function blocks(model: Model, record: CallRecord): boolean {
  return asksModel(model, record) || record.effect === 'restore' || BLOCKING.test(record.name);
}

/** The call in the handler itself; through plain functions of the user's that it calls. */
function siteOf(model: Model, record: CallRecord, handler: FunctionDef): Call | undefined {
  if (record.frame.def === handler) return record.unit === model.unit ? record.node : undefined;
  for (let at = record.frame; at.caller; at = at.caller) {
    // An asynchronous function may have been handed to another loop; a class or lambda is not followed.
    if (at.def?.kind !== 'FunctionDef' || at.def.isAsync) return undefined;
    if (at.caller.def !== handler) continue;
    const site = at.callSite;
    if (site?.kind !== 'Call') return undefined;
    // A function that is handed over is called elsewhere: its name stands among the arguments.
    const called = model.valueOf(site.func);
    const isOwn = called?.kind === 'function' && called.def === at.def;
    return isOwn && siteIn(model.unit, record) ? site : undefined;
  }
  return undefined;
}

function isAwaited(model: Model, call: Call): boolean {
  for (const around of ancestorsOf(model, call)) {
    if (around.kind === 'Await') return true;
    if (around.kind !== 'Call' && around.kind !== 'Argument') return false;
  }
  return false;
}

/** Nothing in the body needs a coroutine, and nobody awaits the handler itself. */
function canBePlain(model: Model, handler: FunctionDef): boolean {
  if (!model.imported('fastapi')) return false;
  let isPlain = true;
  walk(handler.body, (node) => {
    if (
      node.kind === 'Await' ||
      ((node.kind === 'For' || node.kind === 'With' || node.kind === 'Comprehension') && node.isAsync)
    )
      isPlain = false;
    // `yield` makes a generator; another function inside stands for itself.
    if (node.kind === 'Yield') isPlain = false;
    return node.kind !== 'FunctionDef';
  });
  for (const { body } of model.modules)
    walk(body, (node) => {
      if (node.kind === 'Name' && node.id === handler.name) isPlain = false;
    });
  return isPlain;
}

function makePlain({ unit }: Model, handler: FunctionDef): FixReport | undefined {
  const keyword = /^async\s+/.exec(textOf(unit, handler))?.[0];
  if (!keyword) return undefined;
  return {
    title: `Make \`${handler.name}\` a plain \`def\`: FastAPI runs it in a thread`,
    applicability: 'suggestion',
    edits: [{ start: handler.start, end: handler.start + keyword.length, newText: '' }],
  };
}

/** `model.predict(x)` becomes `await run_in_threadpool(model.predict, x)`. */
function inThreads(model: Model, handler: FunctionDef, sites: readonly Call[]): FixReport | undefined {
  if (!model.imported('fastapi')) return undefined;
  const { edits, name } = importName(model, handler, {
    module: 'fastapi.concurrency',
    member: 'run_in_threadpool',
  });
  const calls: Edit[] = [];
  for (const call of sites) {
    const text = inThread(model, call, handler, name);
    if (text === undefined) return undefined;
    calls.push({ start: call.start, end: call.end, newText: text });
  }
  const composed = composeEdits(edits, calls);
  return (
    composed && { title: 'Run it in a thread, and await it', applicability: 'suggestion', edits: composed }
  );
}

function inThread(model: Model, call: Call, handler: FunctionDef, name: string): string | undefined {
  const { unit } = model;
  if (call.args.some(({ value, start }) => value.kind === 'ComprehensionExpr' && start === call.argsStart))
    return undefined;
  for (const around of ancestorsOf(model, call)) {
    if (around === handler) break;
    // `torch.no_grad()` and its like hold for one thread; a comprehension or lambda cannot simply wait.
    if (/^(With|Lambda|ComprehensionExpr)$/.test(around.kind)) return undefined;
  }
  const given = textOf(unit, { start: call.argsStart + 1, end: call.end - 1 }).trim();
  const text = `await ${name}(${textOf(unit, call.func)}${given === '' ? '' : `, ${given}`})`;
  const [around] = ancestorsOf(model, call);
  return around && isPrimaryOf(around, call) ? `(${text})` : text;
}

/** `call.name`, `call[0]`, `call()`: `await` would bind to all of it. */
function isPrimaryOf(around: Node, call: Call): boolean {
  return (
    ((around.kind === 'Attribute' || around.kind === 'Subscript') && around.value === call) ||
    (around.kind === 'Call' && around.func === call)
  );
}
