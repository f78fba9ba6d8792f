import * as vscode from 'vscode';
import type { RunReport } from '../../trace/result.js';
import { type Documents, isRunnable, SELECTOR } from '../documents.js';
import { fileOf, rangeOf } from '../names.js';
import { outcomesOf } from '../outcomes.js';
import { count } from '../runner.js';
import type { Sessions } from '../sessions.js';
import { onSettingChange, setting } from '../settings.js';

/** "Run" above each run and each sweep, and what came of the last run for as long as the text is the same. */
export function registerLens(documents: Documents, sessions: Sessions): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    sessions.onChange(({ last, stale }, before) => {
      if (last !== before.last || stale !== before.stale) changed.fire();
    }),
    onSettingChange('showRunLens', () => changed.fire()),
    vscode.languages.registerCodeLensProvider(SELECTOR, {
      onDidChangeCodeLenses: changed.event,
      async provideCodeLenses(document) {
        if (!isRunnable(document) || !setting('showRunLens', document.uri)) return [];
        const { compilation, text } = await documents.settled(document);
        const file = fileOf(document.uri);
        const { last } = sessions.get(file);
        const reports = last?.text === text ? last.report.runs : [];
        const sweeps = (compilation.scenario?.sweeps ?? []).map(
          ({ name, span }) =>
            new vscode.CodeLens(rangeOf(span), {
              title: '$(graph-line) Run sweep',
              command: 'irqlab.runSweep',
              arguments: [file, name],
            }),
        );
        const runs = (compilation.scenario?.runs ?? []).flatMap(({ name, span }) => {
          const range = rangeOf(span);
          const run = new vscode.CodeLens(range, { title: '$(play) Run', command: 'irqlab.run', arguments: [file] });
          const report = reports.find((one) => one.run.name === name);
          if (report === undefined) return [run];
          return [run, new vscode.CodeLens(range, { title: outcome(report), command: 'irqlab.openPanel' })];
        });
        return [...runs, ...sweeps];
      },
    }),
  );
}

function outcome(report: RunReport): string {
  const outcomes = outcomesOf(report);
  const failed = outcomes.filter(({ holds }) => !holds).length;
  if (failed > 0) return `$(error) ${failed} of ${count(outcomes.length, 'expectation')} failed`;
  const designs = count(report.results.length, 'design');
  return outcomes.length === 0 ? `$(check) ${designs}` : `$(check) ${designs}, all expectations hold`;
}
