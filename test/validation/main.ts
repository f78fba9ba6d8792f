import { mkdirSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { page } from './page.js';
import { svg } from './plot.js';
import { type Effort, figure, type Section } from './section.js';
import { SECTIONS } from './sections.js';

/**
 * The whole validation, printed as it goes. `main.cjs FOLDER` also writes the page and its plots below the folder;
 * `main.cjs - NAME …` only looks at some sections, `--short` in short. Exits with 1 where a check fails.
 */
const words = argv.slice(2);
const effort: Effort = words.includes('--short') ? 'short' : 'full';
const [folder, ...names] = words.filter((word) => word !== '--short');
const chosen = Object.entries(SECTIONS).filter(([name]) => names.length === 0 || names.includes(name));

const sections: Section[] = [];
for (const [name, section] of chosen) {
  const start = performance.now();
  const made = section(effort);
  console.log(`\n${made.title} (${name}, ${((performance.now() - start) / 1000).toFixed(1)} s)`);
  for (const { name, measured, expected, bound, holds } of made.checks) {
    const verdict = holds === undefined ? '    ' : holds ? 'ok  ' : 'FAIL';
    console.log(`${verdict} ${name}: ${measured} for ${expected} (${bound})`);
  }
  sections.push(made);
}

if (folder !== undefined && folder !== '-') {
  mkdirSync(`${folder}/validation`, { recursive: true });
  writeFileSync(`${folder}/validation.md`, page(sections));
  for (const plot of sections.flatMap(({ plots }) => plots))
    writeFileSync(`${folder}/validation/${plot.name}.svg`, svg(plot));
}
const judged = sections.flatMap(({ checks }) => checks).filter(({ holds }) => holds !== undefined);
const failed = judged.filter(({ holds }) => holds === false).length;
console.log(`\n${figure(judged.length - failed)} checks hold, ${failed} do not`);
process.exitCode = failed === 0 ? 0 : 1;
