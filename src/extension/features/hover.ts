import * as vscode from 'vscode';
import { hover } from '../../language/services/hover.js';
import { type Documents, SELECTOR } from '../documents.js';
import { positionOf, rangeOf } from '../names.js';
import { inert } from './inert.js';

export function registerHover(documents: Documents): vscode.Disposable {
  return vscode.languages.registerHoverProvider(SELECTOR, {
    async provideHover(document, position) {
      const { compilation } = await documents.settled(document);
      const found = hover(compilation, positionOf(position));
      return found && new vscode.Hover(new vscode.MarkdownString(inert(found.markdown)), rangeOf(found.span));
    },
  });
}
