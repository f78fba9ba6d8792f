import {
  CompletionItemKind,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentSymbol,
  InsertTextFormat,
  type Location,
  type Position,
  type Range,
  SymbolKind,
} from 'vscode-languageserver';
import type * as language from '../language/index.js';
import type { Completion } from '../language/services/completion.js';
import type * as symbols from '../language/services/symbols.js';
import type { Span } from '../model/span.js';
import { uriOf } from './library.js';

/** What the language services say, in the words of the protocol. */
export function positionOf({ line, character }: Position): language.Position {
  return { line, column: character };
}

export function rangeOf({ line, column, endLine, endColumn }: Span): Range {
  return { start: { line, character: column }, end: { line: endLine, character: endColumn } };
}

export function locationOf(span: Span): Location {
  return { uri: uriOf(span.file), range: rangeOf(span) };
}

const SEVERITIES: Readonly<Record<language.Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

export function diagnosticOf({ code, severity, message, span, related }: language.Diagnostic): Diagnostic {
  return {
    source: 'irqlab',
    code,
    severity: SEVERITIES[severity],
    message,
    range: rangeOf(span),
    relatedInformation: related.map((other) => ({ location: locationOf(other.span), message: other.message })),
  };
}

const COMPLETIONS: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  choice: CompletionItemKind.EnumMember,
  name: CompletionItemKind.Reference,
  unit: CompletionItemKind.Unit,
  local: CompletionItemKind.Variable,
  file: CompletionItemKind.File,
};

export function completionOf(completion: Completion, index: number) {
  const { label, kind, detail, documentation, insert, snippet, span } = completion;
  return {
    label,
    kind: COMPLETIONS[kind],
    detail,
    documentation: { kind: 'markdown' as const, value: documentation },
    sortText: String(index).padStart(4, '0'),
    insertTextFormat: snippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: { range: rangeOf(span), newText: insert },
  };
}

const SYMBOLS: Readonly<Record<symbols.DocumentSymbol['kind'], SymbolKind>> = {
  machine: SymbolKind.Struct,
  device: SymbolKind.Object,
  path: SymbolKind.Function,
  process: SymbolKind.Module,
  workload: SymbolKind.Array,
  design: SymbolKind.Class,
  param: SymbolKind.Constant,
  run: SymbolKind.Event,
  sweep: SymbolKind.Event,
  stage: SymbolKind.Method,
  handler: SymbolKind.Method,
};

export function symbolOf({ name, detail, kind, span, selection, children }: symbols.DocumentSymbol): DocumentSymbol {
  return {
    name,
    detail,
    kind: SYMBOLS[kind],
    range: rangeOf(span),
    selectionRange: rangeOf(selection),
    children: children.map(symbolOf),
  };
}
