import * as vscode from 'vscode';
import { isRunnable, isScenario } from '../documents.js';
import { fileOf } from '../names.js';
import { exportHtml, PANEL_TYPE, Panel, type PanelServices } from './panel.js';

/**
 * The panels, after the manner of VS Code's Markdown preview: one follows whichever scenario is being edited; one that
 * is locked stays with its file, and the next that is opened follows. All come back when the window is loaded again.
 */
export class Panels {
  readonly #services: PanelServices;
  readonly #panels = new Set<Panel>();
  /** Files whose pictures the user has closed; a save does not open them again. */
  readonly #closed = new Set<string>();

  constructor(services: PanelServices) {
    this.#services = services;
  }

  /** Opens the pictures of a file beside its editor, or turns the following panel to it. */
  open(file: string): void {
    this.#closed.delete(file);
    const shown = [...this.#panels].find((panel) => panel.file === file) ?? this.#following();
    if (shown === undefined) this.#add(Panel.create(file, vscode.ViewColumn.Beside, this.#services));
    else {
      shown.show(file);
      shown.reveal();
    }
  }

  /** As `open`, but for a save: not where the user has closed the pictures, and nothing comes to the front. */
  openForSave(file: string): void {
    if ([...this.#panels].some((panel) => panel.file === file) || this.#closed.has(file)) return;
    const following = this.#following();
    if (following === undefined) this.open(file);
    else following.show(file);
  }

  register(): vscode.Disposable {
    return vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        const document = editor?.document;
        if (!isRunnable(document)) return;
        this.#following()?.show(fileOf(document.uri));
      }),
      vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, {
        deserializeWebviewPanel: async (webview, state: unknown) => {
          const file = restoredFile(state);
          if (file === undefined) {
            webview.dispose();
            return;
          }
          const panel = new Panel(webview, file, this.#services);
          panel.locked = this.#following() !== undefined;
          this.#add(panel);
        },
      }),
      vscode.commands.registerCommand('irqlab.toggleLock', () => {
        const panel = this.#active();
        if (panel !== undefined) panel.locked = !panel.locked;
      }),
      vscode.commands.registerCommand('irqlab.exportHtml', async () => {
        const document = vscode.window.activeTextEditor?.document;
        const file =
          this.#active()?.file ?? (document !== undefined && isScenario(document) ? fileOf(document.uri) : undefined);
        if (file !== undefined) await exportHtml(file, this.#services);
      }),
    );
  }

  #add(panel: Panel): void {
    this.#panels.add(panel);
    panel.onDidDispose(() => {
      this.#panels.delete(panel);
      this.#closed.add(panel.file);
    });
  }

  #following(): Panel | undefined {
    return [...this.#panels].find((panel) => !panel.locked);
  }

  #active(): Panel | undefined {
    return [...this.#panels].find((panel) => panel.active);
  }
}

/** The file whose pictures the page showed, from the state that the page keeps; else a scenario that is open. */
function restoredFile(state: unknown): string | undefined {
  const file = (state as { file?: unknown } | null | undefined)?.file;
  if (typeof file === 'string') return file;
  const open = vscode.window.visibleTextEditors.find(({ document }) => isScenario(document));
  return open === undefined ? undefined : fileOf(open.document.uri);
}
