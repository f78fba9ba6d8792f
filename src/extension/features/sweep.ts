import * as vscode from 'vscode';
import type { Sweep } from '../../model/sweep.js';
import { type Documents, isRunnable } from '../documents.js';
import { fileOf } from '../names.js';
import type { Panels } from '../panel/panels.js';
import type { Sweeps } from '../sweeps.js';
import { documentFor, prepare, staleness } from './run.js';

/** Sweeps by command, with their progress in the status bar. None is ever run by itself: they can take minutes. */
export function registerSweep(documents: Documents, sweeps: Sweeps, panels: Panels): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('irqlab.sweep', vscode.StatusBarAlignment.Left, 9);
  item.name = 'IrqLab Sweep';
  item.command = 'irqlab.cancelSweep';

  return vscode.Disposable.from(
    item,
    vscode.commands.registerCommand('irqlab.runSweep', async (file?: unknown, name?: unknown) => {
      const document = await documentFor(file);
      if (document === undefined) return;
      const prepared = await prepare(document, documents);
      if (prepared.kind === 'refused') {
        void vscode.window.showWarningMessage(`The sweep was not run: ${prepared.message}.`);
        return;
      }
      const sweep = await choose(prepared.scenario.sweeps, name);
      if (sweep === undefined) return;
      const over = sweeps.run(fileOf(document.uri), sweep, prepared.text);
      panels.open(fileOf(document.uri));
      await over;
    }),
    vscode.commands.registerCommand('irqlab.cancelSweep', () => sweeps.cancel()),
    sweeps.onChange(() => {
      const { running } = sweeps;
      void vscode.commands.executeCommand('setContext', 'irqlab.sweeping', running !== undefined);
      if (running?.state.kind !== 'running') {
        item.hide();
        return;
      }
      const { progress } = running.state;
      item.text = `$(sync~spin) Sweep ${Math.floor((progress?.fraction ?? 0) * 100)} %`;
      item.tooltip = `${running.name} (click to cancel)`;
      item.show();
    }),
    documents.onDidChange((document) => void compare(document, documents, sweeps)),
    vscode.workspace.onDidCloseTextDocument((document) => {
      if (isRunnable(document) && document.isUntitled) sweeps.forget(fileOf(document.uri));
    }),
  );
}

/** The sweep of that name; without a name the only one, or the one that the user picks. */
async function choose(all: readonly Sweep[], name: unknown): Promise<Sweep | undefined> {
  if (typeof name === 'string') {
    const named = all.find((sweep) => sweep.name === name);
    if (named === undefined) void vscode.window.showWarningMessage(`The text no longer has a sweep "${name}".`);
    return named;
  }
  if (all.length === 0) {
    void vscode.window.showInformationMessage('The text has no sweep yet: add one, as in  sweep "name" { … }');
    return undefined;
  }
  if (all.length === 1) return all[0];
  const items = all.map((sweep) => ({ label: sweep.name, description: sweep.parameter, sweep }));
  return (await vscode.window.showQuickPick(items, { placeHolder: 'Which sweep?' }))?.sweep;
}

async function compare(document: vscode.TextDocument, documents: Documents, sweeps: Sweeps): Promise<void> {
  const file = fileOf(document.uri);
  if (sweeps.of(file).length === 0) return;
  const { compilation, text } = await documents.settled(document);
  const errors = compilation.diagnostics.filter(({ severity }) => severity === 'error').length;
  sweeps.compare(file, text, staleness(errors));
}
