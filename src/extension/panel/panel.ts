import * as vscode from 'vscode';
import { isToHost, type ToHost, type ToPage } from '../../protocol/panel.js';
import { encode, fromBase64, pack } from '../../views/embed.js';
import { fileOf, LIBRARY_SCHEME, uriOf } from '../names.js';
import type { Outcome, Session, Sessions } from '../sessions.js';
import { reportHtml, webviewHtml } from './html.js';
import { reveal } from './reveal.js';
import { saveFile } from './save.js';

export const PANEL_TYPE = 'irqlab.panel';

/** What a panel needs of the extension around it. */
export interface PanelServices {
  readonly extension: vscode.Uri;
  readonly sessions: Sessions;
  readonly log: vscode.LogOutputChannel;
  /** Runs a file that has no report yet. */
  run(file: string): void;
  cancel(): void;
}

/**
 * A webview with the pictures of one file at a time. The page keeps what the user chose to see; the host keeps the
 * report and posts it again when the page asks, which it does whenever it has been hidden and comes back.
 */
export class Panel {
  readonly #webview: vscode.WebviewPanel;
  readonly #services: PanelServices;
  readonly #subscriptions: vscode.Disposable;
  #file: string;
  /** Whether the page listens; before, and after it was hidden, messages to it are lost. */
  #ready = false;
  #locked = false;

  constructor(webview: vscode.WebviewPanel, file: string, services: PanelServices) {
    this.#webview = webview;
    this.#services = services;
    this.#file = file;
    webview.iconPath = vscode.Uri.joinPath(services.extension, 'media', 'icon.svg');
    webview.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(services.extension, 'dist')],
    };
    this.#subscriptions = vscode.Disposable.from(
      webview.webview.onDidReceiveMessage((message: unknown) => {
        if (isToHost(message)) this.#receive(message);
      }),
      services.sessions.onChange((session, before) => {
        if (session.file === this.#file && this.#ready) this.#follow(session, before);
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#highlight(textEditor)),
      webview.onDidChangeViewState(() => {
        if (!webview.visible) this.#ready = false;
      }),
    );
    webview.webview.html = webviewHtml(webview.webview, services.extension);
    this.#title();
  }

  static create(file: string, column: vscode.ViewColumn, services: PanelServices): Panel {
    const showOptions = { viewColumn: column, preserveFocus: true };
    return new Panel(vscode.window.createWebviewPanel(PANEL_TYPE, 'IrqLab', showOptions, {}), file, services);
  }

  get file(): string {
    return this.#file;
  }

  get active(): boolean {
    return this.#webview.active;
  }

  get locked(): boolean {
    return this.#locked;
  }

  set locked(locked: boolean) {
    this.#locked = locked;
    this.#title();
  }

  /** Turns to another file. */
  show(file: string): void {
    if (file === this.#file) return;
    this.#file = file;
    this.#title();
    if (this.#ready) this.#postAll();
  }

  reveal(): void {
    this.#webview.reveal(undefined, true);
  }

  onDidDispose(disposed: () => void): void {
    this.#webview.onDidDispose(() => {
      this.#subscriptions.dispose();
      disposed();
    });
  }

  #title(): void {
    const name = this.#file.slice(this.#file.lastIndexOf('/') + 1);
    this.#webview.title = `${this.#locked ? '[IrqLab]' : 'IrqLab'} ${decodeURIComponent(name)}`;
  }

  #post(message: ToPage): void {
    void this.#webview.webview.postMessage(message);
  }

  /** Everything that the page must know of the file. One that was never run is run now. */
  #postAll(): void {
    const session = this.#services.sessions.get(this.#file);
    if (session.last !== undefined) this.#postReport(session.last);
    else if (session.state.kind === 'idle') this.#services.run(this.#file);
    this.#follow(session, { ...session, state: { kind: 'idle' }, stale: undefined });
  }

  #follow({ state, last, stale }: Session, before: Session): void {
    if (last !== undefined && last !== before.last) this.#postReport(last);
    if (state !== before.state) {
      if (state.kind === 'running' && state.progress !== undefined) {
        const { fraction, run, design } = state.progress;
        this.#post({ type: 'progress', done: fraction, text: `${run} · ${design}` });
      } else if (state.kind === 'failed' || state.kind === 'refused') {
        this.#post(
          last === undefined || state.kind === 'failed'
            ? { type: 'error', message: state.message }
            : { type: 'stale', message: state.message },
        );
      } else if (state.kind === 'cancelled') {
        this.#post({ type: 'stale', message: 'The run was cancelled.' });
      }
    }
    if (stale !== before.stale && last !== undefined) {
      // A report that fits the text again is drawn afresh, which takes the mark away.
      if (stale === undefined && last === before.last) this.#postReport(last);
      else if (stale !== undefined) this.#post({ type: 'stale', message: stale });
    }
  }

  #postReport({ report }: Outcome): void {
    this.#post({ type: 'report', packed: pack(report) });
  }

  /** The time is told once for each run: a page that only comes back into sight says nothing about speed. */
  #drawn(): void {
    const { sessions, log } = this.#services;
    const { last, pictureMs } = sessions.get(this.#file);
    if (last === undefined || pictureMs !== undefined) return;
    const took = performance.now() - last.began;
    log.info(`${this.#file}: pictures after ${took.toFixed(0)} ms`);
    sessions.update(this.#file, { pictureMs: took });
  }

  #highlight({ document, selection }: vscode.TextEditor): void {
    const shown = document.languageId === 'irq' || document.uri.scheme === LIBRARY_SCHEME;
    if (shown && this.#ready)
      this.#post({ type: 'highlight', file: fileOf(document.uri), line: selection.active.line });
  }

  #receive(message: ToHost): void {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#postAll();
        break;
      case 'drawn':
        this.#drawn();
        break;
      case 'reveal':
        reveal(message.span).then(undefined, (error: Error) => this.#services.log.warn(error.message));
        break;
      case 'cancel':
        this.#services.cancel();
        break;
      case 'copy':
        void vscode.env.clipboard.writeText(message.text);
        break;
      case 'error':
        this.#services.log.error(`The page of pictures: ${message.message}`);
        break;
      case 'export':
        if (message.format === 'html') void this.exportHtml();
        else {
          const { format, name, data } = message;
          void saveFile(uriOf(this.#file), name, format === 'png' ? fromBase64(data) : new TextEncoder().encode(data));
        }
        break;
    }
  }

  /** Saves the last report as a page of its own. */
  async exportHtml(): Promise<void> {
    await exportHtml(this.#file, this.#services);
  }
}

export async function exportHtml(file: string, { sessions, extension }: PanelServices): Promise<void> {
  const last = sessions.get(file).last;
  if (last === undefined) {
    void vscode.window.showInformationMessage('There is no report yet: run the scenario first.');
    return;
  }
  const name = decodeURIComponent(file.slice(file.lastIndexOf('/') + 1)).replace(/\.irq$/, '');
  const html = await reportHtml(`${name} · IrqLab`, encode(last.report), extension);
  await saveFile(uriOf(file), `${name}.html`, new TextEncoder().encode(html));
}
