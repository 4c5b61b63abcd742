import { addKeyword, composeEdits, fillSnippet, insertBefore, keywordOf } from '../../fix';
import type { Model } from '../../semantics/model';
import { asksModel, recordsDuring, requestHandlers } from '../../semantics/serving';
import { constantOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Call, FunctionDef } from '../../syntax/ast';
import { isLibrary } from '../library';
import { defineRule, type FixReport, type ProjectFacts } from '../rule';
import { moduleOf } from '../surroundings';

export default defineRule({
  name: 'open-prediction-endpoint',
  area: 'security',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['fastapi', 'starlette', 'flask', 'litestar'],
  needsProject: true,
  docs: {
    summary: 'A route that calls a model can be used by anyone, without limit.',
    why: `Copying a model, reading its training data out of it, and testing who was among them need nothing but queries; each query costs you computing time. A key per client, and
a limit per key, are the first fence.`,
    bad: `import mlflow
from fastapi import FastAPI

app = FastAPI()
model = mlflow.pyfunc.load_model("models:/churn@champion")


@app.post("/predict")
def predict(rows: list[list[float]]):
    return {"churn": model.predict(rows).tolist()}
`,
    good: `import os
import secrets

import mlflow
from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.security import APIKeyHeader

app = FastAPI()
model = mlflow.pyfunc.load_model("models:/churn@champion")
api_key_header = APIKeyHeader(name="X-API-Key")


def require_api_key(key: str = Security(api_key_header)) -> None:
    expected = os.environ.get("MODEL_API_KEY", "")
    if not expected or not secrets.compare_digest(key.encode(), expected.encode()):
        raise HTTPException(status_code=401, detail="invalid API key")


@app.post("/predict", dependencies=[Depends(require_api_key)])
def predict(rows: list[list[float]]):
    return {"churn": model.predict(rows).tolist()}
`,
    limits: [
      'Once per application, on its first route that asks a model.',
      'Silent where anything in the file speaks of authentication, keys, tokens or limits, where the project has an ingress or a gateway, and where the file itself binds the server to this machine.',
      'Examples, demos and tests are not flagged. A gateway that the repository does not show is a good reason to ignore the finding.',
    ],
    references: [
      'OWASP ML03 (model inversion), ML05 (model theft), 2023 draft',
      'Theme of Virmani & Kuppam 2024 (keyword Security)',
      'FastAPI: security, https://fastapi.tiangolo.com/tutorial/security/',
    ],
  },
  messages: {
    open: 'Anyone who reaches `{handler}` can query the model without limit: nothing asks who is calling.',
  },
  *check({ model, unit, project }) {
    if (
      !project ||
      model.role === 'test' ||
      isLibrary(project) ||
      /(^|\/)(demos?|examples?|tutorials?|docs?)\//.test(unit.path)
    )
      return;
    if (unit.sources.some(({ code }) => FENCE.test(code)) || isFencedElsewhere(project) || isLocal(model))
      return;
    for (const handler of requestHandlers(model)) {
      if (
        !routeOf(model, handler) ||
        !recordsDuring(model, handler).some((record) => asksModel(model, record))
      )
        continue;
      const fix = requireKey(model, handler);
      yield {
        at: handler.nameSpan,
        message: 'open',
        data: { handler: handler.name },
        fixes: fix ? [fix] : [],
      };
      return;
    }
  },
});

/** Words of authentication and of limits: whoever wrote them thought of it. */
const FENCE =
  /\b(\w*auth\w*|\w*api_?key\w*|\w*token_?\w*|jwt\w*|\w*login\w*|\w*limiter\w*|rate_?limit\w*|Security|Depends|permission\w*|credential\w*|hmac|verify_\w+)\b/i;

/** A gateway or ingress among the project's files. */
function isFencedElsewhere({ files }: ProjectFacts): boolean {
  return files.some((path) => /ingress|gateway|istio|envoy|traefik|nginx|kong|oauth2/i.test(path));
}

/** Started by the file itself, for this machine only. */
function isLocal(model: Model): boolean {
  return model.calls.some(({ name, args }) => {
    if (!/^(uvicorn\.run|flask\.Flask\.run)$/.test(name)) return false;
    const host = constantOf(args.keywords.get('host'));
    return host === '127.0.0.1' || host === 'localhost';
  });
}

/** The decorator that makes a function a route. */
function routeOf(model: Model, { decorators }: FunctionDef): Call | undefined {
  return decorators.find(
    (decorator): decorator is Call =>
      decorator.kind === 'Call' && model.recordsOf(decorator).some(({ effect }) => effect === 'serve'),
  );
}

/** FastAPI: a dependency that asks for a key, on this route. */
function requireKey(model: Model, handler: FunctionDef): FixReport | undefined {
  const route = routeOf(model, handler);
  const [record] = route ? model.recordsOf(route) : [];
  const isTop = moduleOf(model, handler).body.includes(handler);
  if (!route || !record?.name.startsWith('fastapi.') || !isTop || keywordOf(route, 'dependencies'))
    return undefined;
  if (textOf(model.unit, route).includes('**')) return undefined;
  const { code, edits, names } = fillSnippet(model, handler, {
    code: [
      '$api_key_header = $APIKeyHeader(name="X-API-Key")',
      '',
      '',
      'def $require_api_key(key: str = $Security($api_key_header)) -> None:',
      '    expected = $os.environ.get("MODEL_API_KEY", "")',
      '    if not expected or not $secrets.compare_digest(key.encode(), expected.encode()):',
      '        raise $HTTPException(status_code=401, detail="invalid API key")',
      '',
      '',
    ].join('\n'),
    fresh: ['api_key_header', 'require_api_key'],
    imports: {
      os: { module: 'os' },
      secrets: { module: 'secrets' },
      Depends: { module: 'fastapi', member: 'Depends' },
      HTTPException: { module: 'fastapi', member: 'HTTPException' },
      Security: { module: 'fastapi', member: 'Security' },
      APIKeyHeader: { module: 'fastapi.security', member: 'APIKeyHeader' },
    },
  });
  const dependency = `[${names['Depends']}(${names['require_api_key']})]`;
  const composed = composeEdits(
    edits,
    insertBefore(model, handler, code),
    addKeyword(model.unit, route, 'dependencies', dependency),
  );
  return (
    composed && {
      title: 'Ask for an API key (in `MODEL_API_KEY`)',
      applicability: 'suggestion',
      edits: composed,
    }
  );
}
