/** "MLOps: Show Pipeline": the picture of the pipeline of the script or notebook in front, following edits and the reader. */
import * as vscode from 'vscode';
import { messages, type PipelinePage, type PipelineParams } from '../../../server/src/lsp/protocol';
import type { Session } from '../activate';
import { createNonce, createPage } from './page';

/** Milliseconds after the last keystroke; the server's own rest is as long. */
const REST = 250;

let view: PipelineView | undefined;

/** Shows the picture of the active editor's file; a second call brings the view to the front. */
export async function showPipeline(session: Session): Promise<void> {
  const subject = activeSubject();
  if (!subject) {
    void vscode.window.showInformationMessage('MLOps: open a Python file or a notebook to see its pipeline.');
    return;
  }
  view ??= new PipelineView(session, () => (view = undefined));
  await view.show(subject);
}

class PipelineView {
  private readonly panel: vscode.WebviewPanel;
  private readonly disposables: vscode.Disposable[];
  private subject: vscode.Uri | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** True once the page is there, and only its body has to be renewed. */
  private isLoaded = false;
  private readonly nonce = createNonce();

  constructor(
    private readonly session: Session,
    onClosed: () => void,
  ) {
    this.panel = createPage(session, 'mlopsAntipatterns.pipeline', 'Pipeline');
    this.disposables = [
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.edited(document)),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook }) => this.renew(notebook.uri)),
      vscode.window.onDidChangeActiveTextEditor(() => this.follow()),
      vscode.window.onDidChangeActiveNotebookEditor(() => this.follow()),
    ];
    this.panel.onDidDispose(() => {
      clearTimeout(this.timer);
      for (const each of this.disposables) each.dispose();
      onClosed();
    });
  }

  async show(subject: vscode.Uri): Promise<void> {
    this.subject = subject;
    this.panel.reveal(undefined, true);
    await this.load();
  }

  private edited(document: vscode.TextDocument): void {
    const cellOf = vscode.workspace.notebookDocuments.find((notebook) =>
      notebook.getCells().some((cell) => cell.document === document),
    );
    this.renew(cellOf?.uri ?? document.uri);
  }

  private renew(changed: vscode.Uri): void {
    if (changed.toString() !== this.subject?.toString()) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.load(), REST);
  }

  /** The reader looks at another file: the picture goes along. */
  private follow(): void {
    const subject = activeSubject();
    if (!subject || subject.toString() === this.subject?.toString()) return;
    this.subject = subject;
    void this.load();
  }

  private async load(): Promise<void> {
    const { subject } = this;
    if (!subject) return;
    const { client, output } = this.session;
    const params: PipelineParams = { uri: client.code2ProtocolConverter.asUri(subject), nonce: this.nonce };
    try {
      const page = await client.sendRequest<PipelinePage | null>(messages.pipeline, params);
      if (!page || subject !== this.subject) return;
      this.panel.title = `Pipeline: ${page.title}`;
      if (this.isLoaded) await this.panel.webview.postMessage({ body: page.body });
      else this.panel.webview.html = page.html;
      this.isLoaded = true;
    } catch (error) {
      output.error(`The pipeline could not be shown: ${String(error)}`);
    }
  }
}

/** The Python file or notebook that the user looks at. */
function activeSubject(): vscode.Uri | undefined {
  const { activeNotebookEditor, activeTextEditor } = vscode.window;
  if (activeNotebookEditor) return activeNotebookEditor.notebook.uri;
  return activeTextEditor?.document.languageId === 'python' ? activeTextEditor.document.uri : undefined;
}
