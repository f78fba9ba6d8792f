import * as vscode from 'vscode';
import { type DocumentSymbol, documentSymbols } from '../../language/services/symbols.js';
import { type Documents, SELECTOR } from '../documents.js';
import { rangeOf } from '../names.js';

const KINDS: Readonly<Record<DocumentSymbol['kind'], vscode.SymbolKind>> = {
  machine: vscode.SymbolKind.Struct,
  device: vscode.SymbolKind.Object,
  path: vscode.SymbolKind.Function,
  process: vscode.SymbolKind.Module,
  workload: vscode.SymbolKind.Array,
  design: vscode.SymbolKind.Class,
  param: vscode.SymbolKind.Constant,
  run: vscode.SymbolKind.Event,
  sweep: vscode.SymbolKind.Event,
  stage: vscode.SymbolKind.Method,
  handler: vscode.SymbolKind.Method,
};

/** The outline, the bread crumbs and "go to symbol". */
export function registerSymbols(documents: Documents): vscode.Disposable {
  return vscode.languages.registerDocumentSymbolProvider(SELECTOR, {
    async provideDocumentSymbols(document) {
      const { compilation } = await documents.settled(document);
      return documentSymbols(compilation).map(symbolOf);
    },
  });
}

function symbolOf({ name, detail, kind, span, selection, children }: DocumentSymbol): vscode.DocumentSymbol {
  const symbol = new vscode.DocumentSymbol(name, detail, KINDS[kind], rangeOf(span), rangeOf(selection));
  symbol.children = children.map(symbolOf);
  return symbol;
}
