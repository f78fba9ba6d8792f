import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { example, figure, open, problems, replace, save, session, status, test, until } from './harness.js';

/** Ten simulated minutes with a packet every 2 us: long enough to be cancelled on any machine. */
const LONG = (text: string) =>
  text
    .replace('packet on wm0 at 10us size 1500B', 'packets on wm0 every 20us size 1500B')
    .replace('for 200us', 'for 600s')
    .replaceAll(/\n {2}expect .*/g, '');

test('a save runs the scenario, and both designs come out as in the message', async () => {
  const editor = await open('saved.irq', await example());
  await replace(editor, 'The path below', 'The path  below');
  await save(editor);
  const { last } = await until('a report', () => session(editor).state.kind === 'done' && session(editor));
  const switches = last!.report.runs[0]!.results.map(({ design, metrics }) => [design, metrics.switches]);
  assert.deepEqual(switches, [
    ['interrupt_threads', 6],
    ['biglock', 0],
  ]);
  assert.match(status(editor), /^IrqLab ✓ 2 designs, [\d.]+ m?s$/);
  assert.deepEqual(problems(editor), []);
  await until('a panel', () =>
    vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label === 'IrqLab saved.irq')),
  );
  assert.equal(vscode.window.activeTextEditor?.document, editor.document, 'the panel took the focus');
});

test('the time from a save to the pictures', async () => {
  const editor = await open('warm.irq', await example());
  const times: number[] = [];
  const pictures: number[] = [];
  for (let i = 0; i < 11; i++) {
    await replace(editor, 'One IPsec', i % 2 === 0 ? 'One  IPsec' : 'One IPsec').catch(() =>
      replace(editor, 'One  IPsec', 'One IPsec'),
    );
    const before = session(editor).last;
    const began = performance.now();
    await save(editor);
    await until('the pictures', () => session(editor).last !== before && session(editor).pictureMs !== undefined);
    times.push(performance.now() - began);
    pictures.push(session(editor).pictureMs!);
  }
  figure('asking VS Code to save, to the pictures', times);
  figure('save to pictures', pictures);
});

test('an error after a run keeps the last report and marks it as stale', async () => {
  const editor = await open('stale.irq', await example());
  await vscode.commands.executeCommand('irqlab.run');
  const good = session(editor).last;
  assert(good);
  await replace(editor, 'cost switch 2us', 'cost switch 2Gbps');
  await until('a stale mark', () => session(editor).stale === 'The text has 1 error; this is the last good run.');
  await save(editor);
  await until('a refusal', () => session(editor).state.kind === 'refused');
  assert.equal(session(editor).last, good);
  assert.equal(status(editor), 'IrqLab ✗ 1 error');
  await replace(editor, '2Gbps', '2us');
  await until('no stale mark', () => session(editor).stale === undefined);
  await save(editor);
  await until('a new report', () => session(editor).last !== good && session(editor).state.kind === 'done');
});

test('an expectation that fails is marked at its line until the text changes', async () => {
  const editor = await open('fails.irq', (await example()).replace('biglock.switches == 0', 'biglock.switches == 1'));
  await vscode.commands.executeCommand('irqlab.run');
  const [problem] = await until('a problem', () => problems(editor).length > 0 && problems(editor));
  assert.match(problem!, /^52:\d+-\d+ expect .*does not hold: measured 0$/);
  const hints: vscode.InlayHint[] = await vscode.commands.executeCommand(
    'vscode.executeInlayHintProvider',
    editor.document.uri,
    new vscode.Range(0, 0, 99, 0),
  );
  assert.deepEqual(
    hints.map(({ label }) => label),
    ['✓ 6', '✗ 0', '✓ 2'],
  );
  const lenses: vscode.CodeLens[] = await vscode.commands.executeCommand(
    'vscode.executeCodeLensProvider',
    editor.document.uri,
  );
  assert.deepEqual(
    lenses.map(({ command }) => command?.title),
    ['$(play) Run', '$(error) 1 of 3 expectations failed'],
  );
  assert.equal(status(editor), 'IrqLab ✗ 1 expectation failed');
  await replace(editor, 'switches == 1', 'switches == 0');
  await until('no problem', () => problems(editor).length === 0);
});

test('a long run is cancelled at once', async () => {
  const editor = await open('long.irq', LONG(await example()));
  const running = vscode.commands.executeCommand('irqlab.run');
  await until('a run that is going', () => session(editor).state.kind === 'running');
  await until('progress', () => /^IrqLab \$\(sync~spin\) \d+ %$/.test(status(editor)));
  const began = performance.now();
  await vscode.commands.executeCommand('irqlab.cancel');
  await running;
  const took = performance.now() - began;
  console.log(`    cancelled after ${took.toFixed(0)} ms`);
  assert.equal(session(editor).state.kind, 'cancelled');
  // The worker is given half a second before it is ended; the rest is for a machine with more to do.
  assert(took < 2000, `${took} ms`);
});

test('a save cancels the run that is going', async () => {
  const editor = await open('again.irq', LONG(await example()));
  void vscode.commands.executeCommand('irqlab.run');
  await until('a run that is going', () => session(editor).state.kind === 'running');
  await replace(editor, 'for 600s', 'for 200us');
  await save(editor);
  await until('a report', () => session(editor).state.kind === 'done');
});

test('a text that was never saved runs too', async () => {
  const document = await vscode.workspace.openTextDocument({ language: 'irq', content: await example() });
  const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  await vscode.commands.executeCommand('irqlab.run');
  assert.equal(session(editor).state.kind, 'done');
});
