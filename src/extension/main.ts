import { availableParallelism } from 'node:os';
import * as vscode from 'vscode';
import { spawnThread } from '../worker/spawn.js';
import type { Api } from './api.js';
import { register } from './register.js';

/** The extension in VS Code on a desktop or a server: its simulations run in a worker thread of Node. */
export function activate(context: vscode.ExtensionContext): Api {
  const worker = vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.cjs').fsPath;
  return register(context, () => spawnThread(worker), availableParallelism());
}
