import type { ToPage } from '../src/protocol/panel.js';
import type { SweepReport } from '../src/trace/sweep.js';
import { unpack } from '../src/views/embed.js';
import { h } from './dom.js';
import { createSweep, type SweepHands, type SweepSection } from './sweep.js';

/** All sweeps of the file that the page shows, each a section; the page has none until one is run. */
export interface Sweeps {
  readonly element: HTMLElement;
  /** True where the message was about a sweep. */
  receive(message: ToPage): boolean;
  show(report: SweepReport): void;
  /** The page turns to another file. */
  clear(): void;
  /** The colours, or the designs that are hidden, are others now. */
  relook(): void;
}

/** Of `file`, the one that the page shows, and of no other. */
export function createSweeps({ file, ...hands }: SweepHands & { readonly file: () => string | undefined }): Sweeps {
  const element = h('div', { class: 'sweeps' });
  const sections = new Map<string, SweepSection>();
  /** Those of which it is known how they stand: one that begins for the first time is scrolled to. */
  const told = new Set<string>();

  function section(name: string): SweepSection {
    const known = sections.get(name);
    if (known !== undefined) return known;
    const made = createSweep(name, hands);
    sections.set(name, made);
    element.append(made.element);
    return made;
  }

  function show(report: SweepReport): void {
    section(report.name).show(report);
  }

  return {
    element,
    show,
    receive(message) {
      switch (message.type) {
        case 'sweep': {
          const report = unpack<SweepReport>(message.packed);
          if (report.file === file()) show(report);
          return true;
        }
        case 'sweepStatus': {
          const { name, status } = message;
          if (message.file !== file()) return true;
          section(name).status(status);
          if (!told.has(name) && status.kind === 'running') section(name).element.scrollIntoView({ block: 'start' });
          told.add(name);
          return true;
        }
        default:
          return false;
      }
    },
    clear() {
      for (const each of sections.values()) each.destroy();
      sections.clear();
      told.clear();
    },
    relook() {
      for (const each of sections.values()) each.relook();
    },
  };
}
