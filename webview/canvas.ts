import { createLayer } from './pixels.js';
import { FONT_SIZE, type Surface } from './surface.js';

/** Widths by letter: asking the canvas for each text would cost more than drawing it. */
const widths = new Map<string, Map<string, number>>();

/** Draws on a canvas whose context is scaled to CSS pixels by `ratio`. */
export function canvasSurface(context: CanvasRenderingContext2D, family: string, ratio: number): Surface {
  const font = (bold: boolean) => `${bold ? '600 ' : ''}${FONT_SIZE}px ${family}`;
  const layer = createLayer(context, ratio);
  context.textBaseline = 'middle';

  return {
    ratio,
    strip: layer.strip,
    flush: layer.flush,
    rect(x, y, width, height, color, opacity = 1) {
      context.globalAlpha = opacity;
      context.fillStyle = color;
      context.fillRect(x, y, width, height);
      context.globalAlpha = 1;
    },
    frame(x, y, width, height, color, thickness = 1) {
      context.strokeStyle = color;
      context.lineWidth = thickness;
      context.strokeRect(
        x + thickness / 2,
        y + thickness / 2,
        Math.max(0, width - thickness),
        Math.max(0, height - thickness),
      );
    },
    line(points, color, { width = 1, dash = [], opacity = 1 } = {}) {
      context.globalAlpha = opacity;
      context.strokeStyle = color;
      context.lineWidth = width;
      context.setLineDash([...dash]);
      trace(context, points);
      context.stroke();
      context.setLineDash([]);
      context.globalAlpha = 1;
    },
    shape(points, color) {
      context.fillStyle = color;
      trace(context, points);
      context.closePath();
      context.fill();
    },
    text(x, y, text, color, { bold = false, align = 'left' } = {}) {
      context.font = font(bold);
      context.fillStyle = color;
      context.textAlign = align;
      context.fillText(text, x, y);
    },
    measure(text, bold = false) {
      const name = font(bold);
      let letters = widths.get(name);
      if (letters === undefined) {
        letters = new Map();
        widths.set(name, letters);
      }
      let width = 0;
      for (const letter of text) {
        let own = letters.get(letter);
        if (own === undefined) {
          context.font = name;
          own = context.measureText(letter).width;
          letters.set(letter, own);
        }
        width += own;
      }
      return width;
    },
    clipped(x, y, width, height, draw) {
      context.save();
      context.beginPath();
      context.rect(x, y, width, height);
      context.clip();
      draw();
      context.restore();
    },
  };
}

function trace(context: CanvasRenderingContext2D, points: readonly number[]): void {
  context.beginPath();
  context.moveTo(points[0]!, points[1]!);
  for (let i = 2; i < points.length; i += 2) context.lineTo(points[i]!, points[i + 1]!);
}
