import { simulator } from '../experiment/simulator.js';
import { serve } from './serve.js';

/** The simulation in a worker of a browser. */
const scope = self as unknown as Worker;

/** A message to itself comes after those that are waiting; a timer would be held back for four milliseconds. */
function letMessagesIn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

serve(
  {
    post: (message, transfer) => scope.postMessage(message, [...transfer]),
    listen: (receive) => {
      scope.onmessage = (event: MessageEvent) => receive(event.data);
    },
  },
  simulator,
  { now: () => performance.now(), letMessagesIn },
);
