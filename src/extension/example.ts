import * as vscode from 'vscode';

/** Opens a copy of the bundled example, to be changed and saved wherever the user likes. */
export function registerExample(extension: vscode.Uri): vscode.Disposable {
  return vscode.commands.registerCommand('irqlab.openExample', async () => {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'examples', 'ipsec.irq'));
    const content = new TextDecoder().decode(bytes);
    const document = await vscode.workspace.openTextDocument({ language: 'irq', content });
    await vscode.window.showTextDocument(document);
    return document.uri;
  });
}
