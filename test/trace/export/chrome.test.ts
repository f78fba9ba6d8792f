import { expect, test } from 'vitest';
import { writeChrome } from '../../../src/trace/export/chrome.js';
import type { TracedResult } from '../../../src/trace/export/group.js';
import { group, scene } from './scene.js';

interface Event {
  readonly ph: string;
  readonly pid: number;
  readonly tid?: number;
  readonly ts: number;
  readonly dur: number;
  readonly name: string;
  readonly id?: string;
  readonly args: Record<string, unknown>;
}

function eventsOf(...groups: TracedResult[]): Event[] {
  let text = '';
  writeChrome(groups, (piece) => {
    text += piece;
  });
  return (JSON.parse(text) as { traceEvents: Event[] }).traceEvents;
}

function laneOf(events: readonly Event[], name: string): number {
  return events.find((event) => event.name === 'thread_name' && event.args.name === name)!.tid!;
}

test('a context lane has what the context does, in microseconds', () => {
  const events = eventsOf(group());
  const lane = laneOf(events, 'intr/wm0');
  const slices = events.filter((event) => event.ph === 'X' && event.tid === lane);
  expect(slices.map(({ name, ts, dur }) => [name, ts, dur])).toEqual([
    ['switch', 10.4, 1.6],
    ['wm_rxintr', 12, 3],
  ]);
  expect(slices[1]!.args).toEqual({ packet: 0, file: 'a.irq', line: 12 });
});

test('a CPU lane has who owns it, and nothing while it idles', () => {
  const events = eventsOf(group());
  const lane = laneOf(events, 'CPU 0');
  const owners = events.filter((event) => event.ph === 'X' && event.tid === lane);
  expect(owners.map(({ name, ts, dur }) => [name, ts, dur])).toEqual([
    ['compute', 0, 10.4],
    ['intr/wm0', 10.4, 4.6],
    ['compute', 15, 4],
  ]);
});

test('slices of a lane never overlap', () => {
  const ends = new Map<number, number>();
  for (const { ph, tid, ts, dur } of eventsOf(group())) {
    if (ph !== 'X') continue;
    expect(ts).toBeGreaterThanOrEqual((ends.get(tid!) ?? 0) - 1e-9);
    ends.set(tid!, ts + dur);
  }
  expect(ends.size).toBeGreaterThan(3);
});

test('a wakeup is an arrow from a slice of the waker to the first slice of the woken', () => {
  const events = eventsOf(group());
  const [from] = events.filter(({ ph }) => ph === 's');
  const [to] = events.filter(({ ph }) => ph === 'f');
  expect(from).toMatchObject({ tid: laneOf(events, 'compute'), ts: 10.4 });
  expect(to).toMatchObject({ tid: laneOf(events, 'intr/wm0'), ts: 10.4, id: from!.id });
});

test('switches are numbered and tell both sides and the cause', () => {
  const events = eventsOf(group());
  const lane = laneOf(events, 'CPU 0 switches');
  expect(events.filter((event) => event.ph === 'i' && event.tid === lane).map(({ name }) => name)).toEqual([
    '1 compute → intr/wm0 (preempt)',
    '2 intr/wm0 → compute (block)',
  ]);
});

test('engines, locks, queues and packets are there', () => {
  const events = eventsOf(group());
  const on = (lane: string) => events.filter((event) => event.tid === laneOf(events, lane) && event.ph !== 'M');
  expect(on('ubsec0 engine 1')).toMatchObject([{ ph: 'X', ts: 13, dur: 4 }]);
  expect(on('lock so,"lock"')).toMatchObject([{ ph: 'X', name: 'intr/wm0' }]);
  expect(on('packets').map(({ name, args }) => [name, args.packet])).toEqual([
    ['arrive on wm0', 0],
    ['arrive on wm0', 1],
    ['drop at ipintrq', 1],
    ['deliver to compute', 0],
  ]);
  expect(events.filter(({ ph, name }) => ph === 'C' && name === 'ipintrq')).toMatchObject([
    { ts: 13, args: { value: 1 } },
  ]);
});

test('each design is a process, and no arrow goes from one to the other', () => {
  const events = eventsOf(group(scene(), 'one'), group(scene(), 'two'));
  const names = events.filter(({ name }) => name === 'process_name').map(({ args }) => args.name);
  expect(names).toEqual(['one, "packet": one', 'one, "packet": two']);
  const arrows = events.filter(({ ph }) => ph === 's' || ph === 'f');
  for (const { pid, id } of arrows) expect(arrows.filter((other) => other.id === id && other.pid !== pid)).toEqual([]);
  expect(arrows).toHaveLength(4);
});
