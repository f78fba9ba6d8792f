import { describe, expect, test } from 'vitest';
import { boot } from '../../../src/simulation/boot.js';
import { compile } from '../../../src/simulation/compile.js';
import { take } from '../../../src/simulation/fifo.js';
import { allocatePacket, freePacket } from '../../../src/simulation/packet.js';
import type { State } from '../../../src/simulation/state.js';
import { delayedAckEvent, noteRead, takeSegment } from '../../../src/simulation/tcp/receiver.js';
import { runsOf } from '../../support/scenario.js';
import { type Host, tcpText } from './bench.js';

/** The host's end of one session, whose segments a test brings itself. */
class Receiver {
  readonly s: State;

  constructor(options: string, host: Host = {}) {
    const [run] = runsOf(tcpText(options, host));
    this.s = boot(compile(run!, run!.designs[0]!), 1, 0);
  }

  /** Delivers a segment; the acknowledgements that go back for it. */
  bring(sequence: number): string[] {
    const { s } = this;
    const packet = allocatePacket(s, ++s.arrived, 1058, 0, 0);
    s.packets.flow[packet] = 0;
    s.packets.sequence[packet] = sequence;
    takeSegment(s, 0, packet, 0);
    return this.acks();
  }

  /** The process takes its next segment: which, and the acknowledgements that go back for it. */
  read(): [number, string[]] {
    const packet = take(this.s, this.s.program.layout.socket(0));
    noteRead(this.s, packet);
    const sequence = this.s.packets.sequence[packet]!;
    freePacket(this.s, packet);
    return [sequence, this.acks()];
  }

  /** `number+window`, with a bang for a duplicate. */
  acks(): string[] {
    const { acks } = this.s.sessions!.links[0]!;
    const list: string[] = [];
    for (; acks.length > 0; acks.shift()) {
      list.push(`${acks.front(2)}+${acks.front(3) - acks.front(2)}${acks.front(4) === 1 ? '!' : ''}`);
    }
    return list;
  }

  get inSocket(): number {
    return this.s.fifoLength[this.s.program.layout.socket(0)]!;
  }

  drops(): [string, number][] {
    const { places } = this.s.program.layout;
    return places.flatMap(({ name }, index): [string, number][] => {
      const count = this.s.drops[index]!;
      return count === 0 ? [] : [[name, count]];
    });
  }
}

describe('acknowledgements', () => {
  test('are sent for every second segment', () => {
    const host = new Receiver('window 10kB');
    expect([0, 1, 2, 3].map((sequence) => host.bring(sequence))).toEqual([[], ['2+8'], [], ['4+6']]);
  });

  test('for a single one when its time is over, and for none that was acknowledged meanwhile', () => {
    const host = new Receiver('window 10kB delayed_ack 5ms');
    const slot = host.s.program.layout.delayedAckSlot(0);
    host.bring(0);
    expect(host.s.events.times[slot]).toBe(5e9);
    host.s.now = 2e9;
    expect(host.bring(1)).toEqual(['2+8']);
    host.bring(2);
    host.s.now = 5e9;
    host.s.events.take(slot);
    delayedAckEvent(host.s, 0);
    // The one that waits now came at 2 ms.
    expect([host.acks(), host.s.events.times[slot]]).toEqual([[], 7e9]);
    host.s.now = 7e9;
    delayedAckEvent(host.s, 0);
    expect(host.acks()).toEqual(['3+7']);
  });

  test('are sent for each segment where they are not put off', () => {
    const host = new Receiver('window 10kB delayed_ack 0us');
    expect([0, 1].map((sequence) => host.bring(sequence))).toEqual([['1+9'], ['2+8']]);
  });

  test('are sent at once behind a gap, in it and at its end', () => {
    const host = new Receiver('window 10kB');
    expect(host.bring(0)).toEqual([]);
    expect([3, 2, 5].map((sequence) => host.bring(sequence))).toEqual([['1+9!'], ['1+9!'], ['1+9!']]);
    expect(host.inSocket).toBe(1);
    // A window never shrinks: 10 was told.
    expect(host.bring(1)).toEqual(['4+6']);
    expect(host.bring(4)).toEqual(['6+4']);
    expect(Array.from({ length: 6 }, () => host.read()[0])).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('are sent for what had come before, which is dropped', () => {
    const host = new Receiver('window 10kB');
    [0, 1, 4].map((sequence) => host.bring(sequence));
    expect([host.bring(1), host.bring(4)]).toEqual([['2+8!'], ['2+8!']]);
    expect(host.drops()).toEqual([['duplicate segments on wm0', 2]]);
    expect([host.inSocket, host.s.arrived, host.s.delivered, host.s.dropped]).toEqual([2, 5, 2, 2]);
  });

  test('are not sent for what a process answers', () => {
    const host = new Receiver('window 10kB', { process: 'socket 64; loop { receive; transmit wm0 }' });
    expect([host.bring(0), host.bring(1), host.read()[1]]).toEqual([[], [], []]);
    expect(host.bring(3)).toEqual(['2+9!']);
  });
});

describe('the window', () => {
  test('is told again when the process has read, if little was left', () => {
    const host = new Receiver('window 4kB');
    [0, 1, 2].map((sequence) => host.bring(sequence));
    expect(host.bring(3)).toEqual(['4+0']);
    expect(host.read()).toEqual([0, ['4+1']]);
    expect(host.read()).toEqual([1, ['4+2']]);
    // Three are not twice as many as two.
    expect(host.read()).toEqual([2, []]);
    expect(host.read()).toEqual([3, ['4+4']]);
  });

  test('is the room of the socket, where that is less', () => {
    const host = new Receiver('window 100kB', { process: 'socket 3; loop { receive }' });
    expect(host.s.sessions!.edge[0]).toBe(3);
    expect([host.bring(0), host.bring(1)]).toEqual([[], ['2+1']]);
  });

  test('a segment beyond the room is dropped, with an acknowledgement of what there is', () => {
    const host = new Receiver('window 100kB', { process: 'socket 3; loop { receive }' });
    [0, 1, 3].map((sequence) => host.bring(sequence));
    // One waits outside, for which the room is kept.
    expect(host.bring(4)).toEqual(['2+1!']);
    expect(host.drops()).toEqual([['sink socket', 1]]);
  });
});
