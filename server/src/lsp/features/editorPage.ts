/** Pages for a view in the editor: its colours, and links that ask it to open code. */
import type { AuditPlace } from '../../project/auditFinding';
import type { HtmlOptions } from '../../report/html/page';
import { escapeHtml } from '../../report/html/text';
import type { EditorLink } from '../protocol';
import { uriOf } from '../uris';

/** @param nonce of the view's page: allows the script below, and no other */
export function editorPage(nonce: string): HtmlOptions & { openLink(place: AuditPlace): string } {
  return { openLink, style: THEME, script: { text: SCRIPT, nonce } };
}

function openLink({ path, cell, start }: AuditPlace): string {
  const link: EditorLink = { uri: uriOf(path), cell, line: start.line - 1, character: start.column - 1 };
  return `href="#" data-open="${escapeHtml(JSON.stringify(link))}"`;
}

/** The page's colours by those of VS Code's theme, whichever that is. */
const THEME = `
:root, body {
  --page: var(--vscode-editor-background); --card: var(--vscode-editorWidget-background, var(--vscode-editor-background));
  --ink: var(--vscode-editor-foreground); --soft: var(--vscode-descriptionForeground); --line: var(--vscode-widget-border, var(--vscode-editorGroup-border));
  --code: var(--vscode-textCodeBlock-background); --accent: var(--vscode-textLink-foreground);
  --error: var(--vscode-errorForeground); --warning: var(--vscode-list-warningForeground); --information: var(--vscode-textLink-foreground);
  --hint: var(--vscode-descriptionForeground); --good: var(--vscode-testing-iconPassed); --mark: var(--vscode-editor-findMatchHighlightBackground);
  --bad: var(--vscode-errorForeground); --bad-soft: var(--vscode-inputValidation-errorBackground); --flow: var(--vscode-descriptionForeground);
}
body.vscode-light { color-scheme: light; } body.vscode-dark, body.vscode-high-contrast { color-scheme: dark; }
body { padding: 0; font-size: var(--vscode-font-size, 13px); } main { max-width: none; padding: 16px 24px 60px; }
h1 { font-size: 22px; } h2 { font-size: 18px; } .tile b { font-size: 24px; }
`;

/** Links post where they lead; a new body takes the place of the old one, and the reader's place in it stays. */
const SCRIPT = `
const vscode = acquireVsCodeApi();
document.addEventListener('click', (event) => {
  const link = event.target.closest('[data-open]');
  if (!link) return;
  event.preventDefault();
  vscode.postMessage({ open: JSON.parse(link.dataset.open) });
});
window.addEventListener('message', ({ data }) => {
  if (typeof data.body !== 'string') return;
  const [x, y] = [window.scrollX, window.scrollY];
  const open = [...document.querySelectorAll('details')].map((each) => each.open);
  document.querySelector('main').innerHTML = data.body;
  document.querySelectorAll('details').forEach((each, index) => { if (index in open) each.open = open[index]; });
  window.scrollTo(x, y);
});
`;
