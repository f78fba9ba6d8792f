import * as vscode from 'vscode';
import { type Completion, completions } from '../../language/services/completion.js';
import { type Documents, SELECTOR } from '../documents.js';
import { positionOf, rangeOf } from '../names.js';
import { inert } from './inert.js';

const KINDS: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  keyword: vscode.CompletionItemKind.Keyword,
  choice: vscode.CompletionItemKind.EnumMember,
  name: vscode.CompletionItemKind.Reference,
  unit: vscode.CompletionItemKind.Unit,
  local: vscode.CompletionItemKind.Variable,
  file: vscode.CompletionItemKind.File,
};

/** Where these are typed something is expected that is worth offering unasked. */
const TRIGGERS = ['.', '"', '/', ','];

export function registerCompletion(documents: Documents): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(
    SELECTOR,
    {
      async provideCompletionItems(document, position) {
        const { compilation, host } = await documents.settled(document);
        return completions(compilation, positionOf(position), host).map((completion, index) =>
          itemOf(completion, index, position),
        );
      },
    },
    ...TRIGGERS,
  );
}

function itemOf(completion: Completion, index: number, position: vscode.Position): vscode.CompletionItem {
  const { label, kind, detail, documentation, insert, snippet } = completion;
  const item = new vscode.CompletionItem(label, KINDS[kind]);
  item.detail = detail;
  item.documentation = new vscode.MarkdownString(inert(documentation));
  item.insertText = snippet ? new vscode.SnippetString(insert) : insert;
  // The order of the language, in which what is likely stands first.
  item.sortText = String(index).padStart(4, '0');
  const range = rangeOf(completion.span);
  item.range = { inserting: range.with({ end: position }), replacing: range };
  if (snippet && insert.includes(NAME)) item.command = OFFER;
  return item;
}

/** In a snippet, where one of the names that there are has to follow; they are offered at once. */
const NAME = '$1';
const OFFER: vscode.Command = { command: 'editor.action.triggerSuggest', title: 'Offer names' };
