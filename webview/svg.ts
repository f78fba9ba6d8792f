import { FONT_SIZE, type Surface } from './surface.js';

/** Draws into SVG text. `measure` is asked of the surface that is on the screen, so that labels break alike. */
export function svgSurface(
  width: number,
  height: number,
  background: string,
  family: string,
  measure: Surface['measure'],
): Surface & { finish(): string } {
  const parts: string[] = [];
  let clips = 0;
  const n = (value: number) => String(Math.round(value * 100) / 100);
  const path = (points: readonly number[]) =>
    points.map((value, i) => `${i % 2 === 0 ? (i === 0 ? 'M' : 'L') : ' '}${n(value)}`).join('');

  return {
    ratio: 1,
    measure,
    strip(x, y, h) {
      return (column, count, from, to, color, opacity) =>
        this.rect(x + column, y + h * (1 - to), count, Math.max(1, h * (to - from)), color, opacity);
    },
    flush() {},
    rect(x, y, w, h, color, opacity = 1) {
      const faded = opacity < 1 ? ` fill-opacity="${n(opacity)}"` : '';
      parts.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" fill="${quoted(color)}"${faded}/>`);
    },
    frame(x, y, w, h, color, thickness = 1) {
      const inner = [x + thickness / 2, y + thickness / 2, Math.max(0, w - thickness), Math.max(0, h - thickness)];
      const [left, top, across, down] = inner.map(n);
      parts.push(
        `<rect x="${left}" y="${top}" width="${across}" height="${down}" fill="none" ` +
          `stroke="${quoted(color)}" stroke-width="${thickness}"/>`,
      );
    },
    line(points, color, { width: thickness = 1, dash = [], opacity = 1 } = {}) {
      const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : '';
      parts.push(
        `<path d="${path(points)}" fill="none" stroke="${quoted(color)}" stroke-width="${thickness}" ` +
          `stroke-opacity="${n(opacity)}"${dashes}/>`,
      );
    },
    shape(points, color) {
      parts.push(`<path d="${path(points)}Z" fill="${quoted(color)}"/>`);
    },
    text(x, y, text, color, { bold = false, align = 'left' } = {}) {
      const anchor = { left: 'start', center: 'middle', right: 'end' }[align];
      parts.push(
        `<text x="${n(x)}" y="${n(y)}" fill="${quoted(color)}" text-anchor="${anchor}" dominant-baseline="central"` +
          `${bold ? ' font-weight="600"' : ''}>${quoted(text)}</text>`,
      );
    },
    clipped(x, y, w, h, draw) {
      const id = `clip${clips++}`;
      parts.push(
        `<clipPath id="${id}"><rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}"/></clipPath>`,
        `<g clip-path="url(#${id})">`,
      );
      draw();
      parts.push('</g>');
    },
    finish: () =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}" ` +
      `viewBox="0 0 ${n(width)} ${n(height)}" font-family="${quoted(family)}" font-size="${FONT_SIZE}">\n` +
      `<rect width="100%" height="100%" fill="${quoted(background)}"/>\n${parts.join('\n')}\n</svg>\n`,
  };
}

function quoted(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
