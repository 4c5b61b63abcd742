/** URIs and host paths of every kind of workspace, there and back. */
import { expect, test } from 'vitest';
import { isFile, pathOf, uriOf } from '../../server/src/lsp/uris';

test.each([
  ['file:///home/me/train.py', '/home/me/train.py'],
  ['file:///home/me/my%20models/r%C3%A9sum%C3%A9%23.py', '/home/me/my models/résumé#.py'],
  ['file:///c%3A/ml/train.py', 'C:/ml/train.py'],
  ['file://server/share/train.py', '//server/share/train.py'],
  ['vscode-vfs://github/me/churn/train.py', 'vscode-vfs://github/me/churn/train.py'],
  ['memfs:/my%20churn/train.py', 'memfs:///my churn/train.py'],
  ['vscode-remote://wsl%2Bubuntu/home/me/train.py', 'vscode-remote://wsl+ubuntu/home/me/train.py'],
])('%s is %s', (uri, path) => {
  expect(pathOf(uri)).toBe(path);
  expect(uriOf(path)).toBe(uri);
});

test.each([
  ['file:///C:/ml/train.py', 'C:/ml/train.py'],
  ['file://localhost/home/me/a.py', '/home/me/a.py'],
  ['file:///home/me/../you/./a.py', '/home/you/a.py'],
  ['file:///home/me/%E0%A4%A.py', '/home/me/%E0%A4%A.py'],
  ['untitled:Untitled-1', 'untitled://Untitled-1'],
  ['vscode-notebook-cell:/home/me/nb.ipynb#W0sZmlsZQ%3D%3D', 'vscode-notebook-cell:///home/me/nb.ipynb'],
  ['', '.'],
])('%s is read as %s', (uri, path) => {
  expect(pathOf(uri)).toBe(path);
});

test('what lies in a file', () => {
  expect(['file:///a.py', 'vscode-vfs://github/me/a.py'].every(isFile)).toBe(true);
  expect(['untitled:Untitled-1', 'vscode-notebook-cell:/nb.ipynb#a', 'git:/a.py'].some(isFile)).toBe(false);
});
