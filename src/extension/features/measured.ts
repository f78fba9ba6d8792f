import * as vscode from 'vscode';
import { isRunnable, SELECTOR } from '../documents.js';
import { fileOf } from '../names.js';
import { measuredText, type Outcome, outcomesOf } from '../outcomes.js';
import type { Sessions } from '../sessions.js';
import { onSettingChange, setting } from '../settings.js';

/** The measured value behind each `expect`, for as long as the text is the one that was run. */
export function registerMeasured(sessions: Sessions): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    sessions.onChange(({ last, stale }, before) => {
      if (last !== before.last || stale !== before.stale) changed.fire();
    }),
    onSettingChange('showMeasured', () => changed.fire()),
    vscode.languages.registerInlayHintsProvider(SELECTOR, {
      onDidChangeInlayHints: changed.event,
      provideInlayHints(document, range) {
        if (!isRunnable(document) || !setting('showMeasured', document.uri)) return [];
        const { last, stale } = sessions.get(fileOf(document.uri));
        if (last === undefined || stale !== undefined || last.text !== document.getText()) return [];
        return last.report.runs
          .flatMap(outcomesOf)
          .filter(({ expectation: { span } }) => range.start.line <= span.line && span.line <= range.end.line)
          .map(hintOf);
      },
    }),
  );
}

function hintOf(outcome: Outcome): vscode.InlayHint {
  const { span } = outcome.expectation;
  const position = new vscode.Position(span.endLine, span.endColumn);
  const hint = new vscode.InlayHint(position, `${outcome.holds ? '✓' : '✗'} ${measuredText(outcome)}`);
  hint.paddingLeft = true;
  hint.tooltip = outcome.holds ? 'Measured by the last run; it is as expected.' : 'Measured by the last run.';
  return hint;
}
