import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MICROSECOND } from '../../src/model/time.js';
import { describeLane, describeSlice } from '../../src/views/describe.js';
import { selectionOf, slicesOf, slicesOfLine, slicesOfPacket } from '../../src/views/slices.js';
import { type Lane, type Timeline, timelineOf } from '../../src/views/timeline.js';
import { simulateText } from '../support/scenario.js';
import { resultOf, traceOf } from './traces.js';

const EXAMPLE = readFileSync('examples/ipsec.irq', 'utf8');
const result = simulateText(EXAMPLE, 'interrupt_threads');
const timeline = timelineOf(result)!;
const lane = (name: string, of: Timeline = timeline): Lane => of.lanes.find((each) => each.name === name)!;

describe('the timeline of the example', () => {
  it('has its lanes in groups, threads from the most urgent to the least', () => {
    expect(timeline.lanes.map(({ group, name }) => `${group}: ${name}`)).toEqual([
      'cpu: cpu0',
      'contexts: wm0 trap',
      'contexts: ubsec0 trap',
      'contexts: wm0 interrupt thread',
      'contexts: ubsec0 interrupt thread',
      'contexts: softnet softint thread',
      'contexts: server',
      'contexts: compute',
      'levels: ipl',
      'devices: wm0',
      'devices: wm0 rx ring',
      'devices: ubsec0',
      'queues: server socket',
      'queues: ipintrq',
    ]);
  });

  it('accounts for the whole run on the CPU', () => {
    const { slices } = timeline;
    const sums = new Map<number, number>();
    for (let i = 0; i < slices.length; i++) {
      sums.set(slices.activity[i]!, (sums.get(slices.activity[i]!) ?? 0) + slices.end[i]! - slices.start[i]!);
    }
    const accounted = Object.values(result.cpus[0]!).filter((time) => time > 0);
    expect([...sums.values()].sort()).toEqual(accounted.sort());
  });

  it('says in a sentence what the picture shows', () => {
    expect(timeline.summary).toBe(
      'interrupt_threads: 1 of 1 packet delivered, 6 context switches, 2 interrupts, 1 soft interrupt',
    );
    expect(timelineOf(simulateText(EXAMPLE, 'biglock'))!.summary).toMatch(/^biglock: .*, 0 context switches/);
  });

  it('finds the slices of a packet and of a line, and their lanes', () => {
    const line = EXAMPLE.split('\n').findIndex((text) => text.includes('run ip_input'));
    const own = slicesOfLine(timeline.trace, timeline.slices, 'test.irq', line);
    expect([...own].map((slice) => describeSlice(timeline, slice).title)).toEqual(['ip_input']);
    expect(slicesOfLine(timeline.trace, timeline.slices, 'other.irq', line)).toHaveLength(0);
    const packet = slicesOfPacket(timeline.slices, 0);
    expect(packet.length).toBeGreaterThan(5);
    const selection = selectionOf(timeline.trace, timeline.slices, packet);
    expect(selection.cpus[0]).toEqual(packet);
    expect(selection.contexts.reduce((sum, list) => sum + list.length, 0)).toBe(packet.length);
    expect(slicesOfPacket(timeline.slices, 1)).toHaveLength(0);
  });

  it('draws an arrow for each switch and for each wakeup by another', () => {
    const kinds = [...timeline.arrows.kind];
    expect(kinds.filter((kind) => kind === 0)).toHaveLength(6);
    expect(kinds.filter((kind) => kind === 1)).toHaveLength(result.metrics.wakeups);
  });
});

describe('what is under the pointer', () => {
  const at = (name: string, time: number, reach = 0) => describeLane(timeline, lane(name), time * MICROSECOND, reach);

  it('is a slice with all that is known of it', () => {
    const what = at('cpu0', 21)!;
    expect(what.title).toBe('ip_input');
    expect(Object.fromEntries(what.facts)).toEqual({
      activity: 'softint',
      duration: '2us',
      start: '20.2us',
      context: 'softnet softint thread, softint thread',
      packet: '#0',
      line: 'test.irq:31',
    });
    expect(what).toMatchObject({ packet: 0, span: { file: 'test.irq', line: 30 } });
  });

  it('is the state of a context that does not run', () => {
    expect(at('compute', 12)!.title).toBe('compute: ready, waits for the CPU');
    expect(at('softnet softint thread', 1)!.title).toBe('softnet softint thread: asleep');
    expect(at('wm0 trap', 1)).toBeUndefined();
  });

  it('is a device at work, a length or a level', () => {
    expect(at('ubsec0', 30)).toMatchObject({ title: 'ubsec0 works', packet: 0 });
    expect(at('ubsec0', 5)).toBeUndefined();
    expect(at('ipintrq', 18)!.facts[0]).toEqual(['length', '1']);
    expect(at('ipl', 5)!.facts[0]).toEqual(['level', 'none']);
  });

  it('is the nearest mark within reach', () => {
    expect(at('wm0', 10.5, MICROSECOND)).toMatchObject({ packet: 0 });
    expect(at('wm0', 12, MICROSECOND)).toBeUndefined();
  });
});

describe('a trace by hand', () => {
  it('gives drops a place, at their queue or in a lane of their own', () => {
    const trace = traceOf({
      duration: 10,
      contexts: [['process', 'p']],
      queues: ['q', 'never used'],
      places: ['q', 'ring', 'nowhere'],
      records: [
        [0, 'user', 'p'],
        [1, 'Queue', 0, 0, 3],
        [2, 'Drop', 0, 0, 5],
        [3, 'Drop', 1, 0, 6],
      ],
    });
    const { lanes } = timelineOf(resultOf({ trace }))!;
    expect(lanes.filter(({ group }) => group === 'queues').map(({ name, marks }) => [name, marks.length])).toEqual([
      ['q', 1],
      ['ring', 1],
    ]);
  });

  it('has a lane for each device, of its kind', () => {
    const trace = traceOf({
      duration: 10,
      contexts: [['process', 'p']],
      devices: [
        ['nic', 'wm0 q0'],
        ['nic', 'wm0 q1'],
        ['disk', 'wd0'],
        ['generic', 'adc0'],
        ['clock', 'clock0'],
      ],
      queues: ['wm0 q0 rx ring', 'wm0 q1 rx ring', 'wd0 driver queue'],
      records: [
        [0, 'user', 'p'],
        [1, 'Queue', 1, 0, 1],
        [1, 'Start', 2, 0, 0],
        [4, 'Complete', 2, 0, 0],
        [5, 'Raise', 4],
      ],
    });
    const lanes = timelineOf(resultOf({ trace }))!.lanes.filter(({ group }) => group === 'devices');
    expect(lanes.map(({ name, kind }) => [name, kind])).toEqual([
      ['wm0 q0', 'NIC'],
      ['wm0 q1', 'NIC'],
      ['wm0 q1 rx ring', 'queue of 4'],
      ['wd0', 'disk engine'],
      ['adc0', 'device engine'],
      ['clock0', 'clock'],
    ]);
    expect(lanes[3]!.content.kind).toBe('engine');
  });

  it('says what was dropped before what is less of interest', () => {
    const trace = traceOf({ duration: 10, contexts: [], records: [] });
    const { summary } = timelineOf(resultOf({ trace, metrics: { packets: 5, delivered: 3, dropped: 2 } }))!;
    expect(summary).toMatch(/^a: 3 of 5 packets delivered, 2 dropped, /);
  });

  it('ends its slices where the recording ended', () => {
    const trace = traceOf({ duration: 10, contexts: [['process', 'p']], records: [[0, 'user', 'p']], truncatedAt: 4 });
    expect([...slicesOf(trace).end]).toEqual([4 * MICROSECOND]);
  });

  it('may be empty', () => {
    const trace = traceOf({ duration: 10, contexts: [], records: [] });
    expect(timelineOf(resultOf({ trace }))!.lanes.map(({ name }) => name)).toEqual(['cpu0']);
    expect(timelineOf(resultOf())).toBeUndefined();
  });
});
