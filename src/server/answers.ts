import {
  type Connection,
  ErrorCodes,
  FoldingRangeKind,
  ResponseError,
  SemanticTokensBuilder,
  type TextDocuments,
  type TextEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { format } from '../language/format.js';
import { completions } from '../language/services/completion.js';
import { definition } from '../language/services/definition.js';
import { foldingRanges } from '../language/services/folding.js';
import { hover } from '../language/services/hover.js';
import { references } from '../language/services/references.js';
import { type Refusal, renamable, rename } from '../language/services/rename.js';
import { documentSymbols } from '../language/services/symbols.js';
import { semanticTokens, TOKEN_MODIFIERS, TOKEN_TYPES } from '../language/services/tokens.js';
import type { Analysis, Compiler } from '../workspace/compiler.js';
import { uriOf } from './library.js';
import { completionOf, locationOf, positionOf, rangeOf, symbolOf } from './protocol.js';

/** Answers every question that the server says it can answer. */
export function answers(connection: Connection, documents: TextDocuments<TextDocument>, compiler: Compiler): void {
  const open = (uri: string): TextDocument => {
    const document = documents.get(uri);
    if (document === undefined) throw new ResponseError(ErrorCodes.InvalidParams, `${uri} is not open.`);
    return document;
  };
  const analyse = (uri: string): Promise<Analysis> =>
    compiler.settled(() => {
      const document = open(uri);
      return { file: uri, version: document.version, text: document.getText() };
    });

  connection.onCompletion(async ({ textDocument, position }) => {
    const { compilation, host } = await analyse(textDocument.uri);
    return completions(compilation, positionOf(position), host).map(completionOf);
  });
  connection.onHover(async ({ textDocument, position }) => {
    const { compilation } = await analyse(textDocument.uri);
    const found = hover(compilation, positionOf(position));
    return found && { contents: { kind: 'markdown', value: found.markdown }, range: rangeOf(found.span) };
  });
  connection.onDefinition(async ({ textDocument, position }) => {
    const { compilation } = await analyse(textDocument.uri);
    const span = definition(compilation, positionOf(position));
    return span && locationOf(span);
  });
  connection.onReferences(async ({ textDocument, position }) => {
    const { compilation } = await analyse(textDocument.uri);
    return references(compilation, positionOf(position)).map(locationOf);
  });
  connection.onPrepareRename(async ({ textDocument, position }) => {
    const { compilation } = await analyse(textDocument.uri);
    return rangeOf(accepted(renamable(compilation, positionOf(position))));
  });
  connection.onRenameRequest(async ({ textDocument, position, newName }) => {
    const { compilation } = await analyse(textDocument.uri);
    const changes: Record<string, TextEdit[]> = {};
    for (const { span, text } of accepted(rename(compilation, positionOf(position), newName))) {
      const uri = uriOf(span.file);
      changes[uri] ??= [];
      changes[uri].push({ range: rangeOf(span), newText: text });
    }
    return { changes };
  });
  connection.onDocumentSymbol(async ({ textDocument }) => {
    const { compilation } = await analyse(textDocument.uri);
    return documentSymbols(compilation).map(symbolOf);
  });
  connection.onFoldingRanges(async ({ textDocument }) => {
    const { compilation } = await analyse(textDocument.uri);
    return foldingRanges(compilation).map(({ start, end, kind }) => ({
      startLine: start,
      endLine: end,
      ...(kind !== 'block' && { kind: kind === 'comment' ? FoldingRangeKind.Comment : FoldingRangeKind.Imports }),
    }));
  });
  connection.languages.semanticTokens.on(async ({ textDocument }) => {
    const { compilation } = await analyse(textDocument.uri);
    const builder = new SemanticTokensBuilder();
    for (const { line, column, length, type, modifiers } of semanticTokens(compilation)) {
      const bits = modifiers.reduce((sum, modifier) => sum | (1 << TOKEN_MODIFIERS.indexOf(modifier)), 0);
      builder.push(line, column, length, TOKEN_TYPES.indexOf(type), bits);
    }
    return builder.build();
  });
  connection.onDocumentFormatting(({ textDocument }) => {
    const document = open(textDocument.uri);
    const text = document.getText();
    const formatted = format(text);
    if (formatted === text) return [];
    const end = document.positionAt(text.length);
    return [{ range: { start: { line: 0, character: 0 }, end }, newText: formatted }];
  });
}

/** A refusal is told to the user in its own words. */
function accepted<T extends object>(result: T | Refusal): T {
  if ('refused' in result) throw new ResponseError(ErrorCodes.InvalidRequest, result.refused);
  return result;
}
