import type { Mermaid } from 'mermaid';
import { frame } from './dom.js';
import { currentLook, type Look } from './theme.js';

/**
 * Mermaid is many times the size of the rest of the page. It is loaded when the first diagram is drawn: from the
 * address that the host gave, or from the text that a report carries.
 */
let loading: Promise<Mermaid> | undefined;
let drawing: Promise<unknown> = Promise.resolve();

/** The nonce that new scripts must bear; it can only be read while the page's own script starts. */
const nonce = (document.currentScript as HTMLScriptElement | null)?.nonce ?? '';

/** What was drawn last for each id: a run that changed nothing of a packet's way has its diagram at once. */
const last = new Map<string, { readonly key: string; readonly svg: string }>();

/** The diagram as SVG text, in the colours of the theme. One is drawn at a time: mermaid keeps its settings globally. */
export function drawDiagram(id: string, text: string): Promise<string> {
  const drawn = drawing.then(async () => {
    const look = currentLook();
    const key = JSON.stringify([look, text]);
    const known = last.get(id);
    if (known?.key === key) return known.svg;
    await frame();
    loading ??= load();
    const mermaid = await loading;
    mermaid.initialize(settings(look));
    const { svg } = await mermaid.render(id, text);
    last.set(id, { key, svg });
    return svg;
  });
  drawing = drawn.catch(() => undefined);
  return drawn;
}

function load(): Promise<Mermaid> {
  const sleeping = document.getElementById('mermaid');
  if (sleeping === null) return Promise.reject(new Error('the page has no mermaid'));
  const script = document.createElement('script');
  script.nonce = nonce;
  const { href } = sleeping.dataset;
  const found = () => (globalThis as { mermaid?: Mermaid }).mermaid;
  return new Promise((resolve, reject) => {
    const finish = () => {
      const mermaid = found();
      if (mermaid === undefined) reject(new Error('mermaid did not start'));
      else resolve(mermaid);
    };
    if (href === undefined) script.textContent = sleeping.textContent;
    else {
      script.src = href;
      script.onload = finish;
      script.onerror = () => reject(new Error('mermaid could not be loaded'));
    }
    document.head.append(script);
    if (href === undefined) finish();
  });
}

function settings(look: Look): Parameters<Mermaid['initialize']>[0] {
  const { background, raised, ink, faint, accent, font } = look;
  return {
    startOnLoad: false,
    securityLevel: 'strict',
    htmlLabels: false,
    theme: 'base',
    fontFamily: font,
    themeVariables: {
      darkMode: look.theme === 'dark' || look.theme === 'contrast',
      background,
      fontFamily: font,
      fontSize: '13px',
      primaryColor: raised,
      primaryTextColor: ink,
      primaryBorderColor: faint,
      lineColor: ink,
      textColor: ink,
      actorBkg: raised,
      actorBorder: faint,
      actorTextColor: ink,
      actorLineColor: faint,
      signalColor: ink,
      signalTextColor: ink,
      noteBkgColor: raised,
      noteTextColor: ink,
      noteBorderColor: faint,
    },
    themeCSS: `
      .messageLine0 { stroke: ${accent}; stroke-width: 2.5; }
      .messageLine1 { stroke: ${ink}; stroke-width: 1.2; stroke-dasharray: 4 3; }
      .messageText { font-size: 12px; stroke: ${background} !important; stroke-width: 4px; paint-order: stroke; }
      .actor-line { stroke-opacity: 0.6; }
      .noteText { font-size: 12px; }
    `,
    sequence: {
      mirrorActors: false,
      messageAlign: 'center',
      actorMargin: 34,
      width: 140,
      height: 46,
      boxMargin: 6,
      noteMargin: 8,
      messageMargin: 34,
      diagramMarginX: 12,
      diagramMarginY: 6,
      messageFontSize: 12,
      noteFontSize: 12,
      actorFontSize: 13,
      messageFontFamily: font,
      noteFontFamily: font,
      actorFontFamily: font,
      useMaxWidth: true,
    },
  };
}
