/** As much of node:assert as the suites use: a browser has none. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

export function ok(value: unknown, message = `${show(value)} is not true`): asserts value {
  if (!value) throw new AssertionError(message);
}

export function strictEqual<T>(actual: unknown, expected: T, message = ''): asserts actual is T {
  ok(Object.is(actual, expected), `${message} got ${show(actual)}, expected ${show(expected)}`);
}

/** For plain data. */
export function deepStrictEqual(actual: unknown, expected: unknown, message = ''): void {
  strictEqual(JSON.stringify(actual), JSON.stringify(expected), message);
}

export function match(
  text: string,
  pattern: RegExp,
  message = `${pattern} does not match ${show(text)}`,
): void {
  ok(pattern.test(text), message);
}

export function doesNotMatch(
  text: string,
  pattern: RegExp,
  message = `${pattern} matches ${show(text)}`,
): void {
  ok(!pattern.test(text), message);
}

const show = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
