import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/language/compile.js';
import { MOST_RECORDED } from '../../../src/language/recording/columns.js';
import { readRecording } from '../../../src/language/recording/recording.js';
import { covered, hostOf, problems } from '../support.js';
import { pcap } from './bytes.js';
import { faultIn } from './read.js';

describe('a file of packets', () => {
  it.each<[string, readonly number[], string]>([
    ['gzip', [0x1f, 0x8b, 8, 0], 'is compressed (gzip); unpack it first'],
    ['UTF-16', [0xff, 0xfe, 0x31, 0], 'is UTF-16 text; save it as UTF-8'],
    [
      'anything else',
      [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0],
      'is neither pcap, pcapng nor CSV: it begins with the bytes 7f 45 4c 46',
    ],
  ])('that is %s', (_, bytes, message) => {
    expect(faultIn(Uint8Array.from(bytes))).toEqual({ of: 'format', message, line: undefined });
  });

  it('is read once', () => {
    const bytes = pcap([{ seconds: 0, fraction: 0, size: 60 }]);
    expect(readRecording(bytes)).toBe(readRecording(bytes));
  });

  it('never throws, and its times never go back, whatever the bytes', () => {
    const head = fc.constantFrom<readonly number[]>(
      [],
      [0xd4, 0xc3, 0xb2, 0xa1],
      [0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0],
      [0x30, 0x0a],
    );
    fc.assert(
      fc.property(head, fc.uint8Array({ maxLength: 300 }), (magic, tail) => {
        const answer = readRecording(Uint8Array.from([...magic, ...tail]));
        if (answer.kind === 'fault') return answer.message.length > 0;
        const { times } = answer.recording;
        return times[0] === 0 && times.every((time, index) => index === 0 || time >= times[index - 1]!);
      }),
      { numRuns: 2000 },
    );
  });

  it('of millions of lines is read in moments, as far as it is read', () => {
    const line = new TextEncoder().encode('1.25,64\n');
    const bytes = new Uint8Array(line.length * (MOST_RECORDED + 1));
    for (let at = 0; at < bytes.length; at += line.length) bytes.set(line, at);
    const answer = readRecording(bytes);
    expect(answer.kind === 'recording' && [answer.recording.times.length, answer.recording.more]).toEqual([
      MOST_RECORDED,
      true,
    ]);
    const text = (count: string) => `import "base"\nworkload w { packets on nic0 file "long.csv" ${count} }`;
    const codes = (text: string) =>
      compile('main.irq', text, { ...hostOf(), data: () => bytes }).diagnostics.map(({ code, message }) => [
        code,
        message,
      ]);
    const message = `"long.csv" is too long: at most 4,000,000 packets of a file can be read; 'count N' takes the first N`;
    expect(codes(text(''))).toEqual([['IRQ071', message]]);
    expect(codes(text('count 100'))).toEqual([]);
  }, 30_000);
});

describe('arrivals from a file', () => {
  const base = 'import "base"\nrun "r" { machine small; workload w; for 1ms; designs biglock; processes sink }\n';
  const compiled = (stream: string, csv: string) => {
    const bytes = new TextEncoder().encode(csv);
    const host = { ...hostOf(), data: (file: string) => (file === 'trace.csv' ? bytes : undefined) };
    const compilation = compile('main.irq', `${base}workload w { packets on nic0 ${stream} }`, host);
    return { compilation, arrivals: compilation.scenario?.runs[0]?.workload.arrivals[0] };
  };
  const plain = (stream: string, csv: string) => {
    const { pattern, ...rest } = compiled(stream, csv).arrivals!;
    if (pattern.kind !== 'file') throw new Error(pattern.kind);
    return { times: [...pattern.times], sizes: pattern.sizes && [...pattern.sizes], ...rest };
  };

  it('have the times and sizes of the file', () => {
    expect(plain('file "trace.csv" from 5us', '1us,64\n3us,128')).toMatchObject({
      times: [0, 2e6],
      sizes: [64, 128],
      from: 5e6,
    });
  });

  it('scale the times, to whole picoseconds', () => {
    expect(plain('file "trace.csv" scale 0.5', '0ps\n4ps\n7ps').times).toEqual([0, 2, 4]);
  });

  it('leave out what comes after the longest run', () => {
    expect(plain('file "trace.csv"', '0\n9007s\n9008s,').times).toEqual([0, 9007e12]);
    expect(plain('file "trace.csv" scale 0.5', '0,64\n9007s,65\n9008s,66\n30000s,67').sizes).toEqual([64, 65, 66]);
  });

  it('may be given sizes of their own', () => {
    const { sizes, size } = plain('file "trace.csv" size 500B', '0,64\n1,128');
    expect([sizes, size]).toEqual([undefined, { kind: 'constant', value: 500 }]);
  });

  it('point at the line that is wrong', () => {
    const { compilation } = compiled('file "trace.csv"', 'time\n1\nx');
    const [diagnostic] = compilation.diagnostics;
    expect(diagnostic).toMatchObject({
      code: 'IRQ055',
      related: [{ span: { file: 'trace.csv', line: 2, column: 0 }, message: 'the line' }],
    });
    expect(covered(`${base}workload w { packets on nic0 file "trace.csv" }`, diagnostic!.span)).toBe('"trace.csv"');
  });

  it('say what else is wrong in their line, too', () => {
    expect(
      problems(`import "base"\nworkload w { packets on nic0 file "gone.csv" size 5us }`).map((text) =>
        text.slice(0, 6),
      ),
    ).toEqual(['IRQ053', 'IRQ020']);
  });
});
