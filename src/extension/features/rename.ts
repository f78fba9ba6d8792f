import * as vscode from 'vscode';
import { renamable, rename } from '../../language/services/rename.js';
import { type Documents, SELECTOR } from '../documents.js';
import { positionOf, rangeOf, uriOf } from '../names.js';

/** Renames a name everywhere; where that cannot be, the reason is shown at the cursor. */
export function registerRename(documents: Documents): vscode.Disposable {
  return vscode.languages.registerRenameProvider(SELECTOR, {
    async prepareRename(document, position) {
      const { compilation } = await documents.settled(document);
      const found = renamable(compilation, positionOf(position));
      if ('refused' in found) throw new Error(found.refused);
      return rangeOf(found);
    },
    async provideRenameEdits(document, position, name) {
      const { compilation } = await documents.settled(document);
      const edits = rename(compilation, positionOf(position), name);
      if ('refused' in edits) throw new Error(edits.refused);
      const all = new vscode.WorkspaceEdit();
      for (const { span, text } of edits) all.replace(uriOf(span.file), rangeOf(span), text);
      return all;
    },
  });
}
