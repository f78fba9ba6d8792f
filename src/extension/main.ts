import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import type { WorkerHandle } from '../worker/keeper.js';
import type { Api } from './api.js';
import { register } from './register.js';

/** The extension in VS Code on a desktop or a server: its simulations run in a worker thread of Node. */
export function activate(context: vscode.ExtensionContext): Api {
  return register(context, () => spawn(vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.cjs').fsPath));
}

function spawn(file: string): WorkerHandle {
  const worker = new Worker(file, { name: 'IrqLab', resourceLimits: { maxOldGenerationSizeMb: 2048 } });
  // A worker that waits for work must not keep the process alive.
  worker.unref();
  return {
    post: (message, transfer) => worker.postMessage(message, [...transfer]),
    listen: (receive) => worker.on('message', receive),
    onEnd: (ended) => {
      worker.on('error', (error) => ended(error.message));
      worker.on('exit', (code) => ended(`it exited with code ${code}.`));
    },
    terminate: () => void worker.terminate(),
  };
}
