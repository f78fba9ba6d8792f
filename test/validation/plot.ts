/** A chart as data: curves of [x, y] points against two axes that begin at zero. */
export interface Plot {
  /** Its file below docs/validation, without the ending. */
  readonly name: string;
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
}

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [number, number])[];
  /** points: dots for measurements of others. line: a curve with small dots, for what was simulated or computed. */
  readonly style: 'points' | 'line';
}

const WIDTH = 720;
const HEIGHT = 420;
const LEFT = 64;
const RIGHT = 28;
const TOP = 36;
const BOTTOM = 48;
const COLOURS = ['#1f77b4', '#d62728', '#2ca02c', '#9467bd', '#ff7f0e', '#17becf', '#8c564b', '#7f7f7f'];

/** The chart as an SVG document with a legend below it, readable on a light and on a dark page. */
export function svg({ title, x, y, series }: Plot): string {
  const points = series.flatMap((one) => one.points);
  const right = niceLimit(Math.max(...points.map(([px]) => px)));
  const high = niceLimit(Math.max(...points.map(([, py]) => py)));
  const across = (value: number) => round(LEFT + (value / right.limit) * (WIDTH - LEFT - RIGHT));
  const up = (value: number) => round(HEIGHT - BOTTOM - (value / high.limit) * (HEIGHT - TOP - BOTTOM));
  const legend = HEIGHT + 20 * series.length + 8;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${legend}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${legend}" fill="#fff"/>`,
    `<text x="${WIDTH / 2}" y="20" text-anchor="middle" font-size="14">${escaped(title)}</text>`,
  ];
  for (let value = 0; value <= right.limit * 1.0001; value += right.step) {
    lines.push(`<path d="M${across(value)} ${TOP}V${HEIGHT - BOTTOM}" stroke="#ddd"/>`);
    lines.push(`<text x="${across(value)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${tick(value)}</text>`);
  }
  for (let value = 0; value <= high.limit * 1.0001; value += high.step) {
    lines.push(`<path d="M${LEFT} ${up(value)}H${WIDTH - RIGHT}" stroke="#ddd"/>`);
    lines.push(`<text x="${LEFT - 6}" y="${up(value) + 4}" text-anchor="end">${tick(value)}</text>`);
  }
  lines.push(`<text x="${WIDTH / 2}" y="${HEIGHT - 10}" text-anchor="middle">${escaped(x)}</text>`);
  const middle = (TOP + HEIGHT - BOTTOM) / 2;
  lines.push(
    `<text x="14" y="${middle}" text-anchor="middle" transform="rotate(-90 14 ${middle})">${escaped(y)}</text>`,
  );
  for (const [index, { name, points, style }] of series.entries()) {
    const colour = COLOURS[index % COLOURS.length]!;
    const path = points.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${across(px)} ${up(py)}`).join('');
    if (style === 'line') lines.push(`<path d="${path}" fill="none" stroke="${colour}" stroke-width="1.6"/>`);
    for (const [px, py] of points) {
      const look = style === 'line' ? `r="2" fill="${colour}"` : `r="3.5" fill="none" stroke="${colour}"`;
      lines.push(`<circle cx="${across(px)}" cy="${up(py)}" ${look}/>`);
    }
    const row = HEIGHT + 20 * index + 4;
    lines.push(
      `<circle cx="${LEFT + 6}" cy="${row}" r="4" fill="${style === 'line' ? colour : 'none'}" stroke="${colour}"/>`,
    );
    lines.push(`<text x="${LEFT + 18}" y="${row + 4}">${escaped(name)}</text>`);
  }
  return `${[...lines, '</svg>'].join('\n')}\n`;
}

/** A round limit at or above the largest value, and the distance of the lines. */
function niceLimit(largest: number): { readonly limit: number; readonly step: number } {
  const power = 10 ** Math.floor(Math.log10(largest / 5));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one * 6 >= largest)!;
  return { limit: Math.ceil(largest / step - 1e-9) * step, step };
}

function tick(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
