import * as vscode from 'vscode';
import { describe } from './describe.js';
import { isRunnable } from './documents.js';
import { fileOf } from './names.js';
import type { Sessions } from './sessions.js';

/**
 * The state of the active scenario in the status bar; a click does what helps most in that state. While a panel has the
 * focus no text editor is active, and the scenario that was active last goes on being followed: it is what the panel
 * shows, and its run may end, or be cancelled, from there.
 */
export function registerStatus(sessions: Sessions): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('irqlab.status', vscode.StatusBarAlignment.Left, 10);
  item.name = 'IrqLab';
  let document: vscode.TextDocument | undefined;

  const refresh = () => {
    document = vscode.window.activeTextEditor?.document ?? document;
    if (!isRunnable(document) || document.isClosed) {
      item.hide();
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
    vscode.workspace.onDidCloseTextDocument(refresh),
    sessions.onChange(({ state }) => {
      if (state.kind !== 'running' || state.progress !== undefined) refresh();
    }),
  );
}
