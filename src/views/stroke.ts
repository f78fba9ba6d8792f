import type { Theme } from './palette.js';

/** How a design's line is drawn, so that it can be told from the others without its colour as well. */
export interface Stroke {
  /** `#rrggbb` */
  readonly color: string;
  /** Lengths of line and gap in turn, pixels; empty for a line without gaps. */
  readonly dash: readonly number[];
}

/**
 * After Okabe and Ito's palette, like the activities, and for lines: each has at least WCAG's contrast for graphics (3)
 * with the background. Neighbours differ in lightness as well as in hue.
 */
const DARK = ['#56b4e9', '#f2a33a', '#2fcf9a', '#ea8fc4', '#f0e442', '#a6b8ff', '#ff7a59', '#d7dae0'] as const;
const LIGHT = ['#0072b2', '#c05200', '#00785a', '#a3357f', '#8a7300', '#4b3fae', '#b3261e', '#3f4650'] as const;
const DASHES: readonly (readonly number[])[] = [[], [8, 4], [2, 3], [10, 3, 2, 3], [4, 3], [14, 4]];

/** The stroke of a line by its place among the lines. Colours come again after eight, but then with another dash. */
export function strokeOf(index: number, theme: Theme): Stroke {
  const colors = theme === 'light' || theme === 'contrast-light' ? LIGHT : DARK;
  return { color: colors[index % colors.length]!, dash: DASHES[index % DASHES.length]! };
}

/** Lines of a grid: there, and no more. */
const GRIDS: Record<Theme, string> = {
  dark: '#ffffff1c',
  light: '#0000001a',
  contrast: '#ffffff48',
  'contrast-light': '#00000048',
};

/** `#rrggbbaa` */
export function gridColor(theme: Theme): string {
  return GRIDS[theme];
}
