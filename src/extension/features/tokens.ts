import * as vscode from 'vscode';
import { semanticTokens, TOKEN_MODIFIERS, TOKEN_TYPES } from '../../language/services/tokens.js';
import { type Documents, SELECTOR } from '../documents.js';

/** Colours by meaning, on top of the grammar's. */
export function registerTokens(documents: Documents): vscode.Disposable {
  const legend = new vscode.SemanticTokensLegend([...TOKEN_TYPES], [...TOKEN_MODIFIERS]);
  return vscode.languages.registerDocumentSemanticTokensProvider(
    SELECTOR,
    {
      async provideDocumentSemanticTokens(document) {
        const { compilation } = await documents.settled(document);
        const builder = new vscode.SemanticTokensBuilder(legend);
        for (const { line, column, length, type, modifiers } of semanticTokens(compilation)) {
          builder.push(new vscode.Range(line, column, line, column + length), type, [...modifiers]);
        }
        return builder.build();
      },
    },
    legend,
  );
}
