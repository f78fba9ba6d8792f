import uPlot from 'uplot';
import { type Chart, type Charts, heightOf, isolated } from '../src/views/chart.js';
import { tickTexts } from '../src/views/quantity.js';
import { gridColor, strokeOf } from '../src/views/stroke.js';
import type { Look } from './theme.js';

/** One chart of a sweep. Charts of one sweep share their cursor, and the part of the parameter's values that they show. */
export interface Plot {
  readonly canvas: HTMLCanvasElement;
  /** New values for the same designs. */
  update(charts: Charts, chart: Chart): void;
  hide(designs: readonly string[]): void;
  /** Shows a part of the values; undefined: all of them. */
  zoom(range: Range | undefined): void;
  /** Marks a point by its place among the values. */
  point(index: number | undefined): void;
  resize(width: number): void;
  destroy(): void;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

export interface PlotHands {
  /** The pointer is at this point of this or another chart of the sweep. */
  readonly pointed: (index: number | undefined) => void;
  readonly zoomed: (range: Range) => void;
}

/** Pixels. */
export const HEIGHT = 230;
/** A mean, and the two ends of its interval. */
const SERIES = 3;
const BAND_ALPHA = '30';
const LINE = 2;

/** Draws into `box`. `group` is the same for the charts that move together. */
export function createPlot(
  box: HTMLElement,
  group: string,
  charts: Charts,
  chart: Chart,
  look: Look,
  hands: PlotHands,
): Plot {
  const isContrast = look.theme.startsWith('contrast');
  const font = `11px ${look.font}`;
  const line = (index: number) => strokeOf(Math.floor((index - 1) / SERIES), look.theme);
  const axis: uPlot.Axis = {
    stroke: look.faint,
    font,
    labelFont: `12px ${look.font}`,
    grid: { stroke: gridColor(look.theme), width: 1 },
    ticks: { stroke: gridColor(look.theme), width: 1, size: 5 },
  };
  let all = charts;
  let drawn = chart;
  const whole = (): Range => ({ min: all.values[0] ?? 0, max: all.values.at(-1) ?? 1 });

  const plot = new uPlot(
    {
      width: Math.max(1, box.clientWidth),
      height: HEIGHT,
      legend: { show: false },
      padding: [10, 26, 0, 0],
      scales: {
        x: { time: false, distr: charts.logarithmic ? 3 : 1, range: (_plot, min, max) => rangeOf(min, max) },
        y: { range: (_plot, _min, max) => [...heightOf(max)] },
      },
      axes: [
        {
          ...axis,
          label: charts.parameter,
          labelSize: 20,
          size: 28,
          space: 62,
          values: (_plot, ticks) => tickTexts(charts.quantity, ticks, charts.logarithmic),
        },
        {
          ...axis,
          space: 28,
          size: (self, texts) => widest(self, texts, font),
          // As long as there is nothing to measure by, it is not known what the axis will show.
          values: (_plot, ticks) => (isEmpty(drawn) ? ticks.map(() => '') : tickTexts(chart.quantity, ticks, false)),
        },
      ],
      series: [
        {},
        ...charts.designs.flatMap((_design, index): uPlot.Series[] => {
          const { color, dash } = strokeOf(index, look.theme);
          const end: uPlot.Series = { stroke: 'transparent', width: 0, points: { show: false } };
          const points: uPlot.Series.Points = { size: 5, width: 1, fill: color, stroke: color, dash: [] };
          points.filter = (_plot, _series, show) => (show ? null : [...isolated(drawn.lines[index]!)]);
          return [{ stroke: color, width: isContrast ? LINE + 0.5 : LINE, dash: [...dash], points }, end, end];
        }),
      ],
      bands: charts.designs.map((_design, index) => ({
        series: [SERIES * index + 2, SERIES * index + 3],
        fill: `${strokeOf(index, look.theme).color}${BAND_ALPHA}`,
      })),
      cursor: {
        y: false,
        sync: { key: group, setSeries: false, scales: ['x', null] },
        drag: { x: true, y: false, dist: 4 },
        points: {
          show: (_plot, index) => (isMean(index) ? document.createElement('div') : (undefined as never)),
          size: 9,
          width: 2,
          fill: (_plot, index) => line(index).color,
          stroke: () => look.background,
        },
      },
      hooks: {
        drawSeries: [(self, index) => isMean(index) && drawIntervals(self, index, drawn, line(index).color)],
        setCursor: [({ cursor }) => hands.pointed(cursor.idx ?? undefined)],
        setScale: [
          ({ scales }, key) => {
            const { min, max } = scales.x ?? {};
            if (key === 'x' && min != null && max != null) hands.zoomed({ min, max });
          },
        ],
      },
    },
    dataOf(charts, chart),
    box,
  );

  return {
    canvas: plot.ctx.canvas,
    update(nextCharts, nextChart) {
      [all, drawn] = [nextCharts, nextChart];
      const { min, max } = plot.scales.x!;
      plot.setData(dataOf(nextCharts, nextChart), false);
      plot.setScale('x', { min: min ?? whole().min, max: max ?? whole().max });
    },
    hide(designs) {
      plot.batch(() => {
        charts.designs.forEach((design, place) => {
          for (let i = 1; i <= SERIES; i++) plot.setSeries(place * SERIES + i, { show: !designs.includes(design) });
        });
      });
    },
    zoom: (range) => plot.setScale('x', { ...(range ?? whole()) }),
    point(index) {
      const value = index === undefined ? undefined : all.values[index];
      const left = value === undefined ? -10 : plot.valToPos(value, 'x');
      plot.setCursor({ left, top: value === undefined ? -10 : plot.over.clientHeight / 2 });
    },
    resize: (width) => plot.setSize({ width, height: HEIGHT }),
    destroy: () => plot.destroy(),
  };
}

function isMean(index: number): boolean {
  return (index - 1) % SERIES === 0;
}

function isEmpty({ lines }: Chart): boolean {
  return lines.every(({ mean }) => mean.every((value) => value === null));
}

/** A band needs two points beside each other: the interval of one that stands alone is a bar. */
function drawIntervals(self: uPlot, index: number, { lines }: Chart, color: string): void {
  const { ctx, bbox } = self;
  const line = lines[(index - 1) / SERIES]!;
  const { low, high } = line;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.strokeStyle = color;
  ctx.lineWidth = LINE * devicePixelRatio;
  ctx.setLineDash([]);
  ctx.beginPath();
  for (const at of isolated(line)) {
    const [from, to] = [low[at]!, high[at]!];
    if (from === null || to === null) continue;
    const left = self.valToPos(self.data[0][at]!, 'x', true);
    ctx.moveTo(left, self.valToPos(from, 'y', true));
    ctx.lineTo(left, self.valToPos(to, 'y', true));
  }
  ctx.stroke();
  ctx.restore();
}

function dataOf({ values }: Charts, { lines }: Chart): uPlot.AlignedData {
  return [[...values], ...lines.flatMap(({ mean, high, low }) => [[...mean], [...high], [...low]])];
}

/** A single value stands in the middle. */
function rangeOf(min: number | null, max: number | null): [number, number] {
  if (min === null || max === null) return [0, 1];
  return min === max ? [min * 0.9, max === 0 ? 1 : max * 1.1] : [min, max];
}

/** As wide as the texts of the axis need it, with their ticks. */
function widest({ ctx }: uPlot, texts: readonly string[] | null, font: string): number {
  ctx.save();
  ctx.font = font;
  const widths = (texts ?? []).map((text) => ctx.measureText(text).width);
  ctx.restore();
  return Math.max(48, ...widths.map((width) => Math.ceil(width) + 14));
}
