import { describe, expect, it } from 'vitest';
import { ACTIVITIES, type Activity } from '../../src/model/activity.js';
import { METRICS } from '../../src/model/metric.js';
import { MICROSECOND } from '../../src/model/time.js';
import { activityColors, contrast, inkOn, THEMES } from '../../src/views/palette.js';
import { picksOf } from '../../src/views/pick.js';
import { csvOf, markdownOf, summaryOf } from '../../src/views/summary.js';
import { reportOf, resultOf } from './traces.js';

const cpu = (times: Partial<Record<Activity, number>>) =>
  Object.fromEntries(ACTIVITIES.map((activity) => [activity, (times[activity] ?? 0) * MICROSECOND])) as Record<
    Activity,
    number
  >;
const threads = resultOf({
  design: 'threads',
  metrics: {
    switches: 6,
    delivered: 1,
    latency_p50: 59.2 * MICROSECOND,
    latency_p99: Number.NaN,
    softints: 1,
    time_squeeze: 3,
    messages: 2,
  },
  cpus: [cpu({ user: 5, switch: 5 }), cpu({ idle: 10 })],
});
const inline = resultOf({
  design: 'a|b, "c"',
  metrics: { switches: 0, delivered: 2, latency_p50: 44.3 * MICROSECOND, latency_p99: 5, softints: 2 },
  cpus: [cpu({ user: 9, trap: 1 }), cpu({ idle: 10 })],
});
const summary = summaryOf([threads, inline]);
const row = (metric: string) => summary.groups.flatMap(({ rows }) => rows).find((each) => each.metric === metric)!;
const best = (metric: string) => row(metric).cells.map((cell) => cell.best);

describe('the summary', () => {
  it('has every metric once', () => {
    const shown = summary.groups.flatMap(({ rows }) => rows.map(({ metric }) => metric));
    expect([...shown].sort()).toEqual(METRICS.map(({ name }) => name).sort());
  });

  it('leaves out what no design of the run has: TCP, a softirq that met its limits, messages, the memory of threads', () => {
    const groups = summaryOf([resultOf({ metrics: { goodput: Number.NaN, thread_memory: Number.NaN } })]).groups.map(
      ({ title }) => title,
    );
    expect(groups).toEqual(['Events', 'Packets', 'Time', 'Shares of CPU time']);
  });

  it('marks the best value, be it the least or the greatest', () => {
    expect(best('switches')).toEqual([false, true]);
    expect(best('delivered')).toEqual([false, true]);
    expect(row('latency_p50').cells.map(({ text }) => text)).toEqual(['59.2us', '44.3us']);
  });

  it('marks none where all are equal, where there is nothing to compare, and where none is better', () => {
    expect(best('interrupts')).toEqual([false, false]);
    expect(best('latency_p99')).toEqual([false, false]);
    expect(best('softints')).toEqual([false, false]);
  });

  it('shares out all CPU time, in the order of the activities', () => {
    for (const { parts } of summary.shares) {
      expect(parts.map(({ activity }) => activity)).toEqual(ACTIVITIES);
      expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    }
    expect(summary.shares[0]!.parts.find(({ activity }) => activity === 'switch')!.share).toBe(0.25);
    expect(summaryOf([resultOf({ simulated: 0 })]).shares[0]!.parts.every(({ share }) => share === 0)).toBe(true);
  });

  it('draws headlines by the greatest value', () => {
    expect(summary.headlines[0]!.bars.map(({ length }) => length)).toEqual([1, 0]);
    expect(summary.headlines[2]!.bars[1]!.length).toBeCloseTo(44.3 / 59.2, 12);
  });

  it('is Markdown that no name can break', () => {
    const lines = markdownOf(reportOf([threads, inline], 'one | run').runs[0]!).split('\n');
    expect(lines.slice(0, 3)).toEqual([
      '| one \\| run | threads | a\\|b, "c" |',
      '| --- | ---: | ---: |',
      '| switches | 6 | **0** |',
    ]);
    expect(lines).toHaveLength(METRICS.length + 3);
  });

  it('is CSV with plain values', () => {
    const lines = csvOf(reportOf([threads, inline]).runs[0]!).split('\r\n');
    expect(lines[0]).toBe('metric,threads,"a|b, ""c"""');
    expect(lines).toContain('latency_p50,59200000,44300000');
    expect(lines).toContain('latency_p99,,5');
  });
});

describe('the packets to choose from', () => {
  it('are the first, the slowest, a dropped one and one in flight, each once', () => {
    const packets = [
      { arrival: 1, end: 3 },
      { arrival: 2, end: 9 },
      { arrival: 3, end: 4, outcome: 'dropped' },
      { arrival: 4, outcome: 'in flight' },
    ] as const;
    expect(picksOf([resultOf({ packets })]).map(({ text }) => text)).toEqual([
      'packet 0: first',
      'packet 1: slowest, 7us',
      'packet 2: first dropped',
      'packet 3: first in flight',
    ]);
    const two = picksOf([resultOf({ packets, design: 'x' }), resultOf({ packets, design: 'y' })]);
    expect(two[1]!.text).toBe('packet 1: slowest in x, 7us; slowest in y, 7us');
  });

  it('are none without packets', () => {
    expect(picksOf([resultOf()])).toEqual([]);
  });
});

describe('the palette', () => {
  it.each(THEMES)('can be read in %s', (theme) => {
    const colors = activityColors(theme);
    expect(new Set(colors).size).toBe(ACTIVITIES.length);
    for (const color of colors) expect(contrast(color, inkOn(color)), color).toBeGreaterThanOrEqual(4.5);
    const background = theme === 'light' || theme === 'contrast-light' ? '#ffffff' : '#1b1d21';
    ACTIVITIES.forEach((activity, i) => {
      if (activity !== 'idle') expect(contrast(colors[i]!, background), activity).toBeGreaterThanOrEqual(2);
    });
  });
});
