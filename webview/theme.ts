import { activityColors, readable, type Theme } from '../src/views/palette.js';

/** The colours of the page as the canvas and mermaid need them: looked up, not by name. */
export interface Look {
  readonly theme: Theme;
  readonly activities: readonly string[];
  readonly background: string;
  readonly raised: string;
  readonly ink: string;
  readonly faint: string;
  readonly rule: string;
  readonly accent: string;
  readonly bad: string;
  readonly good: string;
  readonly font: string;
}

export function currentLook(): Look {
  const style = getComputedStyle(document.body);
  const value = (name: string) => style.getPropertyValue(name).trim();
  const theme = currentTheme();
  return {
    theme,
    activities: activityColors(theme),
    background: value('--bg'),
    raised: value('--raised'),
    ink: value('--ink'),
    faint: value('--faint'),
    rule: value('--rule'),
    accent: value('--accent'),
    bad: value('--bad'),
    good: value('--good'),
    font: value('--font'),
  };
}

/** An editor tells its theme by a class of the body; without an editor the system's wishes count. */
function currentTheme(): Theme {
  const { classList } = document.body;
  if (classList.contains('vscode-high-contrast-light')) return 'contrast-light';
  if (classList.contains('vscode-high-contrast')) return 'contrast';
  if (classList.contains('vscode-light')) return 'light';
  if (classList.contains('vscode-dark')) return 'dark';
  const light = !matchMedia('(prefers-color-scheme: dark)').matches;
  const contrast = matchMedia('(prefers-contrast: more)').matches || matchMedia('(forced-colors: active)').matches;
  if (contrast) return light ? 'contrast-light' : 'contrast';
  return light ? 'light' : 'dark';
}

/** Colours of text that the style sheet takes from the editor's theme, and what the text stands on. */
const TEXTS = ['--good', '--bad', '--warn', '--accent', '--faint'] as const;
const GROUNDS = ['--bg', '--raised'] as const;

/** Sees to it that every text can be read, whatever colours a theme has. */
function makeReadable(): void {
  const { style } = document.body;
  for (const name of TEXTS) style.removeProperty(name);
  const computed = getComputedStyle(document.body);
  const probe = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;
  const paint = (name: string) => {
    probe.fillStyle = computed.getPropertyValue(name).trim();
    probe.fillRect(0, 0, 1, 1);
  };
  // A colour that can be seen through is what it comes to over the background.
  const opaque = (name: string) => {
    paint('--bg');
    paint(name);
    const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
    return `#${[red!, green!, blue!].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
  };
  const grounds = GROUNDS.map(opaque);
  const colors = TEXTS.map((name) => [name, readable(opaque(name), grounds)] as const);
  for (const [name, color] of colors) style.setProperty(name, color);
}

/** Marks the root with the theme, for the style sheet, and calls whenever the look may have changed. */
export function watchLook(changed: () => void): void {
  const update = () => {
    document.documentElement.dataset.theme = currentTheme();
    makeReadable();
    changed();
  };
  new MutationObserver(update).observe(document.body, { attributes: true, attributeFilter: ['class'] });
  new MutationObserver(update).observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  for (const query of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)']) {
    matchMedia(query).addEventListener('change', update);
  }
  update();
}
