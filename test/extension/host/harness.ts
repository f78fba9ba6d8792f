import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../../src/extension/api.js';
import type { Session } from '../../../src/extension/sessions.js';

/** A few lines in place of a test framework, which could not be loaded into an extension host anyway. */
const tests: { readonly name: string; readonly body: () => Promise<void> }[] = [];

export function test(name: string, body: () => Promise<void>): void {
  tests.push({ name, body });
}

/** Runs every test in the order of their registration. The closing line is what tells success. */
export async function runTests(): Promise<void> {
  let failed = 0;
  for (const { name, body } of tests) {
    const began = performance.now();
    try {
      await body();
      console.log(`  ✓ ${name} (${(performance.now() - began).toFixed(0)} ms)`);
    } catch (error) {
      failed += 1;
      console.log(`  ✗ ${name}\n${error instanceof Error ? error.stack : error}`);
    }
  }
  console.log(`host: ${tests.length - failed} passed, ${failed} failed`);
  if (failed > 0) throw new Error(`${failed} failed`);
}

export function extension(): vscode.Extension<Api> {
  const found = vscode.extensions.getExtension<Api>('irqlab.irqlab');
  assert(found, 'the extension is not there');
  return found;
}

export async function until<T>(what: string, look: () => T | undefined | false, milliseconds = 10_000): Promise<T> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`${what}: not within ${milliseconds} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

let folder: vscode.Uri | undefined;

/** A file of the test's own on disk, shown in an editor. */
export async function open(name: string, text: string): Promise<vscode.TextEditor> {
  folder ??= vscode.Uri.file(`${(await import('node:fs')).mkdtempSync('/tmp/irqlab-host-')}`);
  const uri = vscode.Uri.joinPath(folder, name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const document = await vscode.workspace.openTextDocument(uri);
  return vscode.window.showTextDocument(document, vscode.ViewColumn.One);
}

export async function example(): Promise<string> {
  const uri = vscode.Uri.joinPath(extension().extensionUri, 'examples', 'ipsec.irq');
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

/** Puts `to` in place of the only `from` of the document. */
export async function replace({ document }: vscode.TextEditor, from: string, to: string): Promise<void> {
  const at = document.getText().indexOf(from);
  assert(at >= 0, `no '${from}' in the text`);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(at), document.positionAt(at + from.length)), to);
  assert(await vscode.workspace.applyEdit(edit));
}

/** The place of the `nth` occurrence of a text, and so many characters into it. */
export function place({ document }: vscode.TextEditor, text: string, into = 0, nth = 1): vscode.Position {
  let at = -1;
  for (let i = 0; i < nth; i++) at = document.getText().indexOf(text, at + 1);
  assert(at >= 0, `no '${text}' in the text`);
  return document.positionAt(at + into);
}

export function session(editor: vscode.TextEditor): Session {
  return extension().exports.session(editor.document.uri.toString());
}

export function status(editor: vscode.TextEditor): string {
  return extension().exports.statusText(editor.document.uri.toString());
}

/** The problems of a document as `LINE:FROM-TO CODE MESSAGE`, counted from one. */
export function problems({ document }: vscode.TextEditor): string[] {
  return vscode.languages.getDiagnostics(document.uri).map(({ range, code, message }) => {
    const { start, end } = range;
    return `${start.line + 1}:${start.character + 1}-${end.character + 1} ${code} ${message}`;
  });
}

export async function save(editor: vscode.TextEditor): Promise<void> {
  assert(await editor.document.save());
}

/** Prints the median of some times for `npm run bench -- --vscode`, which puts it beside its goal. */
export function figure(what: string, milliseconds: readonly number[]): void {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  console.log(`    figure: ${what}: ${sorted[sorted.length >> 1]!.toFixed(1)} ms`);
}
