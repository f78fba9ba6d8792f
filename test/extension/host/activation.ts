import assert from 'node:assert/strict';
import { cpus, loadavg } from 'node:os';
import * as vscode from 'vscode';
import { extension, open, test, until } from './harness.js';

test('the extension wakes when a scenario is opened, in less than 50 ms', async () => {
  assert.equal(extension().isActive, false);
  const began = performance.now();
  await open('wake.irq', '// nothing yet\n');
  await until('activation', () => extension().isActive);
  const { activationMs } = extension().exports;
  console.log(
    `    activated in ${activationMs.toFixed(1)} ms; opened and active after ${(performance.now() - began).toFixed(0)} ms`,
  );
  // A machine that has more to do than it has processors measures something else.
  if (loadavg()[0]! < cpus().length) assert(activationMs < 50, `${activationMs} ms`);
});

test('every command that is declared is there', async () => {
  const known = await vscode.commands.getCommands(true);
  const declared: { command: string }[] = extension().packageJSON.contributes.commands;
  assert.deepEqual(
    declared.map(({ command }) => command).filter((command) => !known.includes(command)),
    [],
  );
});

test('the scenario has its language', async () => {
  const editor = await open('language.irq', '// nothing yet\n');
  assert.equal(editor.document.languageId, 'irq');
});
