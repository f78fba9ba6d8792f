import * as vscode from 'vscode';
import { definition } from '../../language/services/definition.js';
import { type Documents, SELECTOR } from '../documents.js';
import { locationOf, positionOf } from '../names.js';

/** Leads to a declaration, in this file, in one that it imports, or in the standard library. */
export function registerDefinition(documents: Documents): vscode.Disposable {
  return vscode.languages.registerDefinitionProvider(SELECTOR, {
    async provideDefinition(document, position) {
      const { compilation } = await documents.settled(document);
      const span = definition(compilation, positionOf(position));
      return span && locationOf(span);
    },
  });
}
