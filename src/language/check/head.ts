import type { Context } from '../context.js';
import type { Declaration } from '../program.js';
import { Reader } from '../reader.js';
import { endOf, startOf } from '../tree.js';
import { DEVICE_KINDS } from '../vocabulary/device.js';
import { EXTENDS, FILE } from '../vocabulary/file.js';

const EXTENDABLE: readonly string[] = ['machine', 'device', 'design'];

/** Reads `KIND NAME [: DEVICE_KIND] [extends BASE]` up to the block; gives the kind of a device. */
export function readHead(declaration: Declaration, context: Context): string | undefined {
  const { kind, token, item } = declaration;
  const reader = new Reader(item, context);
  markKeyword(declaration, context);
  reader.ownName();
  reader.mark(token, { kind: 'name', of: kind, name: declaration.name, target: declaration });
  let device: string | undefined;
  if (kind === 'device') {
    reader.symbol(':');
    device = reader.word(DEVICE_KINDS, 'a kind of device');
  }
  if (EXTENDABLE.includes(kind) && reader.accept(EXTENDS, 'keyword') !== undefined)
    readBase(declaration, device, reader, context);
  reader.end('block');
  return device;
}

function readBase(declaration: Declaration, device: string | undefined, reader: Reader, context: Context): void {
  const article = declaration.kind === 'device' ? `a ${device ?? 'device'}` : `a ${declaration.kind}`;
  const sameKind = (other: Declaration) => declaration.kind !== 'device' || deviceKind(other) === device;
  // What does not fit is not offered, but gets messages of its own where it is written.
  const fits = (other: Declaration) => context.probe === undefined || (other !== declaration && sameKind(other));
  const base = reader.reference(declaration.kind, `a ${declaration.kind}`, fits);
  if (base === undefined || device === undefined || sameKind(base)) return;
  const span = base.source.span(base.token.start, base.token.end);
  const message = `'${base.name}' is a ${deviceKind(base) ?? 'device'}; '${declaration.name}' can only extend ${article}`;
  reader.fail('IRQ034', reader.last, message, [{ span, message: 'declared here' }]);
}

/** The kind after the colon, as written. */
export function deviceKind(declaration: Declaration): string | undefined {
  return declaration.kind === 'device' ? declaration.item.head[3]?.text : undefined;
}

/** Marks the first word of a declaration, and counts the errors that its text has before anything of it is read. */
export function markKeyword(declaration: Declaration, context: Context): void {
  const { item, source } = declaration;
  const damage = context.program.trees.get(source.file)?.damage ?? [];
  if (damage.some((offset) => offset >= startOf(item) && offset <= endOf(item))) context.diagnostics.meetAgain();
  const word = FILE.find((candidate) => candidate.word === declaration.kind)!;
  new Reader(declaration.item, context).mark(declaration.item.head[0]!, { kind: 'word', word, role: 'keyword' });
}
