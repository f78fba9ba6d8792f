import * as vscode from 'vscode';
import { references } from '../../language/services/references.js';
import { type Documents, SELECTOR } from '../documents.js';
import { fileOf, locationOf, positionOf, rangeOf } from '../names.js';

/** Uses of a name in the files that the scenario reads; those in the file itself light up under the cursor. */
export function registerReferences(documents: Documents): vscode.Disposable {
  const find = async (document: vscode.TextDocument, position: vscode.Position) => {
    const { compilation } = await documents.settled(document);
    return references(compilation, positionOf(position));
  };
  return vscode.Disposable.from(
    vscode.languages.registerReferenceProvider(SELECTOR, {
      provideReferences: async (document, position) => (await find(document, position)).map(locationOf),
    }),
    vscode.languages.registerDocumentHighlightProvider(SELECTOR, {
      async provideDocumentHighlights(document, position) {
        const own = fileOf(document.uri);
        const spans = (await find(document, position)).filter(({ file }) => file === own);
        return spans.map((span) => new vscode.DocumentHighlight(rangeOf(span)));
      },
    }),
  );
}
