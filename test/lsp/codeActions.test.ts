/** Code actions: their order, their edits, what is asked for by kind, and that a silenced rule is silent. */
import { afterEach, describe, expect, test } from 'vitest';
import type { CodeAction } from 'vscode-languageserver-protocol';
import { applyEdit, CAPABILITIES, rangeOf, TestClient, type Cell } from './client';

const uri = 'file:///project/train.py';
const RULE = 'contradictory-split-arguments';
const IMPORT = 'from sklearn.model_selection import KFold\n';
const ONE = `${IMPORT}folds = KFold(n_splits=5, random_state=42)\n`;
const TWO = `${ONE}more = KFold(n_splits=3, random_state=1)\n`;
const SECRET = `import openai\n\nclient = openai.OpenAI(api_key="sk-${'proj-'}a8Fq2LzR7vXw0KcT5nBd9YpH3mJs6GuE")\n`;

let client: TestClient;
afterEach(() => client.stop());

const titles = (actions: readonly CodeAction[]): string[] => actions.map(({ title }) => title);

/** Opens a script and returns its text after the action whose title starts so. */
async function apply(text: string, title: string, at: string, version = 1): Promise<string> {
  client.open(uri, text, 'python', version);
  await client.until(
    () => client.diagnostics(uri).length > 0,
    () => 'a finding',
  );
  const actions = await client.codeActions(uri, rangeOf(text, at));
  const action = actions.find((each) => each.title.startsWith(title));
  if (!action) throw new Error(`no action "${title}" among ${titles(actions).join(' | ')}`);
  const { edit } = action.edit ? action : await client.resolve(action);
  return applyEdit(edit!, { [uri]: { text, version } })[uri]!;
}

describe('in a script', () => {
  test('fixes first, then the rule for the whole file, comments, severity, explanation', async () => {
    client = await TestClient.start({
      initializationOptions: { explainCommand: 'mlopsAntipatterns.explainRule' },
    });
    client.open(uri, TWO);
    await client.shows(uri, [RULE, RULE]);
    const actions = await client.codeActions(uri, rangeOf(TWO, 'random_state'));
    expect(titles(actions)).toEqual([
      actions[0]!.title,
      ...titles(actions).filter(
        (title) => title !== actions[0]!.title && !/^(Fix all|Ignore|Turn|Explain)/.test(title),
      ),
      `Fix all 2 \`${RULE}\` problems in this file`,
      `Ignore \`${RULE}\` for this line`,
      `Ignore \`${RULE}\` for this file`,
      `Turn \`${RULE}\` off in this project`,
      `Explain \`${RULE}\``,
    ]);
    expect(
      actions.every(({ kind, diagnostics }) => kind === 'quickfix' && diagnostics?.[0]?.code === RULE),
    ).toBe(true);
    expect(actions.at(-1)!.command).toEqual({
      title: `Explain \`${RULE}\``,
      command: 'mlopsAntipatterns.explainRule',
      arguments: [RULE],
    });
  });

  test('a single safe fix is preferred, and its edit names the version', async () => {
    client = await TestClient.start();
    client.open(uri, ONE, 'python', 5);
    await client.shows(uri, [RULE]);
    const actions = await client.codeActions(uri, rangeOf(ONE, 'random_state'));
    const preferred = actions.filter(({ isPreferred }) => isPreferred);
    expect(preferred).toHaveLength(1);
    expect(preferred[0]).toBe(actions[0]);
    const fixed = applyEdit(preferred[0]!.edit!, { [uri]: { text: ONE, version: 5 } })[uri]!;
    client.change(uri, 6, fixed);
    await client.shows(uri, []);
  });

  test('a suggestion is not preferred, and adds its import', async () => {
    client = await TestClient.start();
    client.open(uri, SECRET);
    await client.shows(uri, ['hardcoded-secret']);
    const [action] = await client.codeActions(uri, rangeOf(SECRET, 'sk-'));
    expect(action!.isPreferred).toBeUndefined();
    const fixed = applyEdit(action!.edit!, { [uri]: { text: SECRET, version: 1 } })[uri]!;
    expect(fixed).toContain('import os');
    expect(fixed).not.toContain('sk-');
    client.change(uri, 2, fixed);
    await client.shows(uri, []);
  });

  test('all problems of the rule at once', async () => {
    client = await TestClient.start();
    const fixed = await apply(TWO, 'Fix all 2', 'random_state=1');
    expect(fixed).not.toBe(TWO);
    client.change(uri, 2, fixed);
    await client.shows(uri, []);
  });

  test('actions are of the text as it is now, also before its findings are published', async () => {
    client = await TestClient.start();
    client.open(uri, ONE);
    await client.shows(uri, [RULE]);
    client.change(uri, 2, `# a line\n${ONE}`);
    const [action] = await client.codeActions(uri, rangeOf(`# a line\n${ONE}`, 'random_state'));
    applyEdit(action!.edit!, { [uri]: { text: `# a line\n${ONE}`, version: 2 } });
    client.change(uri, 3, IMPORT);
    expect(await client.codeActions(uri, rangeOf(ONE, 'random_state'))).toEqual([]);
  });

  test('beside a finding there are none', async () => {
    client = await TestClient.start();
    client.open(uri, ONE);
    await client.shows(uri, [RULE]);
    expect(await client.codeActions(uri, rangeOf(ONE, 'sklearn'))).toEqual([]);
  });

  test('without an explain command of the client there is no such action', async () => {
    client = await TestClient.start();
    client.open(uri, ONE);
    await client.shows(uri, [RULE]);
    expect(titles(await client.codeActions(uri, rangeOf(ONE, 'random_state'))).join()).not.toContain(
      'Explain',
    );
  });
});

describe('by kind', () => {
  const whole = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };

  test('source actions only when asked for', async () => {
    client = await TestClient.start();
    client.open(uri, TWO);
    await client.shows(uri, [RULE, RULE]);
    for (const only of ['source', 'source.fixAll', 'source.fixAll.mlops']) {
      const actions = await client.codeActions(uri, whole, [only]);
      expect(actions.map(({ kind }) => kind)).toEqual(['source.fixAll.mlops']);
      const { edit } = await client.resolve(actions[0]!);
      expect(applyEdit(edit!, { [uri]: { text: TWO, version: 1 } })[uri]).toContain(
        'random_state=42, shuffle=True',
      );
    }
    expect(new Set((await client.codeActions(uri, whole)).map(({ kind }) => kind))).toEqual(
      new Set(['quickfix']),
    );
    expect(new Set((await client.codeActions(uri, whole, ['quickfix'])).map(({ kind }) => kind))).toEqual(
      new Set(['quickfix']),
    );
    expect(await client.codeActions(uri, whole, ['refactor'])).toEqual([]);
    expect(await client.codeActions(uri, whole, ['source.fixAll.eslint'])).toEqual([]);
    expect(await client.codeActions(uri, whole, ['source.organizeImports'])).toEqual([]);
    expect(await client.codeActions(uri, whole, ['notebook.source.fixAll.mlops'])).toEqual([]);
  });

  test('nothing to fix, no action', async () => {
    client = await TestClient.start();
    client.open(uri, SECRET);
    await client.shows(uri, ['hardcoded-secret']); // has a suggestion, no safe fix
    expect(await client.codeActions(uri, whole, ['source.fixAll'])).toEqual([]);
  });

  test('a client that resolves nothing gets the edit at once', async () => {
    const textDocument = { ...CAPABILITIES.textDocument, codeAction: {} };
    client = await TestClient.start({ capabilities: { ...CAPABILITIES, textDocument } });
    client.open(uri, TWO);
    await client.shows(uri, [RULE, RULE]);
    const [action] = await client.codeActions(uri, whole, ['source.fixAll']);
    expect(applyEdit(action!.edit!, { [uri]: { text: TWO, version: 1 } })[uri]).not.toBe(TWO);
  });

  test('a client without document changes gets plain ones', async () => {
    const workspace = { ...CAPABILITIES.workspace, workspaceEdit: {} };
    client = await TestClient.start({ capabilities: { ...CAPABILITIES, workspace } });
    client.open(uri, ONE);
    await client.shows(uri, [RULE]);
    const [action] = await client.codeActions(uri, rangeOf(ONE, 'random_state'));
    expect(Object.keys(action!.edit!.changes!)).toEqual([uri]);
    expect(action!.edit!.documentChanges).toBeUndefined();
  });

  test('the request and the command to fix all have the client apply the edit', async () => {
    client = await TestClient.start();
    client.open(uri, TWO);
    await client.shows(uri, [RULE, RULE]);
    expect(await client.connection.sendRequest('mlops/fixAll', { uri })).toEqual({ fixed: 2, applied: true });
    const fixed = applyEdit(client.applied[0]!, { [uri]: { text: TWO, version: 1 } })[uri]!;
    client.change(uri, 2, fixed);
    await client.shows(uri, []);
    const nothing = await client.connection.sendRequest('workspace/executeCommand', {
      command: 'mlops.fixAll',
      arguments: [uri],
    });
    expect(nothing).toEqual({ fixed: 0, applied: false });
  });
});

describe('comments that silence a rule', () => {
  /** Applies the action and asserts that the finding goes and nothing else comes. */
  async function silenced(text: string, where: string, at: string): Promise<string> {
    client = await TestClient.start();
    const after = await apply(text, `Ignore \`${RULE}\` for this ${where}`, at);
    const before = client.diagnostics(uri).length;
    client.change(uri, 2, after);
    await client.until(
      () => client.diagnostics(uri).length === before - 1,
      () => `one finding less in\n${after}`,
    );
    expect(client.diagnostics(uri).map(({ code }) => code)).not.toContain('unused-suppression');
    return after;
  }

  test('at the end of the line', async () => {
    expect(await silenced(ONE, 'line', 'random_state')).toBe(
      ONE.replace('42)', `42)  # mlops: ignore[${RULE}]`),
    );
  });

  test('behind a comment', async () => {
    const text = ONE.replace('42)', '42)  # five folds');
    expect(await silenced(text, 'line', 'random_state')).toContain(
      `# five folds  # mlops: ignore[${RULE}]\n`,
    );
  });

  test('in a comment that is there already', async () => {
    const text = ONE.replace('42)', '42)  # mlops: ignore[missing-random-state] why');
    client = await TestClient.start();
    const after = await apply(text, `Ignore \`${RULE}\` for this line`, 'random_state');
    expect(after).toContain(`# mlops: ignore[missing-random-state, ${RULE}] why`);
  });

  test('at the end of a statement over several lines', async () => {
    const text = ONE.replace('(n_splits=5, random_state=42)', '(\n    n_splits=5,\n    random_state=42,\n)');
    expect(await silenced(text, 'line', 'random_state')).toBe(
      text.replace(/\)\n$/, `)  # mlops: ignore[${RULE}]\n`),
    );
  });

  test('after a string over several lines', async () => {
    const text = `${IMPORT}x = f(KFold(random_state=1), """\n  # text\n""")\n`;
    expect(await silenced(text, 'line', 'random_state')).toContain(`""")  # mlops: ignore[${RULE}]`);
  });

  test("on a compound statement's header, or above one of several lines", async () => {
    const text = `${IMPORT}def run(X):\n    for a, b in KFold(random_state=1).split(X):\n        print(a)\n`;
    expect(await silenced(text, 'line', 'random_state')).toContain(`.split(X):  # mlops: ignore[${RULE}]\n`);
    await client.stop();
    const long = text.replace('(random_state=1)', '(\n        random_state=1\n    )');
    expect(await silenced(long, 'line', 'random_state')).toContain(`    # mlops: ignore[${RULE}]\n    for a`);
  });

  test('for the file: after the interpreter and the encoding', async () => {
    const text = `#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n"""Trains."""\n${TWO}`;
    client = await TestClient.start();
    const after = await apply(text, `Ignore \`${RULE}\` for this file`, 'random_state');
    expect(after).toBe(text.replace('"""Trains', `# mlops: ignore-file[${RULE}]\n"""Trains`));
    client.change(uri, 2, after);
    await client.shows(uri, []);
  });

  test('for the cell of a script', async () => {
    const text = `# %% load\n${IMPORT}# %% train\nf = KFold(random_state=1)\n`;
    const after = await silenced(text, 'cell', 'random_state');
    expect(after).toBe(text.replace('# %% train\n', `# %% train\n# mlops: ignore-cell[${RULE}]\n`));
  });

  test('line endings and indentation stay', async () => {
    const text = `if True:\r\n\tfrom sklearn.model_selection import KFold\r\n\tf = KFold(random_state=1)\r\n`;
    client = await TestClient.start();
    const after = await apply(text, `Ignore \`${RULE}\` for this file`, 'random_state');
    expect(after).toBe(`# mlops: ignore-file[${RULE}]\r\n${text}`);
    client.change(uri, 2, after);
    await client.shows(uri, []);
  });
});

describe('in a notebook', () => {
  const notebook = 'file:///project/model.ipynb';
  const cell = (id: string): string => `vscode-notebook-cell:/project/model.ipynb#${id}`;
  const imports: Cell = { uri: cell('imports'), text: IMPORT.trim() };
  const folds: Cell = { uri: cell('folds'), text: 'folds = KFold(n_splits=5, random_state=42)' };
  const more: Cell = { uri: cell('more'), text: '%%time\nmore = KFold(n_splits=3, random_state=1)' };
  const secret: Cell = { uri: cell('secret'), text: SECRET.trim() };
  const texts = Object.fromEntries(
    [imports, folds, more, secret].map((each) => [each.uri, { text: each.text, version: 1 }]),
  );
  const whole = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };

  async function open(): Promise<void> {
    client = await TestClient.start();
    client.openNotebook(notebook, [imports, folds, more, secret]);
    await client.shows(folds.uri, [RULE]);
    await client.shows(more.uri, [RULE]);
    await client.shows(secret.uri, ['hardcoded-secret']);
  }

  test('fixing all of a cell stays in the cell', async () => {
    await open();
    for (const each of [folds, more]) {
      const actions = await client.codeActions(each.uri, whole, ['source.fixAll']);
      expect(actions.map(({ kind }) => kind)).toEqual(['source.fixAll.mlops']);
      const { edit } = await client.resolve(actions[0]!);
      expect(Object.keys(applyEdit(edit!, texts))).toEqual([each.uri]);
    }
    expect(await client.codeActions(imports.uri, whole, ['source.fixAll'])).toEqual([]);
  });

  test('fixing all of the notebook touches every cell that needs it', async () => {
    await open();
    const [action] = await client.codeActions(imports.uri, whole, ['notebook.source.fixAll']);
    expect(action!.kind).toBe('notebook.source.fixAll.mlops');
    const { edit } = await client.resolve(action!);
    expect(Object.keys(applyEdit(edit!, texts)).sort()).toEqual([folds.uri, more.uri].sort());
  });

  test('a fix that needs an import edits two cells, each with its own version', async () => {
    await open();
    client.changeNotebook(notebook, 2, {
      textContent: [
        { document: { uri: imports.uri, version: 9 }, changes: [{ text: `${imports.text}\nimport json` }] },
      ],
    });
    const [action] = await client.codeActions(secret.uri, rangeOf(secret.text, 'sk-'), ['quickfix']);
    const after = applyEdit(action!.edit!, {
      ...texts,
      [imports.uri]: { text: `${imports.text}\nimport json`, version: 9 },
    });
    expect(Object.keys(after).sort()).toEqual([imports.uri, secret.uri].sort());
    expect(after[imports.uri]).toContain('import os');
  });

  test('silenced for the line, the cell and the notebook; magics stay first', async () => {
    await open();
    const actions = await client.codeActions(more.uri, rangeOf(more.text, 'random_state'));
    const edited = (where: string): Record<string, string> =>
      applyEdit(actions.find(({ title }) => title === `Ignore \`${RULE}\` for this ${where}`)!.edit!, texts);
    expect(edited('line')).toEqual({ [more.uri]: `${more.text}  # mlops: ignore[${RULE}]` });
    expect(edited('cell')).toEqual({
      [more.uri]: more.text.replace('%%time\n', `%%time\n# mlops: ignore-cell[${RULE}]\n`),
    });
    expect(edited('notebook')).toEqual({ [imports.uri]: `# mlops: ignore-file[${RULE}]\n${imports.text}` });
    client.changeNotebook(notebook, 2, {
      textContent: [
        { document: { uri: imports.uri, version: 2 }, changes: [{ text: edited('notebook')[imports.uri]! }] },
      ],
    });
    await client.shows(folds.uri, []);
    await client.shows(more.uri, []);
  });
});
