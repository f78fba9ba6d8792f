import * as vscode from 'vscode';
import { type Documents, isRunnable } from '../documents.js';
import { fileOf, uriOf } from '../names.js';
import type { Panels } from '../panel/panels.js';
import { count, type Prepared, type Runner } from '../runner.js';
import type { Sessions, State } from '../sessions.js';
import { setting } from '../settings.js';

/** Runs on save and by command, and tells the session when the text moves away from what was run. */
export function registerRun(
  documents: Documents,
  runner: Runner,
  sessions: Sessions,
  panels: Panels,
): vscode.Disposable {
  const run = (document: vscode.TextDocument) => runner.run(fileOf(document.uri), () => prepare(document, documents));

  return vscode.Disposable.from(
    vscode.workspace.onDidSaveTextDocument((document) => {
      if (!isRunnable(document) || !setting('runOnSave', document.uri)) return;
      void run(document);
      if (setting('openPanelOnSave', document.uri)) panels.openForSave(fileOf(document.uri));
    }),
    vscode.commands.registerCommand('irqlab.run', async (file?: unknown) => {
      const document = await documentFor(file);
      if (document === undefined) return;
      const running = run(document);
      panels.open(fileOf(document.uri));
      await running;
    }),
    vscode.commands.registerCommand('irqlab.openPanel', async () => {
      const document = await documentFor(undefined);
      if (document !== undefined) panels.open(fileOf(document.uri));
    }),
    vscode.commands.registerCommand('irqlab.cancel', () => runner.cancel()),
    sessions.onChange(({ state }, before) => {
      if (isShown(state) === isShown(before.state)) return;
      void vscode.commands.executeCommand('setContext', 'irqlab.running', isShown(state));
    }),
    documents.onDidChange((document) => void compareWithRun(document, documents, sessions)),
    vscode.workspace.onDidCloseTextDocument((document) => {
      if (isRunnable(document) && document.isUntitled) sessions.forget(fileOf(document.uri));
    }),
  );
}

/** Reads a document for running. Every error in it speaks against a run: what would come of it is not what was meant. */
export async function prepare(document: vscode.TextDocument, documents: Documents): Promise<Prepared> {
  const { compilation, text, milliseconds } = await documents.settled(document);
  const errors = compilation.diagnostics.filter(({ severity }) => severity === 'error').length;
  if (errors > 0 || compilation.scenario === undefined) return { kind: 'refused', message: count(errors, 'error') };
  if (compilation.scenario.runs.length === 0) return { kind: 'refused', message: 'no run in this file' };
  return { kind: 'ready', text, scenario: compilation.scenario, milliseconds };
}

/** Whether the run goes on for long enough that the editor offers to cancel it. */
function isShown(state: State): boolean {
  return state.kind === 'running' && state.progress !== undefined;
}

/** The scenario of that name, or the one that is being edited, or one that can be seen. */
export async function documentFor(file: unknown): Promise<vscode.TextDocument | undefined> {
  if (typeof file === 'string') return vscode.workspace.openTextDocument(uriOf(file));
  if (file instanceof vscode.Uri) return vscode.workspace.openTextDocument(file);
  const active = vscode.window.activeTextEditor?.document;
  if (isRunnable(active)) return active;
  return vscode.window.visibleTextEditors.map(({ document }) => document).find(isRunnable);
}

/** Marks the last report as stale where the text is no longer the one that was run, and says why it matters. */
async function compareWithRun(document: vscode.TextDocument, documents: Documents, sessions: Sessions): Promise<void> {
  const file = fileOf(document.uri);
  if (sessions.get(file).last === undefined) return;
  const { compilation, text } = await documents.settled(document);
  const { last, stale } = sessions.get(file);
  if (last === undefined) return;
  const errors = compilation.diagnostics.filter(({ severity }) => severity === 'error').length;
  const now = last.text === text ? undefined : staleness(errors);
  if (now !== stale) sessions.update(file, { stale: now });
}

/** Why a report no longer fits a text that has changed, and has so many errors now. */
export function staleness(errors: number): string {
  return errors > 0
    ? `The text has ${count(errors, 'error')}; this is the last good run.`
    : 'The text has changed since this run.';
}
