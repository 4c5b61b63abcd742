import { composeEdits, keywordOf, quoted, renameArgument, replaceNode, styleAt } from '../../fix';
import type { Severity } from '../../finding';
import type { Model } from '../../semantics/model';
import { hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import { constantOf, stringsOf, typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Call, Expr, FString, Node, StringLiteral } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type Edit, type FixReport, type ProjectFacts } from '../rule';
import { ancestorsOf, statementOf } from '../surroundings';
import { lowestVersion } from '../versions';

type Message = 'stage' | 'uri' | 'latest' | 'run' | 'renamed' | 'artifact';

export default defineRule({
  name: 'deprecated-registry-reference',
  area: 'tracking',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['mlflow', 'wandb'],
  needsProject: true,
  docs: {
    summary:
      'A registered model is addressed by a stage, by "latest", by a run’s id, or with a renamed argument.',
    why: `MLflow has deprecated stages since 2.9 and will take them away. "latest" changes the model that is served as soon as somebody registers one, without a decision; and what a service
loads by the id of a run can be neither promoted nor rolled back without a change of its code. An alias is one name that a person moves.`,
    bad: `import mlflow

model = mlflow.pyfunc.load_model("models:/churn/Production")
`,
    good: `import mlflow

model = mlflow.pyfunc.load_model("models:/churn@champion")
`,
    limits: [
      'Stages: wherever they are used. “latest” and ids of runs: in services and scoring jobs only, for MLflow; `use_artifact("…:latest")` is information elsewhere.',
      '`artifact_path=` in `log_model` is flagged, and renamed safely, only if the project’s requirements say MLflow 3 or newer.',
      'Silent for projects that allow an MLflow before 2.3, which has no aliases.',
      'The fix presumes that the alias is set: `champion` for Production, `challenger` for Staging.',
    ],
    references: [
      'MLflow: model registry, aliases, https://mlflow.org/docs/latest/ml/model-registry/',
      'MLflow 3 migration guide, https://mlflow.org/docs/latest/genai/mlflow-3/',
      'Breck et al. 2017, The ML Test Score: infrastructure test 7 (models can be rolled back)',
    ],
  },
  messages: {
    stage: '`{call}` works with stages, which MLflow has deprecated since 2.9: give the version an alias.',
    uri: 'The stage in `{uri}` is deprecated since MLflow 2.9: address the model by an alias.',
    latest: '`{uri}` is whatever was registered last: the model that is served changes without a decision.',
    run: 'A model that is loaded by the id of its run can be neither promoted nor rolled back without a change of this code.',
    renamed: '`artifact_path` has become `name` in MLflow 3, which this project asks for.',
    artifact: '`{uri}` is whatever was logged last: pin a version, or an alias that somebody moves.',
  },
  *check({ model, project, unit }) {
    if (model.role === 'test' || !project || isBeforeAliases(project)) return;
    const groups = new Map<string, Found[]>();
    for (const found of [...calls(model, project), ...addresses(model)]) {
      // What a fix mends and what it doesn't are two findings.
      const key = `${found.message} ${found.edits !== undefined}`;
      groups.set(key, [...(groups.get(key) ?? []), found]);
    }
    for (const [first, ...others] of groups.values()) {
      if (!first) continue;
      const edits = composeEdits(first.edits, ...others.map((each) => each.edits));
      const fix: FixReport | undefined = edits && {
        title: TITLES[first.message],
        applicability: first.message === 'renamed' ? 'safe' : 'suggestion',
        edits,
      };
      yield {
        at: first.at,
        message: first.message,
        data: { call: first.text, uri: first.text },
        severity: unit.kind === 'notebook' ? 'information' : first.severity,
        related: others.slice(0, 10).map(({ at }) => ({ at, note: 'The same here.' })),
        fixes: fix ? [fix] : [],
        tags:
          first.message === 'stage' || first.message === 'uri' || first.message === 'renamed'
            ? ['deprecated']
            : [],
      };
    }
  },
});

const TITLES: Readonly<Record<Message, string>> = {
  stage: 'Use an alias instead of the stage',
  uri: 'Address the model by an alias',
  latest: 'Address the model by the alias `champion`',
  renamed: 'Rename it to `name`',
  run: '',
  artifact: '',
};

interface Found {
  readonly at: Node;
  readonly message: Message;
  readonly text: string;
  readonly edits?: readonly Edit[];
  readonly severity?: Severity;
}

/** Aliases came with 2.3. */
function isBeforeAliases(project: ProjectFacts): boolean {
  const [major, minor] = lowestVersion(project, 'mlflow') ?? [3, 0];
  return major < 2 || (major === 2 && minor < 3);
}

function* calls(model: Model, project: ProjectFacts): Iterable<Found> {
  const isNew = (lowestVersion(project, 'mlflow')?.[0] ?? 0) >= 3;
  for (const record of model.calls) {
    const { node, method, name } = record;
    const isMethod = isClient(model, record);
    if (isMethod && method === 'transition_model_version_stage')
      yield { at: node, message: 'stage', text: method, edits: aliasSet(model, record) };
    else if (isMethod && method === 'get_latest_versions')
      yield { at: node, message: 'stage', text: method, edits: aliasRead(model, record) };
    else if (isNew && /^mlflow\.\w+\.log_model$/.test(name)) {
      const old = keywordOf(node, 'artifact_path');
      if (old && !keywordOf(node, 'name'))
        yield {
          at: old,
          message: 'renamed',
          text: method,
          edits: renameArgument(old, 'name'),
          severity: 'information',
        };
    } else if (method === 'use_artifact' && model.imported('wandb')) {
      const given = node.args[0]?.value;
      if (given?.kind === 'String' && /:latest$/.test(given.value))
        yield {
          at: given,
          message: 'artifact',
          text: given.value,
          severity: isServed(model) ? undefined : 'information',
        };
    }
  }
}

/** A method of MLflow's client, or of an object that isn't known: the names are MLflow's own. */
function isClient(model: Model, { receiver }: CallRecord): boolean {
  if (receiver?.kind === 'unknown') return model.imported('mlflow');
  return typeOf(receiver)?.startsWith('mlflow.') ?? false;
}

/** Roles in which a model answers for others. */
function isServed(model: Model): boolean {
  return model.role === 'serving' || model.role === 'scoring';
}

const ALIASES = new Map([
  ['production', 'champion'],
  ['staging', 'challenger'],
]);

/** `client.set_registered_model_alias(name, "champion", version)` */
function aliasSet(model: Model, record: CallRecord): Edit[] | undefined {
  const { node } = record;
  const given = argumentNodes(node, ['name', 'version', 'stage']);
  const stage = given[2] && textConstant(model, given[2]);
  const alias = stage && ALIASES.get(stage.toLowerCase());
  const statement = statementOf(model, node);
  if (!given[0] || !given[1] || !alias || hasHiddenArguments(record)) return undefined;
  if (statement?.kind !== 'ExprStmt' || statement.value !== node || node.func.kind !== 'Attribute')
    return undefined;
  const { unit } = model;
  const args = `${textOf(unit, given[0])}, ${quoted(styleAt(model, node.start), alias)}, ${textOf(unit, given[1])}`;
  return replaceNode(node, `${textOf(unit, node.func.value)}.set_registered_model_alias(${args})`);
}

/** `client.get_model_version_by_alias(name, "champion")` for the first of the latest versions in one stage. */
function aliasRead(model: Model, record: CallRecord): Edit[] | undefined {
  const { node, args } = record;
  const [name, stages] = argumentNodes(node, ['name', 'stages']);
  const value = args.keywords.get('stages') ?? args.positional[1];
  const named = stages && stringsOf(value);
  const alias = named?.length === 1 ? ALIASES.get(named[0]!.toLowerCase()) : undefined;
  const [around] = ancestorsOf(model, node);
  if (!name || !alias || hasHiddenArguments(record) || node.func.kind !== 'Attribute') return undefined;
  if (
    around?.kind !== 'Subscript' ||
    around.value !== node ||
    around.index.kind !== 'Number' ||
    around.index.value !== 0
  )
    return undefined;
  const { unit } = model;
  const call = `${textOf(unit, node.func.value)}.get_model_version_by_alias`;
  return replaceNode(around, `${call}(${textOf(unit, name)}, ${quoted(styleAt(model, node.start), alias)})`);
}

function argumentNodes(node: Call, names: readonly string[]): (Expr | undefined)[] {
  const positional = node.args.filter(({ name }) => name === undefined);
  return names.map((name, position) => keywordOf(node, name)?.value ?? positional[position]?.value);
}

function textConstant(model: Model, node: Expr): string | undefined {
  const value = node.kind === 'String' ? node.value : constantOf(model.valueOf(node));
  return typeof value === 'string' ? value : undefined;
}

/** Addresses of models in literals, where they are given to something or kept under a name. */
function* addresses(model: Model): Iterable<Found> {
  if (!model.imported('mlflow')) return;
  const found: Found[] = [];
  for (const { body } of model.modules)
    walk(body, (node) => {
      if (node.kind === 'ExprStmt' && node.value.kind === 'String') return false;
      if (node.kind !== 'String' && node.kind !== 'FString') return true;
      const address = addressOf(model, node);
      if (address) found.push(address);
      return node.kind !== 'FString';
    });
  yield* found;
}

function addressOf(model: Model, node: StringLiteral | FString): Found | undefined {
  const parts = node.kind === 'String' ? [node.value] : node.parts;
  const first = parts[0];
  const last = parts.at(-1);
  if (typeof first !== 'string' || typeof last !== 'string') return undefined;
  if (/^runs:\/[0-9a-f]{32}\//.test(first))
    return isServed(model) ? { at: node, message: 'run', text: first } : undefined;
  const end = /\/(production|staging|archived|latest)$/i.exec(last);
  if (!end || !first.startsWith('models:/')) return undefined;
  if (parts.length === 1 && !/^models:\/[^/@]+\/\w+$/.test(first)) return undefined;
  const word = end[1]!.toLowerCase();
  const isLatest = word === 'latest';
  if (isLatest && !isServed(model)) return undefined;
  const text = parts.map((part) => (typeof part === 'string' ? part : '{…}')).join('');
  return { at: node, message: isLatest ? 'latest' : 'uri', text, edits: suffixed(model, node, end[1]!) };
}

/** `@champion` in the place of `/Production` at the end of the literal. */
function suffixed(model: Model, node: Node, word: string): Edit[] | undefined {
  const alias = word.toLowerCase() === 'latest' ? 'champion' : ALIASES.get(word.toLowerCase());
  const text = textOf(model.unit, node);
  const match = new RegExp(`/${word}(?=["']{1,3}$)`).exec(text);
  if (!alias || !match) return undefined;
  const start = node.start + match.index;
  return [{ start, end: start + match[0].length, newText: `@${alias}` }];
}
