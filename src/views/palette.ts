import { ACTIVITIES, type Activity } from '../model/activity.js';

export const THEMES = ['dark', 'light', 'contrast', 'contrast-light'] as const;
export type Theme = (typeof THEMES)[number];

/**
 * A colour for each activity, after Okabe and Ito's palette, which people with any of the common colour deficiencies
 * can tell apart. Idle is close to the background. A switch is the strongest contrast there is: it is what one looks
 * for. The lightness was moved a little where a colour was too near to the theme's background.
 */
const DARK: Record<Activity, string> = {
  idle: '#3a3d41',
  user: '#56b4e9',
  kernel: '#12b886',
  interrupt: '#f06a2a',
  softint: '#e9a820',
  trap: '#d98cb8',
  switch: '#f5f5f5',
  refill: '#8f949b',
  spin: '#f0e442',
};

const LIGHT: Record<Activity, string> = {
  idle: '#e4e6e9',
  user: '#4aa3da',
  kernel: '#009e73',
  interrupt: '#d55e00',
  softint: '#e69f00',
  trap: '#c15c97',
  switch: '#1b1b1f',
  refill: '#8b9099',
  spin: '#b5a900',
};

/** Colours in the order of ACTIVITIES. */
export function activityColors(theme: Theme): readonly string[] {
  const colors = theme === 'light' || theme === 'contrast-light' ? LIGHT : DARK;
  return ACTIVITIES.map((activity) => colors[activity]);
}

/** Black or white, whichever can be read better on the color (`#rrggbb`), by WCAG's relative luminance. */
export function inkOn(color: string): '#000000' | '#ffffff' {
  const luminance = luminanceOf(color);
  return (luminance + 0.05) / 0.05 >= 1.05 / (luminance + 0.05) ? '#000000' : '#ffffff';
}

/** WCAG 2 contrast of two colors (`#rrggbb`), from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [low, high] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** The least contrast of text that WCAG 2 calls readable (level AA). */
export const READABLE = 4.5;

/**
 * A color of text that can be read on all of the backgrounds (`#rrggbb` all): the color itself where it can, otherwise
 * as little darker or lighter as is needed. A theme's own colors are meant for icons, and some are too pale for text.
 */
export function readable(color: string, backgrounds: readonly string[]): string {
  const least = (one: string) => Math.min(...backgrounds.map((background) => contrast(one, background)));
  const ink = least('#000000') >= least('#ffffff') ? 0 : 255;
  for (let part = 0; part < 1; part += 0.02) {
    const mixed = mix(color, ink, part);
    if (least(mixed) >= READABLE) return mixed;
  }
  return mix(color, ink, 1);
}

/** A color moved by a part of the way to black (0) or white (255). */
function mix(color: string, ink: number, part: number): string {
  const channels = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16);
    return Math.round(channel + (ink - channel) * part)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${channels.join('')}`;
}

function luminanceOf(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
