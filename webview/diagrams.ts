import type { Result } from '../src/trace/result.js';
import { mermaidOf } from '../src/views/mermaid.js';
import type { Story } from '../src/views/narrative.js';
import { storyOf } from '../src/views/story.js';
import { plainText, wordsOf } from '../src/views/words.js';
import { fill, h } from './dom.js';
import { drawDiagram } from './mermaid.js';

export interface DiagramHands {
  readonly copy: (text: string) => void;
  readonly save: (name: string, svg: string) => void;
  readonly log: (message: string) => void;
}

/** The story of one packet under each design, as a sequence diagram and in words. */
export function diagrams(results: readonly Result[], packet: number, hands: DiagramHands): Node[] {
  const stories = results.map((result) => ({ result, story: storyOf(result, packet) }));
  if (stories.every(({ story }) => story === undefined)) {
    return [h('p', { class: 'empty' }, 'No packet to tell of: none arrived, or the run was made without a trace.')];
  }
  return stories.map(({ result, story }, place) =>
    story === undefined
      ? h('article', { class: 'card' }, h('h3', {}, result.design), h('p', { class: 'empty' }, 'No such packet here.'))
      : card(story, place, hands),
  );
}

function card(story: Story, place: number, hands: DiagramHands): Node {
  const text = mermaidOf(story);
  const picture = h('div', {
    class: 'diagram',
    role: 'img',
    // It scrolls sideways, which is to work by keys as well.
    tabindex: 0,
    'aria-label': `${titleOf(story)}; the same in words follows`,
  });
  picture.textContent = 'Drawing …';
  let svg = '';
  const words = inWords(story);
  void drawDiagram(`diagram-${place}`, text).then(
    (drawn) => {
      svg = drawn;
      picture.replaceChildren(sized(new DOMParser().parseFromString(drawn, 'text/html').body.firstElementChild));
    },
    (reason: unknown) => {
      fill(picture, h('p', { class: 'empty' }, 'The diagram could not be drawn; here it is in words.'));
      words.open = true;
      hands.log(`sequence diagram: ${String(reason)}`);
    },
  );
  return h(
    'article',
    { class: 'card' },
    h(
      'header',
      {},
      h('h3', {}, story.design),
      h('p', {}, titleOf(story)),
      h(
        'div',
        { class: 'tools' },
        h('button', { click: () => hands.copy(text) }, 'Copy mermaid'),
        h('button', { click: () => hands.copy(plainText(story)) }, 'Copy words'),
        h('button', { click: () => hands.save(`${story.design}-packet-${story.packet}`, svg) }, 'SVG'),
      ),
    ),
    picture,
    words,
  );
}

function titleOf({ switches, handoffs, transfers, outcome }: Story): string {
  const steps = `${transfers} ${transfers === 1 ? 'step' : 'steps'}`;
  const count = `${switches === 0 ? 'no' : switches} context ${switches === 1 ? 'switch' : 'switches'}`;
  const handed = handoffs === 0 ? '' : `, ${handoffs} ${handoffs === 1 ? 'hand-off' : 'hand-offs'}`;
  return `${steps}, ${count}${handed}, ${outcome}`;
}

function inWords(story: Story): HTMLDetailsElement {
  const items = wordsOf(story).map(({ number, text, time }) =>
    number === undefined
      ? h('li', { class: 'remark' }, `( ${text} )`, h('time', {}, time))
      : h('li', { class: 'step' }, h('b', {}, `${number}. `), text, h('time', {}, time)),
  );
  return h('details', {}, h('summary', {}, 'In words'), h('ol', { class: 'words', role: 'list' }, ...items));
}

/**
 * Mermaid lets a diagram shrink to the room there is, down to text that nobody can read. The style sheet decides instead,
 * by the width that the diagram was laid out for.
 */
function sized(svg: Element | null): Node | string {
  if (!(svg instanceof SVGSVGElement)) return '';
  svg.removeAttribute('width');
  svg.style.maxWidth = '';
  svg.style.setProperty('--natural', `${svg.viewBox.baseVal.width}px`);
  return svg;
}
