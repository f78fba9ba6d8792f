import * as vscode from 'vscode';
import { uriOf } from '../names.js';
import { type Problem, problemsOf } from '../outcomes.js';
import type { Sessions } from '../sessions.js';
import { diagnosticOf } from './diagnostics.js';

/**
 * Marks what the last run found: findings of the simulation and expectations that failed. They go when the text
 * changes, since their lines may be others then, and when the file is run again.
 */
export function registerProblems(sessions: Sessions): vscode.Disposable {
  const collections = new Map<string, vscode.DiagnosticCollection>();

  const collectionOf = (file: string): vscode.DiagnosticCollection => {
    let collection = collections.get(file);
    if (collection === undefined) {
      collection = vscode.languages.createDiagnosticCollection('irqlab-run');
      collections.set(file, collection);
    }
    return collection;
  };

  return vscode.Disposable.from(
    sessions.onChange(({ file, state, last, stale }, before) => {
      if (state === before.state && stale === before.stale && last === before.last) return;
      const shown = state.kind === 'done' && stale === undefined && last !== undefined;
      if (!shown && !collections.has(file)) return;
      const collection = collectionOf(file);
      collection.clear();
      if (shown) collection.set([...byFile(problemsOf(last.report))]);
    }),
    new vscode.Disposable(() => {
      for (const collection of collections.values()) collection.dispose();
    }),
  );
}

/** A finding may stand in a file that the scenario imports. */
function byFile(problems: readonly Problem[]): Map<vscode.Uri, vscode.Diagnostic[]> {
  const files = new Map<string, vscode.Diagnostic[]>();
  for (const problem of problems) {
    const list = files.get(problem.span.file);
    if (list === undefined) files.set(problem.span.file, [diagnosticOf(problem)]);
    else list.push(diagnosticOf(problem));
  }
  return new Map([...files].map(([file, diagnostics]) => [uriOf(file), diagnostics]));
}
