/** The life of a notebook: cells edited, added, moved, deleted, turned into another language, closed. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cellPointer, cellText, rangeOf, TestClient, type Cell } from './client';

const uri = 'file:///project/model.ipynb';
const cell = (id: string): string => `vscode-notebook-cell:/project/model.ipynb#${id}`;
const RULE = 'contradictory-split-arguments';

const imports: Cell = { uri: cell('imports'), text: 'from sklearn.model_selection import KFold' };
const folds: Cell = { uri: cell('folds'), text: 'folds = KFold(n_splits=5, random_state=42)' };
const magic: Cell = { uri: cell('magic'), text: '%matplotlib inline\n!pip install scikit-learn==1.5.0' };

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start();
});
afterEach(() => client.stop());

test('cells are one program: an import above counts below', async () => {
  client.openNotebook(uri, [magic, imports, folds]);
  await client.shows(folds.uri, [RULE]);
  expect(client.published.at(-1)).toMatchObject({ uri: folds.uri, version: 1 });
  expect(client.diagnostics(imports.uri)).toEqual([]);
});

test('an edit in one cell is seen in another, whose own version stays', async () => {
  client.openNotebook(uri, [imports, folds]);
  await client.shows(folds.uri, [RULE]);
  client.changeNotebook(uri, 2, {
    textContent: [
      {
        document: { uri: imports.uri, version: 2 },
        changes: [{ range: rangeOf(imports.text, 'KFold'), text: 'GroupShuffleSplit as KFold' }],
      },
    ],
  });
  await client.shows(folds.uri, []);
  expect(client.lastPublished(folds.uri)!.version).toBe(1);
});

test('an unchanged cell is not published again', async () => {
  client.openNotebook(uri, [imports, folds]);
  await client.shows(folds.uri, [RULE]);
  const added: Cell = { uri: cell('more'), text: 'more = KFold(random_state=1)' };
  client.changeNotebook(uri, 2, {
    structure: {
      array: { start: 2, deleteCount: 0, cells: [cellPointer(added)] },
      didOpen: [cellText(added)],
    },
  });
  await client.shows(added.uri, [RULE]);
  expect(client.published.filter((published) => published.uri === folds.uri)).toHaveLength(1);
});

test('a moved cell comes without its text, and keeps it', async () => {
  client.openNotebook(uri, [imports, folds]);
  await client.shows(folds.uri, [RULE]);
  // Below the import, then above it: where KFold is not known yet.
  client.changeNotebook(uri, 2, {
    structure: {
      array: { start: 0, deleteCount: 2, cells: [cellPointer(folds), cellPointer(imports)] },
      didOpen: [],
      didClose: [],
    },
  });
  await client.shows(folds.uri, ['used-before-defined']);
  client.changeNotebook(uri, 3, {
    structure: { array: { start: 0, deleteCount: 2, cells: [cellPointer(imports), cellPointer(folds)] } },
  });
  await client.shows(folds.uri, [RULE]);
});

test('a move told as a deletion and an insertion in two messages', async () => {
  client.openNotebook(uri, [folds, imports]);
  client.changeNotebook(uri, 2, {
    structure: { array: { start: 0, deleteCount: 1 }, didClose: [{ uri: folds.uri }] },
  });
  client.changeNotebook(uri, 3, {
    structure: {
      array: { start: 1, deleteCount: 0, cells: [cellPointer(folds)] },
      didOpen: [cellText(folds)],
    },
  });
  await client.shows(folds.uri, [RULE]);
});

test('a deleted cell takes its findings with it', async () => {
  client.openNotebook(uri, [imports, folds]);
  await client.shows(folds.uri, [RULE]);
  client.changeNotebook(uri, 2, {
    structure: { array: { start: 1, deleteCount: 1 }, didClose: [{ uri: folds.uri }] },
  });
  await client.shows(folds.uri, []);
});

test('a cell that turns into Markdown leaves without being closed', async () => {
  client.openNotebook(uri, [imports, folds]);
  await client.shows(folds.uri, [RULE]);
  client.changeNotebook(uri, 2, { structure: { array: { start: 1, deleteCount: 1 } } });
  await client.shows(folds.uri, []);
  // Back to Python: it comes with its text again.
  client.changeNotebook(uri, 3, {
    structure: {
      array: { start: 1, deleteCount: 0, cells: [cellPointer(folds)] },
      didOpen: [cellText(folds)],
    },
  });
  await client.shows(folds.uri, [RULE]);
});

test('a client that sends all cells: Markdown and other languages are passed over, and counted in changes', async () => {
  const note: Cell = { uri: cell('note'), text: 'KFold(random_state=1)' };
  client.notify('notebookDocument/didOpen', {
    notebookDocument: {
      uri,
      notebookType: 'jupyter-notebook',
      version: 1,
      cells: [{ kind: 1, document: note.uri }, cellPointer(imports), cellPointer(folds)],
    },
    cellTextDocuments: [
      { uri: note.uri, languageId: 'markdown', version: 1, text: note.text },
      cellText(imports),
      cellText(folds),
    ],
  });
  await client.shows(folds.uri, [RULE]);
  client.changeNotebook(uri, 2, {
    structure: { array: { start: 2, deleteCount: 1 }, didClose: [{ uri: folds.uri }] },
  });
  await client.shows(folds.uri, []);
  expect(client.diagnostics(note.uri)).toEqual([]);
});

test('closing the notebook clears all cells', async () => {
  client.openNotebook(uri, [imports, folds]);
  await client.shows(folds.uri, [RULE]);
  client.closeNotebook(uri, [imports.uri, folds.uri]);
  await client.shows(folds.uri, []);
  expect(await client.hover(folds.uri, { line: 0, character: 10 })).toBeNull();
});

test('running cells out of order is a finding, and goes when they run from the top', async () => {
  const first: Cell = { uri: cell('first'), text: 'rate = 0.1', executionOrder: 4 };
  const second: Cell = { uri: cell('second'), text: 'loss = 100 * rate', executionOrder: 2 };
  client.openNotebook(uri, [first, second]);
  const [diagnostic] = await client.shows(second.uri, ['out-of-order-execution']);
  expect(diagnostic!.relatedInformation?.map(({ location }) => location.uri) ?? []).not.toContain(second.uri);
  client.changeNotebook(uri, 2, {
    data: [cellPointer({ ...first, executionOrder: 5 }), cellPointer({ ...second, executionOrder: 6 })],
  });
  await client.shows(second.uri, []);
});

test('outputs and metadata alone ask for no analysis', async () => {
  client.openNotebook(uri, [imports, folds]);
  await client.shows(folds.uri, [RULE]);
  const before = client.published.length;
  client.changeNotebook(uri, 2, { data: [{ ...cellPointer(imports), metadata: { collapsed: true } }] });
  await client.hover(folds.uri, { line: 0, character: 10 });
  expect(client.published).toHaveLength(before);
});

test('100 cells, all edited in one message', async () => {
  const cells = Array.from({ length: 100 }, (_, index): Cell => ({
    uri: cell(`c${index}`),
    text: `x${index} = ${index}`,
  }));
  client.openNotebook(uri, [imports, ...cells]);
  client.changeNotebook(uri, 2, {
    textContent: cells.map((each) => ({
      document: { uri: each.uri, version: 2 },
      changes: [{ text: `${each.text}\nfolds = KFold(random_state=${each.text.length})` }],
    })),
  });
  await client.shows(cells[99]!.uri, [RULE]);
  expect(cells.filter((each) => client.diagnostics(each.uri).length === 1)).toHaveLength(100);
});
