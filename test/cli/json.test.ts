import { describe, expect, test } from 'vitest';
import { everythingHolds, reportJson } from '../../src/cli/json.js';
import type { Report, Result, RunReport } from '../../src/trace/result.js';
import { SPAN, result as whole } from '../experiment/fake.js';
import { scene } from '../trace/export/scene.js';

const OPTIONS = { packets: 10, switches: 10, complete: true, version: '1.2.3', diagnostics: [] };

/** A result under a design with the trace of the exports' scene: two switches, two packets, one of them dropped. */
function resultWith(changes: Partial<Result> = {}): Result {
  const base = whole('interrupt_threads', 7);
  return {
    ...base,
    metrics: { ...base.metrics, packets: 2, delivered: 1, dropped: 1 },
    packets: {
      length: 2,
      arrival: Float64Array.of(10e6, 14e6),
      end: Float64Array.of(18e6, 14e6),
      outcome: Uint8Array.of(1, 2),
      place: Uint16Array.of(0, 0),
      bytes: Uint32Array.of(1500, 60),
      device: Uint16Array.of(0, 0),
    },
    trace: scene(),
    ...changes,
  };
}

function reportOf(result: Result, verdicts: RunReport['verdicts'] = []): Report {
  const run = { name: 'r', span: SPAN, duration: 20e6 } as RunReport['run'];
  return { file: 'a.irq', runs: [{ run, results: [result], verdicts }] };
}

const EXPECTED = { span: SPAN, text: 'switches == 6', design: 'd', limit: 6 };
const verdict = (holds: boolean, measured = 6) => ({ ...EXPECTED, holds, measured });
const finding = (severity: 'error' | 'warning') => ({ code: 'x', severity, message: 'm', span: SPAN, related: [] });

describe('everything holds', () => {
  test('where expectations do and the run came to its end', () => {
    expect(everythingHolds(reportOf(resultWith(), [verdict(true)]))).toBe(true);
    expect(everythingHolds(reportOf(resultWith({ findings: [finding('warning')] })))).toBe(true);
  });

  test.each<[string, Report]>([
    ['an expectation fails', reportOf(resultWith(), [verdict(true), verdict(false)])],
    ['a run ended in a deadlock', reportOf(resultWith({ ending: 'deadlock' }))],
    ['a run reached a limit', reportOf(resultWith({ ending: 'limit' }))],
    ['a finding is an error', reportOf(resultWith({ findings: [finding('error')] }))],
  ])('but not where %s', (_, report) => {
    expect(everythingHolds(report)).toBe(false);
  });
});

describe('the object', () => {
  const designOf = (result: Result, options = OPTIONS) => reportJson(reportOf(result), options).runs[0]!.designs[0]!;

  test('says what it is of', () => {
    const json = reportJson(reportOf(resultWith()), OPTIONS);
    expect(json).toMatchObject({ format: 'irqlab/1', version: '1.2.3', file: 'a.irq', complete: true, holds: true });
    expect(reportJson({ file: 'a.irq', runs: [] }, OPTIONS).holds).toBeNull();
    expect(reportJson(reportOf(resultWith()), { ...OPTIONS, complete: false }).holds).toBe(false);
  });

  test('counts lines and columns from 1', () => {
    const span = { ...SPAN, line: 4, column: 2 };
    const findings = [{ ...finding('warning'), span, related: [{ span, message: 'here' }] }];
    expect(designOf(resultWith({ findings })).findings).toEqual([
      {
        file: 'a.irq',
        line: 5,
        column: 3,
        severity: 'warning',
        code: 'x',
        message: 'm',
        related: [{ file: 'a.irq', line: 5, column: 3, message: 'here' }],
      },
    ]);
  });

  test('tells switches by the names of their contexts', () => {
    expect(designOf(resultWith()).switch_order).toEqual([
      { time_ps: 10_400_000, cpu: 0, from: 'compute', to: 'intr/wm0', cause: 'preempt' },
      { time_ps: 15_000_000, cpu: 0, from: 'intr/wm0', to: 'compute', cause: 'block' },
    ]);
  });

  test('tells what became of each packet', () => {
    const { packets } = designOf(resultWith());
    expect(packets).toEqual([
      {
        packet: 0,
        device: 'wm0',
        bytes: 1500,
        arrival_ps: 10e6,
        end_ps: 18e6,
        outcome: 'delivered',
        place: null,
      },
      { packet: 1, device: 'wm0', bytes: 60, arrival_ps: 14e6, end_ps: 14e6, outcome: 'dropped', place: 'ipintrq' },
    ]);
  });

  test('a packet in flight has no end', () => {
    const base = resultWith();
    const packets = { ...base.packets, outcome: Uint8Array.of(0, 2), end: Float64Array.of(-1, 14e6) };
    expect(designOf({ ...base, packets }).packets![0]).toMatchObject({
      outcome: 'in_flight',
      end_ps: null,
      place: null,
    });
  });

  test('says of each list whether it is whole', () => {
    expect(designOf(resultWith())).toMatchObject({ packets_capped: false, switch_order_capped: false });
    const capped = designOf(resultWith(), { ...OPTIONS, packets: 1, switches: 1 });
    expect(capped).toMatchObject({ packets_capped: true, packets_total: 2, switch_order_capped: true });
    expect([capped.packets!.length, capped.switch_order!.length]).toEqual([1, 1]);
  });

  test('a trace that was cut does not have all switches', () => {
    const trace = { ...scene(), truncatedAt: 19e6 };
    expect(designOf(resultWith({ trace })).switch_order_capped).toBe(true);
  });

  test('has null for what could not be measured', () => {
    const base = resultWith();
    const metrics = { ...base.metrics, latency_p50: Number.NaN, loss: 0.5 };
    expect(designOf({ ...base, metrics }).metrics).toMatchObject({ latency_p50: null, loss: 0.5 });
    const [expectation] = reportJson(reportOf(base, [verdict(false, Number.NaN)]), OPTIONS).runs[0]!.expectations;
    expect(expectation).toMatchObject({ holds: false, measured: null });
  });

  test('a drop whose place is in no text has no line', () => {
    const drops = [
      { place: 'ipintrq', span: { ...SPAN, line: 7 }, count: 3 },
      { place: 'wire', span: undefined, count: 1 },
    ];
    expect(designOf(resultWith({ drops })).drops).toEqual([
      { place: 'ipintrq', count: 3, file: 'a.irq', line: 8, column: 1 },
      { place: 'wire', count: 1 },
    ]);
  });

  test('holds nothing that JSON would lose', () => {
    const json = reportJson(reportOf(resultWith({ trace: undefined, hash: undefined })), OPTIONS);
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
    expect(json.runs[0]!.designs[0]).toMatchObject({ hash: null, packets: null, switch_order: null, packets_total: 2 });
  });
});
