import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { example, figure, open, place, problems, replace, test, until } from './harness.js';

test('an error is under its very token, and goes when it is mended', async () => {
  const editor = await open('error.irq', await example());
  assert.deepEqual(problems(editor), []);
  await replace(editor, 'cost switch 2us', 'cost switch 2Gbps');
  const [problem] = await until('a problem', () => problems(editor).length > 0 && problems(editor));
  assert.match(problem!, /^14:15-20 IRQ020 /);
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

test('completion offers what can stand at the cursor, with its documentation', async () => {
  const editor = await open('complete.irq', (await example()).replace('cost lock 40ns', 'cost l'));
  const at = place(editor, 'cost l\n', 6);
  const list: vscode.CompletionList = await vscode.commands.executeCommand(
    'vscode.executeCompletionItemProvider',
    editor.document.uri,
    at,
  );
  const lock = list.items.find(({ label }) => label === 'lock');
  assert(lock, list.items.map(({ label }) => label).join(' '));
  assert.match((lock.documentation as vscode.MarkdownString).value, /lock/);
});

test('a word that a name has to follow offers the names that there are', async () => {
  const editor = await open('names.irq', (await example()).replace('deliver server', 'deliv'));
  const list: vscode.CompletionList = await vscode.commands.executeCommand(
    'vscode.executeCompletionItemProvider',
    editor.document.uri,
    place(editor, 'deliv\n', 5),
  );
  const deliver = list.items.find(({ label }) => label === 'deliver');
  assert(deliver, list.items.map(({ label }) => label).join(' '));
  assert.equal((deliver.insertText as vscode.SnippetString).value, 'deliver $1');
  assert.equal(deliver.command?.command, 'editor.action.triggerSuggest');
});

test('hover explains a design of the library, and the definition is there to be read', async () => {
  const editor = await open('navigate.irq', await example());
  const at = place(editor, 'interrupt_threads, biglock', 3);
  const [hover]: vscode.Hover[] = await vscode.commands.executeCommand(
    'vscode.executeHoverProvider',
    editor.document.uri,
    at,
  );
  assert.match(
    (hover!.contents[0] as vscode.MarkdownString).value,
    /Every interrupt and every soft interrupt is a thread/,
  );
  const [found]: vscode.Location[] = await vscode.commands.executeCommand(
    'vscode.executeDefinitionProvider',
    editor.document.uri,
    at,
  );
  assert.equal(found!.uri.toString(), 'irqlab-std:/std/designs/interrupt_threads.irq');
  const library = await vscode.workspace.openTextDocument(found!.uri);
  assert.equal(library.languageId, 'irq');
  assert.equal(library.getText(found!.range), 'interrupt_threads');
});

test('the outline has the declarations and the stages of a path', async () => {
  const editor = await open('outline.irq', await example());
  const symbols: vscode.DocumentSymbol[] = await vscode.commands.executeCommand(
    'vscode.executeDocumentSymbolProvider',
    editor.document.uri,
  );
  assert(symbols.some(({ name }) => name === 'pc2007'));
  const path = symbols.find(({ name }) => name === 'ipsec_in');
  assert.deepEqual(
    path?.children.map(({ name }) => name),
    ['hard net', 'soft softnet'],
  );
});

test('a rename changes every use, and a name of the library says why it cannot be', async () => {
  const editor = await open('rename.irq', await example());
  const edit: vscode.WorkspaceEdit = await vscode.commands.executeCommand(
    'vscode.executeDocumentRenameProvider',
    editor.document.uri,
    place(editor, 'ipsec_in }', 2),
    'esp_in',
  );
  assert.equal(edit.get(editor.document.uri).length, 2);
  await assert.rejects(
    async () =>
      vscode.commands.executeCommand(
        'vscode.executeDocumentRenameProvider',
        editor.document.uri,
        place(editor, 'biglock\n', 2),
        'mine',
      ),
    /belongs to the standard library/,
  );
});

test('formatting lays the text out', async () => {
  const options = { tabSize: 2, insertSpaces: true };
  const format = (uri: vscode.Uri) =>
    vscode.commands.executeCommand<vscode.TextEdit[] | undefined>('vscode.executeFormatDocumentProvider', uri, options);
  const ragged = await open('ragged.irq', 'machine   m{\ncpus 1   at 1GHz\n}\n');
  const edits = new vscode.WorkspaceEdit();
  edits.set(ragged.document.uri, (await format(ragged.document.uri)) ?? []);
  await vscode.workspace.applyEdit(edits);
  assert.equal(ragged.document.getText(), 'machine m {\n  cpus 1 at 1GHz\n}\n');
});

test('keystroke to diagnostics on a thousand lines', async () => {
  const machines = Array.from({ length: 250 }, (_, i) => `machine m${i} {\n  cpus 1 at 1GHz\n  cost switch 2us\n}`);
  const editor = await open('thousand.irq', `${machines.join('\n')}\n`);
  await until('a first look', () => vscode.languages.getDiagnostics(editor.document.uri).length === 0);
  const times: number[] = [];
  for (let i = 0; i < 11; i++) {
    const count = i % 2;
    const [from, to] =
      i % 2 === 0 ? ['m100 {\n  cpus 1', 'm100 {\n  cpus x'] : ['m100 {\n  cpus x', 'm100 {\n  cpus 1'];
    const changed = new Promise<number>((resolve) => {
      const listener = vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document !== editor.document) return;
        listener.dispose();
        resolve(performance.now());
      });
    });
    const edited = replace(editor, from, to);
    const began = await changed;
    // The event of a change of diagnostics comes 50 ms late, by VS Code's own debounce; the diagnostics do not.
    while (vscode.languages.getDiagnostics(editor.document.uri).length === count) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    times.push(performance.now() - began);
    await edited;
  }
  figure('keystroke to diagnostics, 1,000 lines', times);
});
