import { type MessagePort, parentPort } from 'node:worker_threads';
import { simulator } from '../experiment/simulator.js';
import { serve } from './serve.js';

/** The simulation in a worker thread of Node. */
const parent: MessagePort = parentPort!;

serve(
  {
    post: (message, transfer) => parent.postMessage(message, [...transfer]),
    listen: (receive) => parent.on('message', receive),
  },
  simulator,
  {
    now: () => performance.now(),
    letMessagesIn: () => new Promise((resolve) => setImmediate(resolve)),
  },
);
