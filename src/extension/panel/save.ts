import * as vscode from 'vscode';

const FILTERS: Readonly<Record<string, string>> = {
  html: 'Web page',
  svg: 'SVG picture',
  png: 'PNG picture',
  csv: 'Table',
};

/** Asks where to save, and saves there; `beside` is the file whose folder is proposed. Works on virtual file systems. */
export async function saveFile(beside: vscode.Uri, name: string, content: Uint8Array): Promise<void> {
  const extension = name.slice(name.lastIndexOf('.') + 1);
  const target = await vscode.window.showSaveDialog({
    defaultUri: proposal(beside, name),
    filters: { [FILTERS[extension] ?? extension]: [extension] },
  });
  if (target === undefined) return;
  try {
    await vscode.workspace.fs.writeFile(target, content);
  } catch (error) {
    void vscode.window.showErrorMessage(`IrqLab cannot write ${target.path}: ${(error as Error).message}`);
  }
}

function proposal(beside: vscode.Uri, name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (beside.scheme !== 'untitled') return vscode.Uri.joinPath(beside, '..', name);
  return folder === undefined ? vscode.Uri.file(`/${name}`) : vscode.Uri.joinPath(folder, name);
}
