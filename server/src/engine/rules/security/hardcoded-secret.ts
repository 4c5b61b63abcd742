import { composeEdits, importName, quoted, removeArgument, replaceNode, styleAt } from '../../fix';
import type { Argument, Call, Expr, Node, StringLiteral } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { textOf, type Unit } from '../../source/unit';
import { defineRule, type Edit, type FixReport, type Report, type RuleContext } from '../rule';
import {
  hasUriPassword,
  LOGIN_KEY,
  looksSecret,
  mayHoldSecret,
  namedShape,
  providerSecretIn,
  secretName,
} from './secrets';

export default defineRule({
  name: 'hardcoded-secret',
  area: 'security',
  severity: 'error',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: [],
  mayApply: mayHoldSecret,
  sensitive: true,
  docs: {
    summary: 'A key, token or password stands in the source.',
    why: `Everyone who gets the repository, a copy of the notebook or a container image has the secret, and its history keeps it after
it is deleted. Consider it leaked: revoke it first, then take it out of the code and the history.`,
    bad: `import wandb

wandb.login(key="9f2c4e7ab1d03568c7fe92a4b6d8013579acbe24")
`,
    good: `import os

import wandb

wandb.login(key=os.environ["WANDB_API_KEY"])
`,
    limits: [
      'Keys in signed addresses, which expire, and write keys of usage statistics (files named for telemetry) are not flagged.',
      'Placeholders such as `your-key`, `changeme`, `<token>` or `xxxx`, names of environment variables, hashes and paths.',
      'Words of language models: `tokenizer`, `pad_token`, `max_tokens`.',
      'Addresses of this machine (`postgres://app:app@localhost`).',
      'Files of tests.',
    ],
    references: ['CWE-798, Use of hard-coded credentials', 'Virmani & Kuppam 2024, keyword Security'],
  },
  messages: {
    provider:
      'This is {kind}, readable for everyone who gets this file. Revoke it, and read it from the environment.',
    named:
      'The {what} `{name}` stands in the source, readable for everyone who gets this file. Revoke it, and read it from the environment.',
    uri: 'This address has a password in it, readable for everyone who gets this file. Change it, and read it from the environment.',
  },
  *check(context) {
    const { unit, model } = context;
    // The write key of usage statistics is made to be shipped.
    if (isTestPath(unit.path) || /telemetry|analytics/i.test(unit.path.replace(/^.*\//, ''))) return;
    const found: SecretReport[] = [];
    for (const module of model.modules) {
      if (!mayHoldSecret(unit.sources[module.source]!.code)) continue;
      const seen = new Set<Node>();
      const reports: SecretReport[] = [];
      walk(module.body, (node) => {
        if (node.kind === 'ExprStmt' && node.value.kind === 'String') seen.add(node.value);
        for (const { literal, name, use } of namedLiterals(node)) {
          const report = inspect(context, literal, name, use);
          if (report) reports.push(report);
          if (report || name === undefined) seen.add(literal);
        }
        if (node.kind === 'String' && !seen.has(node)) {
          const report = inspect(context, node);
          if (report) reports.push(report);
        } else if (
          node.kind === 'FString' &&
          node.parts.some((part) => typeof part === 'string' && isSecretText(part))
        ) {
          reports.push({
            at: node,
            ...messageFor(node.parts.filter((part) => typeof part === 'string').join(' ')),
          });
        }
      });
      found.push(...reports.sort((a, b) => a.at.start - b.at.start));
    }
    yield* oncePerSecret(unit, found);
  },
});

type SecretReport = Report<'provider' | 'named' | 'uri'>;

/** A secret that stands in several places is one finding, and its fix mends them all. */
function oncePerSecret(unit: Unit, reports: readonly SecretReport[]): SecretReport[] {
  const byText = new Map<string, SecretReport[]>();
  for (const report of reports) {
    const text = textOf(unit, report.at);
    byText.set(text, [...(byText.get(text) ?? []), report]);
  }
  return [...byText.values()].map((same) => {
    const [first, ...others] = same;
    if (others.length === 0) return first!;
    const related = others.map(({ at }) => ({ at, note: 'The same secret.' }));
    const edits = composeEdits(...same.map((report) => report.fixes?.[0]?.edits as Edit[] | undefined));
    return { ...first!, related, fixes: edits ? [{ ...first!.fixes![0]!, edits }] : [] };
  });
}

/** How a literal is used, as far as the fix must know. */
type Use =
  | { readonly kind: 'value' }
  /** `os.environ["KEY"] = literal` */
  | { readonly kind: 'environment' }
  /** `os.getenv("KEY", literal)` */
  | { readonly kind: 'fallback'; readonly call: Call; readonly argument: Argument };

function isTestPath(path: string): boolean {
  return /(^|\/)(t|tests?|testing)\/|(^|\/)(test_[^/]*|[^/]*_test|conftest)\.(py|ipynb)$/i.test(path);
}

function isSecretText(text: string): boolean {
  return providerSecretIn(text) !== undefined || hasUriPassword(text);
}

function messageFor(text: string): Pick<SecretReport, 'message' | 'data'> {
  const shape = providerSecretIn(text);
  return shape ? { message: 'provider', data: { kind: shape.kind } } : { message: 'uri' };
}

/** Says whether a literal is a secret, by its form or by the name it is given to. */
function inspect(
  context: RuleContext,
  literal: StringLiteral,
  name?: string,
  use?: Use,
): SecretReport | undefined {
  const { value } = literal;
  const shape = providerSecretIn(value) ?? (name === undefined ? undefined : namedShape(name, value));
  const wanted = name === undefined ? undefined : variableName(name);
  const fixes = (variable: string | undefined) =>
    use && variable ? fixesFor(context, literal, variable, use) : [];
  if (shape) {
    const variable = shape.variable ?? wanted;
    return {
      at: literal,
      message: 'provider',
      data: { kind: shape.kind },
      fixes: fixes(use?.kind === 'value' ? variable : wanted),
    };
  }
  if (hasUriPassword(value)) return { at: literal, message: 'uri', fixes: fixes(wanted) };
  const kind = name === undefined || name === LOGIN_KEY ? undefined : secretName(name);
  if (kind === undefined || !looksSecret(value, kind)) return undefined;
  const data = { what: kind === 'password' ? 'password' : 'secret', name: name! };
  return { at: literal, message: 'named', data, fixes: fixes(wanted) };
}

/** The literals that a node gives to a name: targets, keyword arguments, parameters' defaults, keys. */
function* namedLiterals(node: Node): Iterable<{ literal: StringLiteral; name?: string; use: Use }> {
  const use: Use = { kind: 'value' };
  switch (node.kind) {
    case 'Assign':
      if (node.value.kind !== 'String') return;
      for (const target of node.targets) {
        const name = targetName(target);
        if (name === undefined) continue;
        yield { literal: node.value, name, use: isEnvironment(target) ? { kind: 'environment' } : use };
        return;
      }
      return;
    case 'AnnAssign':
      if (node.value?.kind === 'String') yield { literal: node.value, name: targetName(node.target), use };
      return;
    case 'Parameter':
      if (node.default?.kind === 'String') yield { literal: node.default, name: node.name, use };
      return;
    case 'DictEntry':
      if (node.key?.kind === 'String' && node.value.kind === 'String') {
        yield { literal: node.value, name: node.key.value, use };
      }
      return;
    case 'Call':
      yield* argumentsOf(node);
  }
}

function* argumentsOf(call: Call): Iterable<{ literal: StringLiteral; name?: string; use: Use }> {
  const callee = lastName(call.func);
  const [first, second] = call.args;
  const isLookup =
    callee === 'getenv' ||
    (callee === 'get' && call.func.kind === 'Attribute' && lastName(call.func.value) === 'environ');
  if (isLookup && first?.value.kind === 'String' && second?.value.kind === 'String') {
    yield {
      literal: second.value,
      name: first.value.value,
      use: { kind: 'fallback', call, argument: second },
    };
    return;
  }
  for (const argument of call.args) {
    if (argument.name === undefined || argument.value.kind !== 'String') continue;
    const isLoginKey = callee === 'login' && argument.name === 'key';
    yield { literal: argument.value, name: isLoginKey ? LOGIN_KEY : argument.name, use: { kind: 'value' } };
  }
}

/** The name that an assignment gives to its value: `x`, `self.x`, `config["x"]`. */
function targetName(target: Expr): string | undefined {
  if (target.kind === 'Name') return target.id;
  if (target.kind === 'Attribute') return target.attr;
  return target.kind === 'Subscript' && target.index.kind === 'String' ? target.index.value : undefined;
}

function isEnvironment(target: Expr): boolean {
  return target.kind === 'Subscript' && lastName(target.value) === 'environ';
}

function lastName(expression: Expr): string | undefined {
  if (expression.kind === 'Name') return expression.id;
  return expression.kind === 'Attribute' ? expression.attr : undefined;
}

/** The environment variable for a name: `apiKey` becomes API_KEY. */
function variableName(name: string): string | undefined {
  const variable = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
  return /^[A-Z][A-Z0-9_]*$/.test(variable) ? variable : undefined;
}

function fixesFor(
  { unit, model }: RuleContext,
  literal: StringLiteral,
  variable: string,
  use: Use,
): FixReport[] {
  if (literal.bytes || use.kind === 'environment') return [];
  if (use.kind === 'fallback') {
    const edits = removeArgument(unit, use.call, use.argument);
    return [{ title: 'Take the fallback out', applicability: 'suggestion', edits }];
  }
  const program = { unit, modules: model.modules };
  const os = importName(program, literal, { module: 'os' });
  const key = quoted(styleAt(program, literal.start), variable);
  const edits = composeEdits(os.edits, replaceNode(literal, `${os.name}.environ[${key}]`));
  return edits
    ? [{ title: `Read ${variable} from the environment`, applicability: 'suggestion', edits }]
    : [];
}
