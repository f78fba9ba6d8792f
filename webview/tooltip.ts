import type { Description } from '../src/views/describe.js';
import { fill, h } from './dom.js';

/** A box that tells what is under the pointer. It never leaves the viewport and never catches the pointer. */
export interface Tooltip {
  show(description: Pick<Description, 'title' | 'facts'>, x: number, y: number): void;
  hide(): void;
  /** Takes it off the page. */
  destroy(): void;
}

export function createTooltip(): Tooltip {
  const box = h('div', { class: 'tooltip', role: 'tooltip', hidden: true });
  document.body.append(box);
  return {
    show({ title, facts }, x, y) {
      fill(
        box,
        h('strong', {}, title),
        h('dl', {}, ...facts.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])),
      );
      box.hidden = false;
      const { offsetWidth: width, offsetHeight: height } = box;
      const left = x + 14 + width > innerWidth - 4 ? x - 14 - width : x + 14;
      const top = y + 18 + height > innerHeight - 4 ? y - 12 - height : y + 18;
      box.style.left = `${Math.max(4, Math.min(left, innerWidth - width - 4))}px`;
      box.style.top = `${Math.max(4, Math.min(top, innerHeight - height - 4))}px`;
    },
    hide() {
      box.hidden = true;
    },
    destroy: () => box.remove(),
  };
}
