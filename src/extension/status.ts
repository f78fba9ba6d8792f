import * as vscode from 'vscode';
import { describe } from './describe.js';
import { fileOf, LIBRARY_SCHEME } from './names.js';
import type { Sessions } from './sessions.js';

/** The state of the active scenario in the status bar; a click does what helps most in that state. */
export function registerStatus(sessions: Sessions): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('irqlab.status', vscode.StatusBarAlignment.Left, 10);
  item.name = 'IrqLab';

  const refresh = () => {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== 'irq' || document.uri.scheme === LIBRARY_SCHEME) {
      // A panel that has the focus is no text editor; what it shows is still of interest.
      if (vscode.window.activeTextEditor !== undefined) item.hide();
      return;
    }
    const { text, tooltip, command, failed } = describe(sessions.get(fileOf(document.uri)));
    item.text = text;
    item.tooltip = tooltip;
    item.command = command;
    item.backgroundColor = failed ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    item.show();
  };

  refresh();
  return vscode.Disposable.from(
    item,
    vscode.window.onDidChangeActiveTextEditor(refresh),
    vscode.workspace.onDidOpenTextDocument(refresh),
    sessions.onChange(({ state }) => {
      if (state.kind !== 'running' || state.progress !== undefined) refresh();
    }),
  );
}
