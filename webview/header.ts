import type { Report, RunReport } from '../src/trace/result.js';
import { formatTime } from '../src/views/format.js';
import { h } from './dom.js';
import type { State } from './state.js';

/** What the host said last about the run. */
export type Status =
  | { readonly kind: 'fresh' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running'; readonly done: number; readonly text: string }
  | { readonly kind: 'stale' | 'failed'; readonly message: string };

export interface HeaderHands {
  readonly change: (state: Partial<State>) => void;
  readonly cancel: () => void;
  /** Undefined where the page itself is the export. */
  readonly exportHtml: (() => void) | undefined;
}

/** The name of the file, the run and its designs, to choose from, and what there is to know about the run as a whole. */
export function header(report: Report, run: RunReport, state: State, hands: HeaderHands): Node[] {
  return [
    h('div', { class: 'title' }, h('h1', {}, run.run.name || 'run'), h('p', { class: 'facts' }, facts(report, run))),
    h(
      'div',
      { class: 'tools' },
      report.runs.length > 1 && runPicker(report, run, hands),
      designToggles(run, state, hands),
      hands.exportHtml && h('button', { id: 'export-html', click: hands.exportHtml }, 'Save as HTML'),
    ),
  ];
}

function facts(report: Report, { run, results }: RunReport): string {
  const file = report.file.split(/[\\/]/).at(-1)!;
  const hashes = [...new Set(results.map(({ hash }) => hash?.slice(0, 8)))].filter(Boolean);
  return [
    file,
    `machine ${run.machine.name}, ${run.machine.cpus} CPU${run.machine.cpus === 1 ? '' : 's'}`,
    formatTime(run.duration),
    `seed ${run.seed}`,
    hashes.length > 0 && `trace ${hashes.join(' / ')}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function runPicker(report: Report, run: RunReport, { change }: HeaderHands): Node {
  const options = report.runs.map((each) =>
    h('option', { value: each.run.name, selected: each === run }, each.run.name),
  );
  return h(
    'label',
    {},
    'Run ',
    h(
      'select',
      { id: 'run', change: (event) => change({ run: (event.target as HTMLSelectElement).value }) },
      ...options,
    ),
  );
}

function designToggles({ results }: RunReport, { hiddenDesigns }: State, { change }: HeaderHands): Node {
  const toggles = results.map(({ design }) => {
    const shown = !hiddenDesigns.includes(design);
    const next = shown ? [...hiddenDesigns, design] : hiddenDesigns.filter((each) => each !== design);
    return h(
      'button',
      {
        id: `design-${design}`,
        class: 'toggle',
        'aria-pressed': String(shown),
        title: shown ? `Hide ${design}` : `Show ${design}`,
        click: () => change({ hiddenDesigns: next }),
      },
      design,
    );
  });
  return h('div', { class: 'toggles', role: 'group', 'aria-label': 'Designs' }, ...toggles);
}

/** One line that tells whether the pictures are those of the text; undefined where they are. */
export function statusLine(status: Status, { cancel }: Pick<HeaderHands, 'cancel'>): Node | undefined {
  switch (status.kind) {
    case 'fresh':
      return undefined;
    case 'waiting':
      return h('p', {}, 'Waiting for the first run …');
    case 'running':
      return h(
        'p',
        { class: 'running' },
        h('progress', { max: 1, value: status.done, 'aria-label': 'Progress of the run' }),
        h('span', {}, progressText(status)),
        h('button', { id: 'cancel', click: cancel }, 'Cancel'),
      );
    case 'stale':
      return h(
        'p',
        { class: 'stale' },
        h('b', {}, '⚠ The text has errors; this is the last good run. '),
        status.message,
      );
    case 'failed':
      return h('p', { class: 'failed' }, h('b', {}, '✗ '), status.message);
  }
}

/**
 * Brings a line that shows a run up to date, and tells whether it was one. A new line for each step of the progress
 * would take the button away from under the pointer, between its press and its release, and with it the click.
 */
export function advanced(line: Element | null, status: Status): boolean {
  if (status.kind !== 'running' || !line?.classList.contains('running')) return false;
  line.querySelector('progress')!.value = status.done;
  line.querySelector('span')!.textContent = progressText(status);
  return true;
}

function progressText({ done, text }: Extract<Status, { kind: 'running' }>): string {
  return `${text} ${Math.round(done * 100)}%`;
}
