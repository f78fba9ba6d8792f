import * as vscode from 'vscode';
import { format } from '../../language/format.js';
import { SELECTOR } from '../documents.js';

/** The one layout of the language; the editor finds out by itself which lines of it are new. */
export function registerFormat(): vscode.Disposable {
  return vscode.languages.registerDocumentFormattingEditProvider(SELECTOR, {
    provideDocumentFormattingEdits(document) {
      const text = document.getText();
      const formatted = format(text);
      if (formatted === text) return [];
      const all = new vscode.Range(document.positionAt(0), document.positionAt(text.length));
      return [vscode.TextEdit.replace(all, formatted)];
    },
  });
}
