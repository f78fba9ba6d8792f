import type { Report, RunReport } from '../src/trace/result.js';
import { formatTime, latencyFacts } from '../src/views/format.js';
import { h } from './dom.js';
import type { State } from './state.js';

/** What the host said last about the run. */
export type Status =
  | { readonly kind: 'fresh' }
  /** There is no report of the file, but one is on its way, or none was asked for. */
  | { readonly kind: 'waiting' | 'unrun' }
  | { readonly kind: 'running'; readonly done: number; readonly text: string }
  | { readonly kind: 'stale' | 'failed'; readonly message: string };

export interface HeaderHands {
  readonly change: (state: Partial<State>) => void;
  readonly cancel: () => void;
  readonly copy: (text: string) => void;
  /** Undefined where the page itself is the export. */
  readonly exportHtml: (() => void) | undefined;
}

/** The name of the file, the run and its designs, to choose from, and what there is to know about the run as a whole. */
export function header(report: Report, run: RunReport, state: State, hands: HeaderHands): Node[] {
  return [
    h(
      'div',
      { class: 'title' },
      h('h1', {}, run.run.name || 'run'),
      h('p', { class: 'facts' }, facts(report, run)),
      hashes(run, hands),
    ),
    h(
      'div',
      { class: 'tools' },
      report.runs.length > 1 && runPicker(report, run, hands),
      designToggles(run, state, hands),
      hands.exportHtml && h('button', { id: 'export-html', click: hands.exportHtml }, 'Save as HTML'),
    ),
  ];
}

function facts(report: Report, { run }: RunReport): string {
  const file = report.file.split(/[\\/]/).at(-1)!;
  return [
    file,
    `machine ${run.machine.name}, ${run.machine.cpus} CPU${run.machine.cpus === 1 ? '' : 's'}`,
    formatTime(run.duration),
    `seed ${run.seed}`,
    ...latencyFacts(run),
  ].join(' · ');
}

/** The hash of each design's trace, by which two people can tell that they saw the same run. */
function hashes({ results }: RunReport, { copy }: HeaderHands): Node | undefined {
  const known = results.flatMap(({ design, hash }) => (hash === undefined ? [] : [{ design, hash }]));
  if (known.length === 0) return undefined;
  const text = known.map(({ design, hash }) => `${design} ${hash}`).join('\n');
  return h(
    'details',
    { class: 'hashes' },
    h('summary', { title: 'Same hash, same run: to compare with what others got' }, 'Trace hashes'),
    h('dl', {}, ...known.flatMap(({ design, hash }) => [h('dt', {}, design), h('dd', {}, h('code', {}, hash))])),
    h('button', { click: () => copy(text) }, 'Copy'),
  );
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

export interface StatusHands {
  readonly cancel: () => void;
  readonly run: () => void;
  /** Whether results of an earlier run stand below the line. */
  readonly old: boolean;
}

/** One line that tells whether the pictures are those of the text; undefined where they are. */
export function statusLine(status: Status, { cancel, run, old }: StatusHands): Node | undefined {
  switch (status.kind) {
    case 'fresh':
      return undefined;
    case 'waiting':
      return h('p', {}, 'Running …');
    case 'unrun':
      return h('p', {}, h('span', {}, 'Not run yet: save the file or press Run.'), runButton(run));
    case 'running':
      return h(
        'p',
        { class: 'running' },
        old && h('b', {}, 'Results of the previous run.'),
        h('progress', { max: 1, value: status.done, 'aria-label': 'Progress of the run' }),
        h('span', {}, progressText(status)),
        h('button', { id: 'cancel', click: cancel }, 'Cancel'),
      );
    case 'stale':
      return h(
        'p',
        { class: 'stale' },
        h('b', { 'aria-hidden': 'true' }, '⚠'),
        h('span', { class: 'why' }, status.message),
      );
    case 'failed':
      return h(
        'p',
        { class: 'failed' },
        h('b', { 'aria-hidden': 'true' }, '✗'),
        h(
          'span',
          { class: 'why' },
          old ? `${status.message} These are the results of the previous run.` : status.message,
        ),
        !old && runButton(run),
      );
  }
}

function runButton(run: () => void): Node {
  return h('button', { id: 'run-file', click: run }, 'Run');
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
