import examples from 'irqlab:examples';
import * as vscode from 'vscode';
import { exampleItems } from './examples.js';

/**
 * Opens a copy of a bundled example, to be changed and saved wherever the user likes: the one that is named, or one that
 * the user picks. Undefined if he picks none.
 */
export function registerExample(extension: vscode.Uri): vscode.Disposable {
  return vscode.commands.registerCommand('irqlab.openExample', async (named?: string) => {
    const file = named !== undefined && Object.hasOwn(examples, named) ? named : await pick();
    if (file === undefined) return undefined;
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'examples', ...file.split('/')));
    const content = new TextDecoder().decode(bytes);
    const document = await vscode.workspace.openTextDocument({ language: 'irq', content });
    await vscode.window.showTextDocument(document);
    return document.uri;
  });
}

interface Item extends vscode.QuickPickItem {
  readonly file?: string;
}

async function pick(): Promise<string | undefined> {
  const items = exampleItems(examples).map((item): Item => {
    if (item.group !== undefined) return { label: item.group, kind: vscode.QuickPickItemKind.Separator };
    return item;
  });
  const options = { placeHolder: 'An example to open a copy of', matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.file;
}
