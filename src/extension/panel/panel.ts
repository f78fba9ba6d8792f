import * as vscode from 'vscode';
import { isToHost, type ToHost, type ToPage } from '../../protocol/panel.js';
import type { SweepReport } from '../../trace/sweep.js';
import { encode, fromBase64, pack } from '../../views/embed.js';
import { fileOf, LIBRARY_SCHEME, uriOf } from '../names.js';
import type { Outcome, Session, Sessions } from '../sessions.js';
import { type SweepSession, type Sweeps, shownReport } from '../sweeps.js';
import { reportHtml, webviewHtml } from './html.js';
import { reveal } from './reveal.js';
import { saveFile } from './save.js';
import { standingOf, sweepStanding } from './standing.js';

export const PANEL_TYPE = 'irqlab.panel';

/** Events of a report whose way to the page, and whose drawing, take long enough to say so. */
const LARGE = 100_000;

/** What a panel needs of the extension around it. */
export interface PanelServices {
  readonly extension: vscode.Uri;
  readonly sessions: Sessions;
  readonly sweeps: Sweeps;
  readonly log: vscode.LogOutputChannel;
  /** Runs a file that has no report yet. */
  run(file: string): void;
  cancel(): void;
  runSweep(file: string, name: string): void;
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
  /** Messages that wait for the report before them. */
  #outbox: (() => ToPage)[] = [];
  /** The reports of sweeps that the page has, by name. */
  #swept = new Map<string, SweepReport>();

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
      services.sweeps.onChange((session) => {
        if (session.file === this.#file && this.#ready) this.#postSweep(session);
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#highlight(textEditor)),
      webview.onDidChangeViewState(() => {
        if (webview.visible) return;
        this.#ready = false;
        this.#pictured(this.#file);
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
    this.#pictured(this.#file);
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
      this.#pictured(this.#file);
      disposed();
    });
  }

  #title(): void {
    const name = this.#file.slice(this.#file.lastIndexOf('/') + 1);
    this.#webview.title = `${this.#locked ? '[IrqLab]' : 'IrqLab'} ${decodeURIComponent(name)}`;
  }

  /** Posts a message, in its order: after a report that is not on its way yet. */
  #post(message: ToPage): void {
    if (this.#outbox.length > 0) this.#outbox.push(() => message);
    else void this.#webview.webview.postMessage(message);
  }

  /** Everything that the page must know of the file. One that was never run is run now, unless another run goes on. */
  #postAll(): void {
    const { sessions } = this.#services;
    const { last, state } = sessions.get(this.#file);
    this.#outbox = [];
    if (last !== undefined) this.#postReport(last);
    else {
      const running = state.kind === 'running' || (state.kind === 'idle' && !sessions.running);
      this.#post({ type: 'turn', file: this.#file, running });
      if (state.kind === 'idle' && running) this.#services.run(this.#file);
    }
    const session = sessions.get(this.#file);
    this.#follow(session, { ...session, state: { kind: 'idle' }, stale: undefined });
    this.#swept.clear();
    for (const sweep of this.#services.sweeps.of(this.#file)) this.#postSweep(sweep);
  }

  /** The charts only where they are not those that the page has; how the sweep stands always. */
  #postSweep(session: SweepSession): void {
    const { name } = session;
    const report = shownReport(session);
    if (report !== undefined && report !== this.#swept.get(name)) {
      this.#post({ type: 'sweep', packed: pack(report) });
      this.#swept.set(name, report);
    }
    this.#post(sweepStanding(session));
  }

  #follow(session: Session, before: Session): void {
    const { state, last, stale } = session;
    if (last !== undefined && last !== before.last) this.#postReport(last);
    if (state !== before.state) {
      const message = standingOf(session);
      if (message !== undefined) this.#post(message);
    }
    if (stale !== before.stale && last !== undefined) {
      // A report that fits the text again is drawn afresh, which takes the mark away.
      if (stale === undefined && last === before.last) this.#postReport(last);
      else if (stale !== undefined) this.#post({ type: 'stale', message: stale });
    }
  }

  /** A large report is on its way for seconds, so page and status bar say what comes before they have to wait for it. */
  #postReport({ report, events }: Outcome): void {
    if (events <= LARGE) {
      this.#post({ type: 'report', packed: pack(report) });
      return;
    }
    this.#post({ type: 'progress', done: 1, text: 'preparing the pictures …' });
    this.#outbox.push(() => ({ type: 'report', packed: pack(report) }));
    this.#services.sessions.update(this.#file, { picturing: true });
    setTimeout(() => {
      for (const message of this.#outbox.splice(0)) void this.#webview.webview.postMessage(message());
    });
  }

  #pictured(file: string): void {
    const { sessions } = this.#services;
    if (sessions.get(file).picturing) sessions.update(file, { picturing: false });
  }

  /** The time is told once for each run: a page that only comes back into sight says nothing about speed. */
  #drawn(file: string): void {
    const { sessions, log } = this.#services;
    this.#pictured(file);
    const { last, pictureMs } = sessions.get(file);
    if (last === undefined || pictureMs !== undefined) return;
    const took = performance.now() - last.began;
    log.info(`${file}: pictures after ${took.toFixed(0)} ms`);
    sessions.update(file, { pictureMs: took });
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
        this.#drawn(message.file);
        break;
      case 'reveal':
        reveal(message.span).then(undefined, (error: Error) => this.#services.log.warn(error.message));
        break;
      case 'run':
        this.#services.run(this.#file);
        break;
      case 'cancel':
        this.#services.cancel();
        break;
      case 'runSweep':
        this.#services.runSweep(this.#file, message.name);
        break;
      case 'cancelSweep':
        this.#services.sweeps.cancel();
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

export async function exportHtml(file: string, { sessions, sweeps, extension }: PanelServices): Promise<void> {
  const last = sessions.get(file).last;
  if (last === undefined) {
    void vscode.window.showInformationMessage('There is no report yet: run the scenario first.');
    return;
  }
  const name = decodeURIComponent(file.slice(file.lastIndexOf('/') + 1)).replace(/\.irq$/, '');
  const charts = sweeps.of(file).flatMap((sweep) => shownReport(sweep) ?? []);
  const html = await reportHtml(`${name} · IrqLab`, encode(last.report), encode(charts), extension);
  await saveFile(uriOf(file), `${name}.html`, new TextEncoder().encode(html));
}
