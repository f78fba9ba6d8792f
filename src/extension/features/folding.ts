import * as vscode from 'vscode';
import { type Fold, foldingRanges } from '../../language/services/folding.js';
import { type Documents, SELECTOR } from '../documents.js';

const KINDS: Readonly<Record<Fold['kind'], vscode.FoldingRangeKind | undefined>> = {
  block: undefined,
  comment: vscode.FoldingRangeKind.Comment,
  imports: vscode.FoldingRangeKind.Imports,
};

export function registerFolding(documents: Documents): vscode.Disposable {
  return vscode.languages.registerFoldingRangeProvider(SELECTOR, {
    provideFoldingRanges: (document) =>
      foldingRanges(documents.analyse(document).compilation).map(
        ({ start, end, kind }) => new vscode.FoldingRange(start, end, KINDS[kind]),
      ),
  });
}
