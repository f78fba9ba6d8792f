import { Worker } from 'node:worker_threads';
import type { WorkerHandle } from './keeper.js';

/** Starts the worker's bundle in a thread of Node. */
export function spawnThread(file: string): WorkerHandle {
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
