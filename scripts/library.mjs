// Texts of the repository as modules, so that every bundle carries them and none reads a folder, which a browser could
// not. `irqlab:library` has the text of each .irq file below library/ under the name by which a scenario imports it,
// `std/designs.irq` and so on; `irqlab:examples` has what each file below examples/ is about, by its path there. Plugins
// for esbuild and for vitest.

import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { ROOT } from './steps.mjs';

/** @type {Record<string, () => Record<string, string>>} */
const MODULES = { 'irqlab:library': readLibrary, 'irqlab:examples': readExamples };

/** @returns {Record<string, string>} Text by name, in the order of the names. */
export function readLibrary() {
  return Object.fromEntries(
    scenarios('library').map((file) => [`std/${file}`, readFileSync(join(ROOT, 'library', file), 'utf8')]),
  );
}

/** @returns {Record<string, string>} The first sentence of each example by its path, `ipsec.irq` and the like in front. */
export function readExamples() {
  const files = scenarios('examples').sort((a, b) => a.split('/').length - b.split('/').length);
  return Object.fromEntries(
    files.map((file) => [file, firstSentence(readFileSync(join(ROOT, 'examples', file), 'utf8'))]),
  );
}

/** @param {string} folder */
function scenarios(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.irq'))
    .map((file) => file.split(sep).join('/'))
    .sort();
}

/**
 * The first sentence of the comment that a file begins with.
 * @param {string} text
 */
function firstSentence(text) {
  const paragraph = /^(\/\/ .*\n)*/.exec(text)?.[0] ?? '';
  const line = paragraph
    .replace(/^\/\/ /gm, '')
    .replace(/\n/g, ' ')
    .trim();
  return /^.*?[.?](?= |$)/.exec(line)?.[0].replace(/\.$/, '') ?? line;
}

/** @param {string} module */
function moduleText(module) {
  return `export default ${JSON.stringify(MODULES[module]?.(), undefined, 1)};\n`;
}

/** @type {import('esbuild').Plugin} */
export const esbuildLibrary = {
  name: 'irqlab',
  setup(build) {
    build.onResolve({ filter: /^irqlab:/ }, ({ path }) =>
      path in MODULES ? { path, namespace: 'irqlab' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'irqlab' }, ({ path }) => ({ contents: moduleText(path), loader: 'js' }));
  },
};

/** @type {import('vitest/config').Plugin} */
export const vitestLibrary = {
  name: 'irqlab',
  enforce: 'pre',
  resolveId: (id) => (id in MODULES ? `\0${id}` : undefined),
  load: (id) => (id.startsWith('\0irqlab:') ? moduleText(id.slice(1)) : undefined),
};
