/** Completion in configuration files: keys, names of rules and areas, severities, options, headers of tables. */
import {
  CompletionItemKind,
  InsertTextFormat,
  type CompletionItem,
  type MarkupContent,
  type Position,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { AREAS, ruleByName, rules, SEVERITIES } from '../../engine';
import { ALL, LEVELS } from '../../project/configuration';
import { tableOf } from '../../project/configurationFile';
import { FILE_KEYS, OVERRIDE_KEYS, type ConfigurationKey } from '../../project/configurationKeys';
import { tomlCursor, type TomlCursor } from '../../project/tomlCursor';
import { plainText, ruleCard } from '../ruleText';
import { pathOf } from '../uris';
import type { HoverStyle } from './hover';

/** What may be written at a place. */
interface Candidate {
  readonly label: string;
  readonly detail: string;
  readonly kind: CompletionItemKind;
  /** What follows the label, `$1` where the cursor goes on. */
  readonly tail?: string;
  /** Groups: the lower ones come first. */
  readonly rank?: number;
  readonly rule?: string;
}

/** @param snippets true if the client can move the cursor into what it inserts */
export function completeConfiguration(
  document: TextDocument,
  position: Position,
  snippets: boolean,
): CompletionItem[] {
  const text = document.getText();
  const offset = document.offsetAt(position);
  const cursor = tomlCursor(text, offset);
  if (!cursor) return [];
  const rest = /^[\w-]*/.exec(text.slice(offset))![0];
  const isFollowed = /^["']?[ \t]*=/.test(text.slice(offset + rest.length));
  const range = { start: document.positionAt(cursor.start), end: document.positionAt(offset + rest.length) };
  return candidates(cursor, tableOf(pathOf(document.uri))).map((candidate): CompletionItem => {
    const { label, detail, kind, rank = 0, rule } = candidate;
    const tail = isFollowed ? '' : (candidate.tail ?? '');
    const newText = quoted(label, cursor) + (snippets ? tail : tail.replace(/(?<== ).*$/, ''));
    return {
      label,
      detail,
      kind,
      sortText: `${rank}${label}`,
      filterText: quoted(label, cursor),
      insertTextFormat:
        snippets && tail.includes('$') ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      textEdit: { range, newText },
      ...(rule ? { data: { rule } } : {}),
    };
  });
}

/** Adds the rule's card to an item that names one. */
export function describeCompletion(item: CompletionItem, style: HoverStyle): CompletionItem {
  const name = (item.data as { rule?: unknown } | undefined)?.rule;
  const rule = typeof name === 'string' ? ruleByName(name) : undefined;
  if (!rule) return item;
  const card = ruleCard(rule, style.documentation(rule.name));
  const documentation: MarkupContent = style.markdown
    ? { kind: 'markdown', value: card }
    : { kind: 'plaintext', value: plainText(card) };
  return { ...item, documentation };
}

/** Text values stand in quotes, and a list of them in brackets; those that are typed already are not doubled. */
function quoted(label: string, { kind, path, isElement, quote }: TomlCursor): string {
  if (kind !== 'value' || quote !== undefined || label === 'true' || label === 'false') return label;
  const isList = /^(select|ignore)$/.test(path.at(-1)!) && !isElement;
  return isList ? `["${label}"]` : `"${label}"`;
}

function candidates(cursor: TomlCursor, prefix: readonly (string | number)[]): Candidate[] {
  if (cursor.kind === 'header') return headers(prefix.join('.'), cursor.isElement);
  if (prefix.some((part, index) => cursor.path[index] !== part)) return [];
  const below = cursor.path.slice(prefix.length);
  const isOverride = below[0] === 'overrides';
  const path = isOverride ? below.slice(1) : below;
  const keys = isOverride ? OVERRIDE_KEYS : FILE_KEYS;
  return cursor.kind === 'key' ? keysIn(path, keys) : valuesOf(path, keys, cursor.isElement);
}

const TAILS: Readonly<Record<ConfigurationKey['value'], string>> = {
  names: ' = ["$1"]',
  patterns: ' = ["$1"]',
  levels: ' = { $1 }',
  options: '.',
  severity: ' = "$1"',
  size: ' = "${1:20 MB}"',
  overrides: '',
};

function keysIn([first, second, ...more]: readonly string[], keys: typeof FILE_KEYS): Candidate[] {
  if (more.length > 0) return [];
  if (first === undefined) {
    return Object.entries(keys)
      .filter(([, { value }]) => value !== 'overrides') // it has headers of its own
      .map(([label, { description, value }]) => ({
        label,
        detail: description,
        kind: CompletionItemKind.Property,
        tail: TAILS[value],
      }));
  }
  if (first === 'severity' && second === undefined)
    return names().map((name) => ({ ...name, tail: ' = "$1"' }));
  if (first !== 'rules') return [];
  if (second === undefined) return withOptions().map(({ name }) => ({ ...ruleNamed(name), tail: '.' }));
  return Object.entries(ruleByName(second)?.options ?? {}).map(([label, { description }]) => ({
    label,
    detail: description,
    kind: CompletionItemKind.Property,
    tail: ' = ',
  }));
}

function valuesOf(
  [first, second, third]: readonly string[],
  keys: typeof FILE_KEYS,
  isElement: boolean,
): Candidate[] {
  const { value } = keys[first ?? ''] ?? {};
  if (value === 'names' && second === undefined) return names();
  if (value === 'levels' && second !== undefined && third === undefined) return levels(LEVELS);
  if (value === 'severity' && !isElement) return levels(SEVERITIES);
  const option = value === 'options' ? ruleByName(second ?? '')?.options?.[third ?? ''] : undefined;
  if (option?.type !== 'boolean') return [];
  return ['true', 'false'].map((label) => ({
    label,
    detail: label === String(option.default) ? 'default' : '',
    kind: CompletionItemKind.Value,
  }));
}

function headers(prefix: string, isElement: boolean): Candidate[] {
  const header = (name: string, detail: string): Candidate => ({
    label: [prefix, name].filter(Boolean).join('.'),
    detail,
    kind: CompletionItemKind.Module,
  });
  if (isElement) return [header('overrides', FILE_KEYS['overrides']!.description)];
  return [
    ...(prefix ? [header('', 'MLOps Antipatterns')] : []),
    header('severity', FILE_KEYS['severity']!.description),
    ...withOptions().map(({ name, docs }) => header(`rules.${name}`, docs.summary)),
  ];
}

/** Everything that `select`, `ignore` and `severity` may name. */
function names(): Candidate[] {
  return [
    ...rules.map(({ name }) => ruleNamed(name)),
    ...AREAS.map((label) => ({
      label,
      detail: `Area: ${rules.filter(({ area }) => area === label).length} rules`,
      kind: CompletionItemKind.Module,
      rank: 1,
    })),
    { label: ALL, detail: 'Every rule', kind: CompletionItemKind.Module, rank: 2 },
  ];
}

function ruleNamed(name: string): Candidate {
  const { area, docs } = ruleByName(name)!;
  return {
    label: name,
    detail: `${area} · ${plainText(docs.summary)}`,
    kind: CompletionItemKind.EnumMember,
    rule: name,
  };
}

function withOptions() {
  return rules.filter(({ options }) => options && Object.keys(options).length > 0);
}

const MEANINGS: Readonly<Record<(typeof LEVELS)[number], string>> = {
  error: 'Plainly wrong',
  warning: 'Likely wrong or costly',
  information: 'Worth a look',
  hint: 'Shown discreetly',
  off: 'Not shown',
};

function levels(which: typeof LEVELS): Candidate[] {
  return which.map((label, rank) => ({
    label,
    detail: MEANINGS[label],
    kind: CompletionItemKind.EnumMember,
    rank,
  }));
}
