/** What a credential looks like, and what only looks like one. */

export interface SecretShape {
  /** As a message names it, with its article. */
  readonly kind: string;
  readonly pattern: RegExp;
  /** Environment variable that the provider's own tools read. */
  readonly variable?: string;
}

/** Keys whose form alone tells whose they are. */
const SHAPES: readonly SecretShape[] = [
  {
    kind: 'an AWS access key',
    pattern: /(?<!X-Amz-Credential=)\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
    variable: 'AWS_ACCESS_KEY_ID',
  },
  { kind: 'a Hugging Face token', pattern: /\bhf_[A-Za-z0-9]{30,}\b/, variable: 'HF_TOKEN' },
  { kind: 'an Anthropic key', pattern: /\bsk-ant-[A-Za-z0-9_-]{20,}/, variable: 'ANTHROPIC_API_KEY' },
  {
    kind: 'an OpenAI key',
    pattern: /\bsk-(?:proj-|svcacct-)?[A-Za-z0-9_]{20,}[A-Za-z0-9_-]*/,
    variable: 'OPENAI_API_KEY',
  },
  {
    kind: 'a GitHub token',
    pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})\b/,
    variable: 'GITHUB_TOKEN',
  },
  { kind: 'a Slack token', pattern: /\bxox[bpars]-[0-9]{6,}[A-Za-z0-9-]{10,}/, variable: 'SLACK_TOKEN' },
  {
    kind: 'a Google API key',
    pattern: /\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/,
    variable: 'GOOGLE_API_KEY',
  },
  {
    kind: 'a private key',
    pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*(?:\\n)?[A-Za-z0-9+/=\s\\]{40,}/,
    variable: 'PRIVATE_KEY',
  },
];

/** `scheme://user:password@host` */
const URI = /\b[a-z][a-z0-9+.-]*:\/\/([^\s:/?#@'"{}$<>%]*):([^\s/?#@'"{}$<>]+)@([^\s:/?#'"{}$<>@]+)/i;

const LOCAL_HOST =
  /^(localhost|127\.0\.0\.1|0\.0\.0\.0|\[?::1\]?|example\.(com|org)|.*\.example(\.com)?|host|hostname|server|proxy.*|.*\.local)$/i;

const NAMED_LITERAL =
  /(?:key|token|passw(?:or)?d|pwd|passphrase|secret)["'\])]*\s*(?::\s*[\w.[\]| ]+\s*)?[=:,]\s*\(?\s*[bru]{0,2}["'](?:""|'')?[^"'\s]{8}/i;
const KNOWN_FORM =
  /(?:AKIA|ASIA)[A-Z0-9]{16}|hf_\w{30}|sk-[\w-]{20}|gh[pousr]_\w{36}|github_pat_|xox[bpars]-\d|AIza[\w-]{35}|PRIVATE KEY-----|:\/\/[^\s"'/]*:[^\s"'/]+@/;

/** A look at a whole text: false if it is certain that no literal of it is a secret. Spares most files the walk. */
export function mayHoldSecret(code: string): boolean {
  return KNOWN_FORM.test(code) || NAMED_LITERAL.test(code);
}

/** The provider's key that stands in a text, if one does. */
export function providerSecretIn(text: string): SecretShape | undefined {
  if (text.length < 16) return undefined;
  for (const shape of SHAPES) {
    const match = shape.pattern.exec(text);
    if (match && !isPlaceholder(match[0].replace(/^-----[^-]+-----/, '').slice(0, 100))) return shape;
  }
  return undefined;
}

/** Stands for the name of the argument in `wandb.login(key=…)`: only a value of the right form makes it a secret. */
export const LOGIN_KEY = 'wandb.login(key)';

/** Keys that have no form of their own, but are told by the name beside them. */
export function namedShape(name: string, value: string): SecretShape | undefined {
  if (!/wandb/i.test(name) || !/^[0-9a-f]{40}$/.test(value) || isPlaceholder(value)) return undefined;
  return { kind: 'a Weights & Biases key', pattern: /^[0-9a-f]{40}$/, variable: 'WANDB_API_KEY' };
}

/** True for an address with a password in it that leads to another machine. */
export function hasUriPassword(text: string): boolean {
  const match = URI.exec(text);
  if (!match) return false;
  const [, user, password, host] = match;
  if (LOCAL_HOST.test(host!) || user === password || password!.length < 4) return false;
  return (
    !isPlaceholder(password!) &&
    !/^(pass(word)?|pwd|secret|token|user(name)?|admin|root|postgres|guest)$/i.test(password!)
  );
}

/** What a name says about its value. */
export type SecretName = 'password' | 'key';

const PASSWORD = /^(.*_)?(password|passwd|pwd|passphrase)$/;
const KEY =
  /^(.*_)?(api_?key|apikey|access_key|secret_key|secret_access_key|private_key|account_key|auth_key|client_secret|api_secret|app_secret|secret|(access|auth|api|bearer|bot|hf|huggingface|hub|github|gitlab|slack|wandb|openai|refresh|personal|secret|session|security|oauth|telegram|discord|sas)_token)$/;

/**
 * Reads a variable's, attribute's, argument's or dictionary key's name. Words of language models (`pad_token`, `tokenizer`,
 * `max_tokens`) are no secrets; a bare `token` is one (its value must look it, too).
 */
export function secretName(name: string): SecretName | undefined {
  const snake = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[-.\s]/g, '_')
    .toLowerCase();
  if (/hash|crypt/.test(snake)) return undefined;
  if (PASSWORD.test(snake)) return 'password';
  return snake === 'token' || KEY.test(snake) ? 'key' : undefined;
}

/** True if the value of a variable with such a name is a credential, and no placeholder, path, sentence or name of a setting. */
export function looksSecret(value: string, name: SecretName): boolean {
  if (value.length < 8 || value.length > 500 || isPlaceholder(value)) return false;
  if (
    /\s/.test(value) ||
    /^(https?|file|s3|gs):\/\/|^[./~]|\.(json|ya?ml|txt|pem|key|env|py|csv)$|^[<[{(|]/i.test(value)
  )
    return false;
  if (/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(value)) return false; // OPENAI_API_KEY
  if (/^\$?(2[aby]\$|sha\d+[:$]|pbkdf2|bcrypt|scrypt:|argon2)/i.test(value)) return false; // a hash of one
  const isWords = /^[A-Za-z]+([-_. :/][A-Za-z]+)*$/.test(value);
  if (name === 'password') return !isWords || /[a-z][A-Z].*[A-Z]/.test(value);
  return !isWords && /[0-9]/.test(value) && /[A-Za-z]/.test(value) && value.length >= 12;
}

const PLACEHOLDER =
  /x{4,}|\*{3,}|\.{3}|your|example|dummy|sample|fake|mock|test|change.?me|placeholder|redacted|insert|replace|todo|foo|bar|secret|passw|enter|here|none|null|default|demo|12345|abcde|qwerty|<[^>]*>|\$\{|\{\{|%\(|\{[a-z_]*\}/i;

/** True for what people write where the secret would stand. */
export function isPlaceholder(value: string): boolean {
  return (
    value === '' || PLACEHOLDER.test(value) || new Set(value.replace(/^[A-Za-z]{2,4}[-_]/, '')).size <= 4
  );
}
