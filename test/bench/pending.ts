import { argv, cpuUsage } from 'node:process';
import { EventSet } from '../../src/simulation/events.js';

// The cost of an event by how many others are pending: each that happens is set again, somewhat later than the others.
const [, , slots] = argv;
const count = Number(slots);
const events = new EventSet(count);
let random = 1;
const gap = () => {
  random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
  return random % (2 * count + 1);
};
for (let slot = 0; slot < count; slot++) events.set(slot, gap());

const round = (turns: number) => {
  for (let turn = 0; turn < turns; turn++) {
    const slot = events.next();
    const time = events.times[slot]!;
    events.take(slot);
    events.set(slot, time + 1 + gap());
  }
};
round(200_000);
const start = cpuUsage();
round(1_000_000);
const { user, system } = cpuUsage(start);
console.log(JSON.stringify({ nanoseconds: (user + system) / 1e3 }));
