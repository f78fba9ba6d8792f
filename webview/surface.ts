/**
 * What the timeline is drawn on. The same drawing goes to a canvas, sixty times a second, and to an SVG when it is
 * exported, so the two cannot differ.
 */
export interface Surface {
  /** Pixels of the surface to a CSS pixel. */
  readonly ratio: number;
  rect(x: number, y: number, width: number, height: number, color: string, opacity?: number): void;
  frame(x: number, y: number, width: number, height: number, color: string, thickness?: number): void;
  line(points: readonly number[], color: string, options?: LineOptions): void;
  shape(points: readonly number[], color: string): void;
  text(x: number, y: number, text: string, color: string, options?: TextOptions): void;
  /** Width of a text in the font of the surface. */
  measure(text: string, bold?: boolean): number;
  /**
   * Sets columns of a strip, each a pixel of the surface wide, from one fraction of the strip's height to another, 0 at
   * the bottom. It is for pictures of so many columns that a rectangle for each would be too slow; all strips become
   * visible together with `flush`.
   */
  strip(x: number, y: number, height: number): Part;
  flush(): void;
  /** Draws with everything outside of the rectangle cut off. */
  clipped(x: number, y: number, width: number, height: number, draw: () => void): void;
}

export type Part = (column: number, count: number, from: number, to: number, color: string, opacity: number) => void;

export interface LineOptions {
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly opacity?: number;
}

export interface TextOptions {
  readonly bold?: boolean;
  readonly align?: 'left' | 'center' | 'right';
}

export const FONT_SIZE = 11;

/** As much of a text as fits, with an ellipsis where it was cut; empty where not even two letters fit. */
export function fitted(surface: Surface, text: string, width: number, bold = false): string {
  if (surface.measure(text, bold) <= width) return text;
  let size = text.length;
  const dots = surface.measure('…', bold);
  while (size > 0 && surface.measure(text.slice(0, size), bold) + dots > width) size--;
  return size < 2 ? '' : `${text.slice(0, size)}…`;
}
