import * as vscode from 'vscode';
import type { Span } from '../../model/span.js';
import { rangeOf, uriOf } from '../names.js';

/** Shows a stretch of a file and selects it: where the file is visible, otherwise beside the pictures. */
export async function reveal(span: Span): Promise<void> {
  const uri = uriOf(span.file);
  const range = rangeOf(span);
  const visible = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === uri.toString());
  const column = visible?.viewColumn ?? textColumn();
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document, { viewColumn: column, selection: range });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** A column that shows a scenario, so that the pictures are not covered by the text. */
function textColumn(): vscode.ViewColumn {
  const editor = vscode.window.visibleTextEditors.find(({ document }) => document.languageId === 'irq');
  return editor?.viewColumn ?? vscode.ViewColumn.One;
}
