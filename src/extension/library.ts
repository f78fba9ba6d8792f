import library from 'irqlab:library';
import * as vscode from 'vscode';
import { fileOf, LIBRARY_SCHEME } from './names.js';

/** Opens the files of the standard library, read-only, so that go-to-definition can lead into them. */
export function registerLibrary(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(LIBRARY_SCHEME, {
    provideTextDocumentContent: (uri) => library[fileOf(uri)] ?? null,
  });
}
