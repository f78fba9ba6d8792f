import type { Band, Priority, Process } from '../../model/process.js';
import { everyStatement, type Statement } from '../../model/statement.js';
import type { Context } from '../context.js';
import type { Declaration } from '../program.js';
import { Reader } from '../reader.js';
import type { Item } from '../tree.js';
import { BAND, PROCESS } from '../vocabulary/process.js';
import { readCpuNumber } from './cpu.js';
import { endsProcess, passesTime } from './flow.js';
import { readHead } from './head.js';
import { defaultItem, nameSpan, rangeOf, readItems } from './properties.js';
import { isStatement, processPlace, readStatements, receives } from './statement.js';

export function readProcess(declaration: Declaration, context: Context): Process | undefined {
  readHead(declaration, context);
  const { block } = declaration.item;
  const place = processPlace(block !== undefined && receives(block));
  const { properties, rest } = readItems(block, context, PROCESS, 'a process', place.allowed, ({ head }) =>
    isStatement(head[0]!.text),
  );
  const errors = context.diagnostics.errors;
  const body = readStatements(rest, context, place);
  if (context.diagnostics.errors === errors) checkLoops(body, context);
  const itemOf = (name: string) =>
    properties.get(name) ?? defaultItem(PROCESS.find((word) => word.word === name)!.default!);
  const priority = readPriority(itemOf('priority'), context);
  const cpu = properties.get('cpu');
  const socket = readSocket(itemOf('socket'), context);
  if (priority === undefined || socket === undefined) return undefined;
  return {
    name: declaration.name,
    span: nameSpan(declaration),
    priority,
    cpu: cpu === undefined ? undefined : readCpuNumber(cpu, context),
    socket,
    body,
  };
}

function readPriority(item: Item, context: Context): Priority | undefined {
  const reader = new Reader(item, context);
  const band = reader.word(BAND, 'a band of the scheduler') as Band | undefined;
  const want = { what: 'a level in the band', example: '10', most: 255, whole: true };
  const level = reader.peek() === undefined ? 0 : reader.quantity({ ...want, dimensions: ['count'] });
  reader.end('no block');
  return band === undefined || level === undefined ? undefined : { band, level };
}

function readSocket(item: Item, context: Context): number | undefined {
  const reader = new Reader(item, context);
  const want = {
    what: 'the number of packets that the socket holds',
    example: '64',
    least: 1,
    most: 1_000_000,
    whole: true,
  };
  const socket = reader.quantity({ ...want, dimensions: ['count'] });
  reader.end('no block');
  return socket;
}

function checkLoops(body: readonly Statement[], context: Context): void {
  endsProcess(body, context);
  for (const statement of everyStatement(body)) {
    if (statement.kind !== 'loop' || passesTime(statement.body)) continue;
    const at = rangeOf(statement.span, context);
    const message =
      "this loop takes no time and waits for nothing, so it would never end; expected 'run', 'sleep', 'receive' or 'send' in it";
    if (at !== undefined) context.diagnostics.report('IRQ047', at.source, at, message);
  }
}
