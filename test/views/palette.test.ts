import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrast, READABLE, readable } from '../../src/views/palette.js';

/** Grounds and icon colours of VS Code's own themes. */
const EDITORS = [
  { theme: 'light', grounds: ['#ffffff', '#f8f8f8'], colors: ['#73c991', '#a1260d', '#bf8803', '#005fb8', '#3b3b3b'] },
  { theme: 'dark', grounds: ['#1f1f1f', '#181818'], colors: ['#73c991', '#f85149', '#cca700', '#4daafc', '#9d9d9d'] },
  { theme: 'contrast', grounds: ['#000000'], colors: ['#73c991', '#f48771', '#ffd370', '#21a6ff', '#ffffff'] },
  {
    theme: 'solarized',
    grounds: ['#fdf6e3', '#eee8d5'],
    colors: ['#73c991', '#dc322f', '#b58900', '#268bd2', '#93a1a1'],
  },
];

describe('colours of text', () => {
  it.each(EDITORS)('can be read in an editor of the theme $theme', ({ grounds, colors }) => {
    for (const color of colors) {
      const shown = readable(color, grounds);
      for (const ground of grounds)
        expect(contrast(shown, ground), `${color} on ${ground}`).toBeGreaterThanOrEqual(READABLE);
    }
  });

  it('stay as they are where they can be read', () => {
    expect(readable('#73c991', ['#1f1f1f'])).toBe('#73c991');
    expect(readable('#73c991', ['#ffffff'])).not.toBe('#73c991');
  });

  it('can be read on any ground', () => {
    const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
    fc.assert(fc.property(color, color, (one, ground) => contrast(readable(one, [ground]), ground) >= READABLE));
  });

  it('can be read without an editor', () => {
    const sheet = readFileSync('webview/style.css', 'utf8');
    const blocks = [...sheet.matchAll(/:root \{([^}]*--plain-bg[^}]*)\}/g)].map(([, block]) => block!);
    expect(blocks).toHaveLength(2);
    for (const block of blocks) {
      const value = (name: string) => new RegExp(`--plain-${name}: (#[0-9a-f]{6})`).exec(block)![1]!;
      for (const name of ['ink', 'faint', 'accent', 'bad', 'good', 'warn']) {
        for (const ground of ['bg', 'raised']) {
          expect(contrast(value(name), value(ground)), `${name} on ${ground}`).toBeGreaterThanOrEqual(READABLE);
        }
      }
    }
  });
});
