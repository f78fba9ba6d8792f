import { h } from './dom.js';
import type { Status } from './header.js';
import type { Host } from './host.js';

/** How the sweep stands; undefined where the charts are those of the text. */
export function sweepStatus(status: Status, name: string, host: Host): Node | undefined {
  const again = () =>
    host.editor && h('button', { click: () => host.post({ type: 'runSweep', name }) }, 'Run sweep again');
  const cancel = () => host.post({ type: 'cancelSweep' });
  switch (status.kind) {
    case 'running':
      return h(
        'p',
        { class: 'running' },
        h('progress', { max: 1, value: status.done, 'aria-label': `Progress of the sweep ${name}` }),
        h('span', {}, `${status.text} ${Math.round(status.done * 100)}%`),
        h('button', { id: `cancel-${name}`, click: cancel }, 'Cancel'),
      );
    case 'stale':
      return h(
        'p',
        { class: 'stale' },
        h('b', { 'aria-hidden': 'true' }, '⚠'),
        h('span', { class: 'why' }, status.message),
        again(),
      );
    case 'failed':
      return h(
        'p',
        { class: 'failed' },
        h('b', { 'aria-hidden': 'true' }, '✗'),
        h('span', { class: 'why' }, status.message),
        again(),
      );
    default:
      return undefined;
  }
}
