import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { encode } from '../views/embed.js';
import { pageHtml } from '../views/page.js';
import { Exit, Refusal } from './exit.js';
import { writeText } from './output.js';
import { select } from './select.js';
import { simulateAll } from './simulate.js';
import { chooseSweeps, simulateSweeps } from './sweeping.js';
import { loadChecked, oneFile, parse, seedOf, type Verb } from './verb.js';

export const report: Verb = {
  name: 'report',
  summary: 'write the pictures of a file as one HTML page',
  help: `usage: irqlab report FILE --out PATH [options]

Simulates the file and writes one HTML page with the comparison, the timelines and the sequence diagrams. The page holds
everything it needs and loads nothing from a network, so it can be sent by mail and opened anywhere.

  --out PATH        where to write it
  --run NAME        only this run; may be given again for more
  --design NAME     only this design; may be given again for more
  --seed N          use this seed instead of the one in the file
  --sweeps          simulate the sweeps of the file too, on all cores, and show their charts

It holds every record of every run, which for some hundred thousand packets is many megabytes; above 20 MB a line on the
standard error says so. Then choose a run or a design, or simulate less.

Exit status: 0 when it is written, whatever the expectations say; 2 for a faulty file or argument; 130 after Ctrl-C.
`,
  async execute(args) {
    const { values, positionals } = parse('report', args, {
      out: { type: 'string' },
      run: { type: 'string', multiple: true },
      design: { type: 'string', multiple: true },
      seed: { type: 'string' },
      sweeps: { type: 'boolean' },
    });
    const path = oneFile('report', positionals);
    if (values.out === undefined) throw new Refusal('where to? --out PATH', 'report');
    const seed = seedOf('report', values.seed);
    const whole = loadChecked(path);
    const scenario = select(whole, values.run ?? [], values.design ?? []);
    const chosen = values.sweeps ? chooseSweeps(path, whole.sweeps, [], values.design ?? []) : [];
    const simulated = await simulateAll(scenario, { seed, trace: true });
    if (!simulated.complete) return Exit.interrupted;
    const swept = await simulateSweeps(path, chosen, { seed });
    if (!swept.complete) return Exit.interrupted;
    const html = pageHtml({
      title: `${basename(path)} – IrqLab`,
      script: { text: part('webview.js') },
      style: { text: part('webview.css') },
      mermaid: { text: part('mermaid.js') },
      nonce: randomBytes(16).toString('hex'),
      cspSource: '',
      data: encode(simulated.report),
      sweeps: encode(swept.reports),
    });
    writeText(values.out, html);
    process.stderr.write(`irqlab: wrote ${values.out}, ${sizeText(html.length)}\n`);
    if (html.length > HEAVY) process.stderr.write(`irqlab: ${LIGHTER}\n`);
    return Exit.ok;
  },
};

/** Above this a page is slow to open, and too large for most mail. */
const HEAVY = 20e6;
const LIGHTER =
  'that is a large page, since it holds every record of every run; --run and --design choose some of them, and a shorter "for" or fewer packets make less to tell';

function sizeText(characters: number): string {
  return characters < 1e6 ? `${Math.ceil(characters / 1e3)} kB` : `${(characters / 1e6).toFixed(1)} MB`;
}

/** A part of the page; the build puts them beside this program. */
function part(name: string): string {
  return readFileSync(join(__dirname, name), 'utf8');
}
