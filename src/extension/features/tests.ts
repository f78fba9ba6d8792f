import * as vscode from 'vscode';
import type { Run } from '../../model/scenario.js';
import { type Documents, isRunnable, isScenario } from '../documents.js';
import { fileOf, rangeOf, uriOf } from '../names.js';
import { measuredText, type Outcome, outcomesOf } from '../outcomes.js';
import type { Runner } from '../runner.js';
import type { Session, Sessions } from '../sessions.js';
import { prepare } from './run.js';

/**
 * Every expectation of an open scenario is a test, below its run and its file. Running one runs its file, because the
 * designs of a run are compared as a whole; in continuous mode every run, on save too, tells the tests what it found.
 */
export function registerTests(documents: Documents, runner: Runner, sessions: Sessions): vscode.Disposable {
  const controller = vscode.tests.createTestController('irqlab', 'IrqLab');
  const continuous = new Set<vscode.TestRunRequest>();

  const discover = async (document: vscode.TextDocument): Promise<void> => {
    if (!isRunnable(document)) return;
    const { compilation } = await documents.settled(document);
    const file = fileOf(document.uri);
    const runs = compilation.scenario?.runs.filter(({ expectations }) => expectations.length > 0) ?? [];
    // While the text has errors, the tests that were there stay.
    if (compilation.scenario === undefined) return;
    if (runs.length === 0) controller.items.delete(file);
    else controller.items.add(fileItem(controller, document.uri, runs));
  };

  const runTests = async (request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> => {
    if (request.continuous) {
      continuous.add(request);
      token.onCancellationRequested(() => continuous.delete(request));
      return;
    }
    const run = controller.createTestRun(request);
    token.onCancellationRequested(() => runner.cancel());
    for (const item of filesOf(request, controller)) {
      if (token.isCancellationRequested) break;
      for (const test of expectationsOf(item)) if (isIncluded(test, request)) run.started(test);
      const document = await vscode.workspace.openTextDocument(uriOf(item.id));
      await runner.run(item.id, () => prepare(document, documents));
      tell(run, item, request, sessions.get(item.id));
    }
    run.end();
  };

  controller.createRunProfile('Run', vscode.TestRunProfileKind.Run, runTests, true, undefined, true);
  for (const document of documents.all()) void discover(document);
  return vscode.Disposable.from(
    controller,
    documents.onDidChange((document) => void discover(document)),
    vscode.workspace.onDidCloseTextDocument((document) => {
      if (isScenario(document)) controller.items.delete(fileOf(document.uri));
    }),
    sessions.onChange((session, before) => {
      const item = controller.items.get(session.file);
      if (session.last === before.last || item === undefined) return;
      for (const request of continuous) {
        if (!expectationsOf(item).some((test) => isIncluded(test, request))) continue;
        const run = controller.createTestRun(request);
        tell(run, item, request, session);
        run.end();
      }
    }),
  );
}

function fileItem(controller: vscode.TestController, uri: vscode.Uri, runs: readonly Run[]): vscode.TestItem {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const item = controller.createTestItem(fileOf(uri), name, uri);
  item.children.replace(
    runs.map((run) => {
      const child = controller.createTestItem(run.name, run.name, uri);
      child.range = rangeOf(run.span);
      child.children.replace(
        run.expectations.map(({ text, span }, index) => {
          const test = controller.createTestItem(`${run.name}/${index}`, text, uri);
          test.range = rangeOf(span);
          return test;
        }),
      );
      return child;
    }),
  );
  return item;
}

function filesOf({ include }: vscode.TestRunRequest, controller: vscode.TestController): vscode.TestItem[] {
  const items = include ?? [...controller.items].map(([, item]) => item);
  return [...new Set(items.map((item) => ancestors(item).at(-1)!))];
}

function isIncluded(test: vscode.TestItem, { include, exclude }: vscode.TestRunRequest): boolean {
  const family = ancestors(test);
  if (exclude?.some((item) => family.includes(item))) return false;
  return include === undefined || include.some((item) => family.some(({ id }) => id === item.id));
}

/** The item itself, and everything above it. */
function ancestors(item: vscode.TestItem): vscode.TestItem[] {
  return item.parent === undefined ? [item] : [item, ...ancestors(item.parent)];
}

function expectationsOf(file: vscode.TestItem): vscode.TestItem[] {
  return [...file.children].flatMap(([, run]) => [...run.children].map(([, test]) => test));
}

/** Tells what became of each test of a file that was asked for. */
function tell(run: vscode.TestRun, file: vscode.TestItem, request: vscode.TestRunRequest, session: Session): void {
  const outcomes = new Map<string, Outcome>();
  if (session.state.kind === 'done') {
    for (const report of session.last!.report.runs) {
      for (const [index, outcome] of outcomesOf(report).entries()) outcomes.set(`${report.run.name}/${index}`, outcome);
    }
  }
  for (const test of expectationsOf(file)) {
    if (!isIncluded(test, request)) continue;
    const outcome = outcomes.get(test.id);
    if (outcome === undefined) explain(run, test, session);
    else if (outcome.holds) run.passed(test);
    else run.failed(test, failure(outcome, test));
  }
}

function explain(run: vscode.TestRun, test: vscode.TestItem, { state }: Session): void {
  if (state.kind === 'refused' || state.kind === 'failed') run.errored(test, new vscode.TestMessage(state.message));
  else run.skipped(test);
}

function failure(outcome: Outcome, test: vscode.TestItem): vscode.TestMessage {
  const message = new vscode.TestMessage(
    `${outcome.expectation.text} does not hold: measured ${measuredText(outcome)}`,
  );
  if (test.uri !== undefined && test.range !== undefined) message.location = new vscode.Location(test.uri, test.range);
  return message;
}
