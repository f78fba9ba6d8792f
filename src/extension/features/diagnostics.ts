import * as vscode from 'vscode';
import type { Related, Severity } from '../../language/index.js';
import type { Span } from '../../model/span.js';
import { type Documents, isScenario } from '../documents.js';
import { fileOf, locationOf, rangeOf } from '../names.js';

export const SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** A text that compiles within this is compiled at every key; one that takes longer, only when the keys pause. */
const AT_EVERY_KEY_MS = 30;
const LONGEST_PAUSE_MS = 300;

/** Marks errors while one types: a moment after the last key, only for the newest text. */
export function registerDiagnostics(documents: Documents): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('irqlab');
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const pauses = new Map<string, number>();

  const publish = async (document: vscode.TextDocument): Promise<void> => {
    timers.delete(document.uri.toString());
    const analysis = await documents.settled(document);
    if (document.isClosed || analysis.version !== document.version) return;
    pauses.set(document.uri.toString(), pauseAfter(analysis.milliseconds));
    const file = fileOf(document.uri);
    const own = analysis.compilation.diagnostics.filter(({ span }) => span.file === file);
    collection.set(document.uri, own.map(diagnosticOf));
  };

  const schedule = (document: vscode.TextDocument): void => {
    const key = document.uri.toString();
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => void publish(document), pauses.get(key) ?? 0),
    );
  };

  for (const document of documents.all()) schedule(document);
  return vscode.Disposable.from(
    collection,
    documents.onDidChange(schedule),
    vscode.workspace.onDidCloseTextDocument((document) => {
      if (!isScenario(document)) return;
      const key = document.uri.toString();
      clearTimeout(timers.get(key));
      timers.delete(key);
      pauses.delete(key);
      collection.delete(document.uri);
    }),
    new vscode.Disposable(() => {
      for (const timer of timers.values()) clearTimeout(timer);
    }),
  );
}

function pauseAfter(compilationMs: number): number {
  return compilationMs <= AT_EVERY_KEY_MS ? 0 : Math.min(LONGEST_PAUSE_MS, 2 * compilationMs);
}

export interface Problem {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly related: readonly Related[];
}

export function diagnosticOf({ code, severity, message, span, related }: Problem): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(rangeOf(span), message, SEVERITIES[severity]);
  diagnostic.code = code;
  diagnostic.source = 'IrqLab';
  diagnostic.relatedInformation = related.map(
    (other) => new vscode.DiagnosticRelatedInformation(locationOf(other.span), other.message),
  );
  return diagnostic;
}
