import * as vscode from 'vscode';

/** The settings, as package.json declares them. They are read when they are needed, so a change holds at once. */
export interface Settings {
  readonly runOnSave: boolean;
  readonly openPanelOnSave: boolean;
  readonly showMeasured: boolean;
  readonly showRunLens: boolean;
}

export function setting<K extends keyof Settings>(name: K, scope?: vscode.Uri): Settings[K] {
  return vscode.workspace.getConfiguration('irqlab', scope).get(name)!;
}

export function onSettingChange(name: keyof Settings, changed: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`irqlab.${name}`)) changed();
  });
}
