import type { Stroke } from '../src/views/stroke.js';

const SVG = 'http://www.w3.org/2000/svg';

/** A piece of a line, as the charts draw it. */
export function sample({ color, dash }: Stroke): Element {
  const picture = document.createElementNS(SVG, 'svg');
  for (const [name, value] of [
    ['class', 'sample'],
    ['viewBox', '0 0 30 10'],
    ['aria-hidden', 'true'],
  ] as const)
    picture.setAttribute(name, value);
  const line = document.createElementNS(SVG, 'line');
  const attributes = {
    x1: 1,
    x2: 29,
    y1: 5,
    y2: 5,
    stroke: color,
    'stroke-width': 3,
    'stroke-dasharray': dash.join(' '),
  };
  for (const [name, value] of Object.entries(attributes)) if (value !== '') line.setAttribute(name, String(value));
  picture.append(line);
  return picture;
}
