import * as vscode from 'vscode';
import type { WorkerHandle } from '../worker/keeper.js';
import type { Api } from './api.js';
import { register } from './register.js';

/** The extension in VS Code in a browser: its simulations run in a worker of the browser. */
export function activate(context: vscode.ExtensionContext): Api {
  const worker = vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.web.js');
  return register(context, () => spawn(worker), navigator.hardwareConcurrency);
}

function spawn(script: vscode.Uri): WorkerHandle {
  const worker = new Worker(script.toString(true), { name: 'IrqLab' });
  return {
    post: (message, transfer) => worker.postMessage(message, [...transfer]),
    listen: (receive) => {
      worker.onmessage = (event: MessageEvent) => receive(event.data);
    },
    onEnd: (ended) => {
      worker.onerror = (event) => {
        worker.terminate();
        ended(event.message);
      };
    },
    terminate: () => worker.terminate(),
  };
}
