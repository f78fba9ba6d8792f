import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SlotRing } from '../../src/simulation/slots.js';

test('SlotRing agrees with a list', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.array(fc.boolean(), { maxLength: 60 }), (size, steps) => {
      const ring = new SlotRing(size);
      const model: number[] = [];
      for (const [step, appends] of steps.entries()) {
        if (appends && model.length < size) {
          ring.append(step % size);
          model.push(step % size);
        } else {
          expect(ring.peek()).toBe(model[0] ?? -1);
          expect(ring.take()).toBe(model.shift() ?? -1);
        }
        expect(ring.length).toBe(model.length);
      }
    }),
  );
});
