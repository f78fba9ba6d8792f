import * as vscode from 'vscode';
import { type Part, pageHtml } from '../../views/page.js';

/** The page of pictures for a webview, and the same page with a report in it, for a file of its own. */
export function webviewHtml(webview: vscode.Webview, extension: vscode.Uri): string {
  const part = (name: string): Part => ({
    href: webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', name)).toString(),
  });
  return pageHtml({
    title: 'IrqLab',
    script: part('webview.js'),
    style: part('webview.css'),
    mermaid: part('mermaid.js'),
    nonce: nonce(),
    cspSource: webview.cspSource,
  });
}

/** The page with a report and reports of sweeps from `encode` in it. It needs no other file and no network. */
export async function reportHtml(title: string, data: string, sweeps: string, extension: vscode.Uri): Promise<string> {
  const part = async (name: string): Promise<Part> => {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'dist', name));
    return { text: new TextDecoder().decode(bytes) };
  };
  const [script, style, mermaid] = await Promise.all([part('webview.js'), part('webview.css'), part('mermaid.js')]);
  return pageHtml({ title, script, style, mermaid, nonce: nonce(), cspSource: '', data, sweeps });
}

function nonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
