import { writeChrome } from '../trace/export/chrome.js';
import { writeCsv } from '../trace/export/csv.js';
import type { TracedResult } from '../trace/export/group.js';
import { writePerfetto } from '../trace/export/perfetto.js';
import type { Result } from '../trace/result.js';
import { mermaidOf } from '../views/mermaid.js';
import { storyOf } from '../views/story.js';
import { Exit, Refusal } from './exit.js';
import { openOutput, writeText } from './output.js';
import { select } from './select.js';
import { simulateAll } from './simulate.js';
import { loadChecked, oneFile, parse, seedOf, type Verb, wholeNumber } from './verb.js';

const FORMATS = ['perfetto', 'chrome', 'mermaid', 'csv'] as const;
type Format = (typeof FORMATS)[number];

export const trace: Verb = {
  name: 'trace',
  summary: 'write what happened in a run, for other tools',
  help: `usage: irqlab trace FILE --format FORMAT [options]

Simulates one run and writes its trace to the standard output.

  --format FORMAT   perfetto  protobuf for ui.perfetto.dev and trace_processor; times in whole nanoseconds
                    chrome    Trace Event Format (JSON) for chrome://tracing, Perfetto and speedscope
                    csv       every record with its picosecond, for scripts
                    mermaid   the sequence diagram of one packet under one design
  --run NAME        the run; without it the first of the file
  --design NAME     only this design; may be given again for more. mermaid draws the first
  --packet N        the packet that mermaid draws; they are numbered from 0 in the order of arrival
  --seed N          use this seed instead of the one in the file
  --out PATH        write to a file

Exit status: 0; 2 for a faulty file or argument; 130 after Ctrl-C.
`,
  async execute(args) {
    const { values, positionals } = parse('trace', args, {
      format: { type: 'string' },
      run: { type: 'string' },
      design: { type: 'string', multiple: true },
      packet: { type: 'string' },
      seed: { type: 'string' },
      out: { type: 'string' },
    });
    const path = oneFile('trace', positionals);
    const format = formatOf(values.format);
    const packet = wholeNumber('trace', 'packet', values.packet, Number.MAX_SAFE_INTEGER) ?? 0;
    const seed = seedOf('trace', values.seed);
    if (format === 'perfetto' && values.out === undefined && process.stdout.isTTY) {
      throw new Refusal('perfetto is a binary format, and this is a terminal: use --out PATH or redirect', 'trace');
    }
    const all = loadChecked(path);
    const run = values.run ?? all.runs[0]?.name;
    const scenario = select(all, run === undefined ? [] : [run], values.design ?? []);
    noteOthers('run', values.run, all.runs);
    const { report, complete } = await simulateAll(scenario, { seed, trace: true });
    if (!complete) return Exit.interrupted;
    const { results } = report.runs[0]!;
    if (format === 'mermaid') {
      noteOthers(
        'design',
        values.design?.[0],
        results.map(({ design }) => ({ name: design })),
      );
      writeText(values.out, mermaid(results[0]!, packet));
    } else {
      writeRecords(
        format,
        values.out,
        results.map((result) => group(run!, result)),
      );
    }
    return Exit.ok;
  },
};

function formatOf(text: string | undefined): Format {
  const format = FORMATS.find((each) => each === text);
  if (format === undefined) {
    const given = text === undefined ? 'which --format?' : `there is no format '${text}';`;
    throw new Refusal(`${given} one of ${FORMATS.join(', ')}`, 'trace');
  }
  return format;
}

/** Says which one was taken where several were there to choose from. */
function noteOthers(option: string, given: string | undefined, all: readonly { readonly name: string }[]): void {
  if (given !== undefined || all.length < 2) return;
  const [taken, ...others] = all.map(({ name }) => `'${name}'`);
  process.stderr.write(`irqlab: this is ${option} ${taken}; --${option} chooses ${others.join(', ')}\n`);
}

function group(run: string, { design, trace: recorded }: Result): TracedResult {
  if (recorded === undefined) throw new Error(`no trace of ${run} under ${design}`);
  if (recorded.truncatedAt !== undefined) {
    process.stderr.write(`irqlab: the trace under ${design} is not whole: it reached its greatest length\n`);
  }
  return { run, design, trace: recorded };
}

function mermaid(result: Result, packet: number): string {
  const story = storyOf(result, packet);
  if (story !== undefined) return mermaidOf(story);
  const count = result.packets.length;
  throw new Refusal(
    count === 0 ? 'no packet arrives in this run' : `there is no packet ${packet}; they are numbered 0 to ${count - 1}`,
  );
}

function writeRecords(
  format: Exclude<Format, 'mermaid'>,
  path: string | undefined,
  groups: readonly TracedResult[],
): void {
  const output = openOutput(path);
  const encode = { perfetto: writePerfetto, chrome: writeChrome, csv: writeCsv }[format];
  encode(groups, (piece) => output.write(piece));
  output.close();
}
