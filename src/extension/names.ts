import * as vscode from 'vscode';
import type { Position } from '../language/index.js';
import type { Span } from '../model/span.js';

/**
 * Files, places and stretches as the language names them, and as VS Code does. A file of the standard library is named
 * as scenarios import it, `std/…`; any other is named by its URI.
 */
export const LIBRARY_SCHEME = 'irqlab-std';

export function fileOf(uri: vscode.Uri): string {
  return uri.scheme === LIBRARY_SCHEME ? uri.path.slice(1) : uri.toString();
}

export function uriOf(file: string): vscode.Uri {
  return file.startsWith('std/')
    ? vscode.Uri.from({ scheme: LIBRARY_SCHEME, path: `/${file}` })
    : vscode.Uri.parse(file, true);
}

export function positionOf({ line, character }: vscode.Position): Position {
  return { line, column: character };
}

export function rangeOf(span: Omit<Span, 'file'>): vscode.Range {
  return new vscode.Range(span.line, span.column, span.endLine, span.endColumn);
}

export function locationOf(span: Span): vscode.Location {
  return new vscode.Location(uriOf(span.file), rangeOf(span));
}
