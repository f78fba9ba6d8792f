import { describe, expect, it } from 'vitest';
import { compileText, covered, problems } from './support.js';

const BASE = 'import "base"\n';
const RUN = 'run "r" { machine small; workload w; for 1s; designs biglock; processes sink }';
const text = (options: string) => `${BASE}workload w { tcp on nic0 ${options} }\n${RUN}`;
const stream = (options: string) => compileText(text(options)).scenario?.runs[0]?.workload.arrivals[0];

describe('sessions of TCP', () => {
  it('have a value for everything', () => {
    expect(stream('')).toMatchObject({
      nic: 'nic0',
      flows: 1,
      class: '',
      from: 0,
      size: { kind: 'constant', value: 1518 },
      pattern: {
        kind: 'tcp',
        mss: 1460,
        frame: 1518,
        window: 44,
        rtt: 200e6,
        total: Number.POSITIVE_INFINITY,
        delayedAck: 200e9,
        minimumRto: 1e12,
      },
    });
  });

  it('take their options in any order', () => {
    const given = stream(
      'rtt 5ms class bulk sessions 3 total 10kB window 2000B mss 1000B from 1ms min_rto 2ms delayed_ack 0us',
    );
    expect(given).toMatchObject({ flows: 3, class: 'bulk', from: 1e9 });
    expect(given?.pattern).toMatchObject({ window: 2, total: 10, rtt: 5e9, minimumRto: 2e9, delayedAck: 0 });
  });

  it('send whole segments, at least one, in a window of at least one', () => {
    expect(stream('total 1461B window 100B')?.pattern).toMatchObject({ total: 2, window: 1 });
  });

  it.each([
    ['sessions 0', `'0' is out of range: the number of sessions is from 1 to 1,000`],
    ['sessions 2.5', `'2.5' is not a whole number; expected the number of sessions, such as 4`],
    ['window 4', `'4' has no unit; expected the receive buffer, such as 64KiB`],
    ['mss 70kB', `'70kB' is out of range: the data in a segment is from 1B to 65,478B`],
    ['rtt 0us', `'0us' is too short: the round trip must be more than zero`],
    ['rtt 100kpps', `'100kpps' is a rate; expected the round trip, such as 200us`],
    ['from 2ms until 1ms', `'until' is not after 'from'`],
    ['sessions 2 sessions 3', `expected the end of the statement, found 'sessions'`],
  ])('%s is refused', (options, message) => {
    expect(problems(text(options))).toEqual([expect.stringContaining(message)]);
  });

  it('that begin after the run are warned of, at their begin', () => {
    const source = text('from 2s');
    const [diagnostic] = compileText(source).diagnostics;
    expect([diagnostic?.code, covered(source, diagnostic!.span)]).toEqual(['IRQ076', '2s']);
  });

  it('send no more than wire, window and time allow, however much there is', () => {
    // 81,000 segments a second fill 1 Gb/s; 100 seconds of them are fewer than a hundred million.
    const long = text('sessions 1000 window 1GB').replace('for 1s', 'for 100s');
    expect(problems(long)).toEqual([]);
  });
});
