import type { Context } from '../context.js';
import type { Declaration } from '../program.js';
import { Reader } from '../reader.js';
import { DIMENSIONS } from '../units.js';
import { markKeyword } from './head.js';

/** Checks `param NAME = QUANTITY`; its users read the quantity where they need it. */
export function readParameter(declaration: Declaration, context: Context): void {
  const reader = new Reader(declaration.item, context);
  markKeyword(declaration, context);
  reader.ownName();
  reader.mark(declaration.token, { kind: 'name', of: 'param', name: declaration.name, target: declaration });
  reader.symbol('=');
  if (reader.peek()?.kind === 'name') reader.expected('a quantity, such as 2us');
  reader.measured({ dimensions: DIMENSIONS, what: 'a quantity', example: '2us' });
  reader.end('no block');
}
