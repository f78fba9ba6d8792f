import { strokeOf } from '../src/views/stroke.js';
import type { Look } from './theme.js';

/** A chart as it is drawn on the page, with what stands above it. */
export interface Sheet {
  readonly title: string;
  readonly canvas: HTMLCanvasElement;
}

const MARGIN = 20;
const GAP = 24;
const TITLE = 26;
const LEGEND = 24;
const SWATCH = 26;

/**
 * The charts of a sweep with their heading and the names of their lines, on one picture: base64 of a PNG. `designs` has
 * the place of each design among all, which decides how its line is drawn. The charts stand as wide as on the page.
 */
export function pictureOf(
  heading: string,
  designs: readonly { readonly name: string; readonly place: number }[],
  sheets: readonly Sheet[],
  look: Look,
): string {
  const ratio = devicePixelRatio;
  const wide = Math.max(1, ...sheets.map(({ canvas }) => canvas.width / ratio));
  const tall = Math.max(1, ...sheets.map(({ canvas }) => canvas.height / ratio));
  const columns = Math.min(sheets.length, 2) || 1;
  const width = 2 * MARGIN + columns * wide + (columns - 1) * GAP;
  const picture = document.createElement('canvas');
  const context = picture.getContext('2d')!;

  const legend = placed(designs, width - 2 * MARGIN, (text) => {
    context.font = `13px ${look.font}`;
    return context.measureText(text).width;
  });
  const top = MARGIN + TITLE + LEGEND * legend.rows + 10;
  const height = top + Math.ceil(sheets.length / columns) * (TITLE + tall + GAP);
  picture.width = Math.ceil(width * ratio);
  picture.height = Math.ceil(height * ratio);
  context.scale(ratio, ratio);
  context.fillStyle = look.background;
  context.fillRect(0, 0, width, height);

  const write = (text: string, x: number, y: number, font: string) => {
    context.font = `${font} ${look.font}`;
    context.fillStyle = look.ink;
    context.fillText(text, x, y);
  };
  write(heading, MARGIN, MARGIN + 16, '600 17px');
  for (const { name, place, x, row } of legend.entries) {
    const y = MARGIN + TITLE + row * LEGEND + 14;
    const { color, dash } = strokeOf(place, look.theme);
    context.strokeStyle = color;
    context.lineWidth = 3;
    context.setLineDash([...dash]);
    context.beginPath();
    context.moveTo(MARGIN + x, y - 4);
    context.lineTo(MARGIN + x + SWATCH, y - 4);
    context.stroke();
    write(name, MARGIN + x + SWATCH + 6, y, '13px');
  }
  sheets.forEach(({ title, canvas }, index) => {
    const x = MARGIN + (index % columns) * (wide + GAP);
    const y = top + Math.floor(index / columns) * (TITLE + tall + GAP);
    write(title, x, y + 16, '600 13px');
    context.drawImage(canvas, x, y + TITLE, canvas.width / ratio, canvas.height / ratio);
  });
  return picture.toDataURL('image/png').split(',')[1]!;
}

/** The names one after the other, in as many rows as they need. */
function placed<T extends { readonly name: string }>(
  designs: readonly T[],
  width: number,
  measure: (text: string) => number,
): { readonly rows: number; readonly entries: readonly (T & { readonly x: number; readonly row: number })[] } {
  let [x, row] = [0, 0];
  const entries = designs.map((design) => {
    const wide = SWATCH + 6 + measure(design.name) + 20;
    if (x > 0 && x + wide > width) [x, row] = [0, row + 1];
    const entry = { ...design, x, row };
    x += wide;
    return entry;
  });
  return { rows: row + 1, entries };
}
