import type { Statement } from '../../src/model/statement.js';
import { acquire, release } from './locks.js';
import { type Packet, statements } from './program.js';
import { type Code, type Context, own, POINT, spend, type World } from './world.js';

/** Work of a device's handlers and driver, which only computes and locks. */
export function* plain(world: World, ctx: Context, body: readonly Statement[], packet?: Packet): Code {
  for (const op of statements(body, { packet })) {
    if (op.kind === 'run') yield spend(op.time, own(ctx));
    else if (op.kind === 'lock') yield* acquire(world, ctx, world.locks.get(op.lock)!);
    else if (op.kind === 'unlock') yield* release(world, ctx, world.locks.get(op.lock)!);
    else throw new Error(`a driver cannot ${op.kind}`);
    yield POINT;
  }
}
