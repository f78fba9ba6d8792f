import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { example, open, problems, replace, test, until } from './harness.js';

test('an error is under its very token, and goes when it is mended', async () => {
  const editor = await open('error.irq', await example());
  assert.deepEqual(problems(editor), []);
  await replace(editor, 'cost switch 2us', 'cost switch 2Gbps');
  const [problem] = await until('a problem', () => problems(editor).length > 0 && problems(editor));
  assert.match(problem!, /^15:15-20 IRQ020 /);
  await replace(editor, '2Gbps', '2us');
  await until('no problem', () => problems(editor).length === 0);
});

test('an import is read from its editor, unsaved, and from disk', async () => {
  const library = await open('imported.irq', 'machine far { cpus 1 at 1GHz }\n');
  const editor = await open('importer.irq', 'import "imported"\nmachine near extends far { cpus 2 at 1GHz }\n');
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.deepEqual(problems(editor), []);
  await replace(library, 'machine far', 'machine away');
  const [problem] = await until('a problem', () => problems(editor).length > 0 && problems(editor));
  assert.match(problem!, /^2:22-25 IRQ030 /);
  await vscode.window.showTextDocument(library.document);
  await vscode.commands.executeCommand('workbench.action.files.revert');
  await until('no problem', () => problems(editor).length === 0);
});

test('an import that is no text says so at the import', async () => {
  const binary = await open('binary.irq', 'machine m { cpus 1 at 1GHz }\n');
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  await vscode.workspace.fs.writeFile(
    binary.document.uri.with({ path: binary.document.uri.path.replace('binary', 'raw') }),
    Uint8Array.of(1, 0, 2, 255),
  );
  const editor = await open('raw-importer.irq', 'import "raw"\n');
  const [problem] = await until('a problem', () => problems(editor).length > 0 && problems(editor));
  assert.equal(problem, '1:8-13 IRQ035 "raw" cannot be read: it is not UTF-8 text');
});
