import { describe, expect, it } from 'vitest';
import { contrast, THEMES } from '../../src/views/palette.js';
import { gridColor, strokeOf } from '../../src/views/stroke.js';

const GROUNDS = {
  dark: ['#1b1d21', '#1f1f1f', '#24272c'],
  light: ['#ffffff', '#f8f8f8', '#f3f5f8'],
  contrast: ['#000000'],
  'contrast-light': ['#ffffff'],
} as const;

/** WCAG 2's least contrast of graphics. */
const VISIBLE = 3;

describe.each(THEMES)('the lines of charts in a %s theme', (theme) => {
  const strokes = Array.from({ length: 24 }, (_, index) => strokeOf(index, theme));

  it('can be seen', () => {
    for (const { color } of strokes)
      for (const ground of GROUNDS[theme]) expect(contrast(color, ground), color).toBeGreaterThanOrEqual(VISIBLE);
  });

  it('differ, and neighbours do so without their colours', () => {
    const looks = strokes.map(({ color, dash }) => `${color} ${dash}`);
    expect(new Set(looks).size).toBe(looks.length);
    strokes.slice(1).forEach(({ dash, color }, index) => {
      expect(dash).not.toEqual(strokes[index]!.dash);
      expect(color).not.toBe(strokes[index]!.color);
    });
  });

  it('stand out from the grid', () => {
    expect(gridColor(theme)).toMatch(/^#[0-9a-f]{8}$/);
    expect(Number.parseInt(gridColor(theme).slice(7), 16)).toBeLessThan(0x60);
  });
});
