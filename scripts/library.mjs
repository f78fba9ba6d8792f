// The standard library's texts as a module, so that every bundle carries them and none reads a file: `irqlab:library`
// has the text of each .irq file below library/ under the name by which a scenario imports it, `std/designs.irq` and so
// on. One plugin for esbuild, one for vitest.

import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { ROOT } from './steps.mjs';

const MODULE = 'irqlab:library';
const FOLDER = join(ROOT, 'library');

/** @returns {Record<string, string>} Text by name, in the order of the names. */
export function readLibrary() {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.irq'));
  return Object.fromEntries(
    files.sort().map((file) => [`std/${file.split(sep).join('/')}`, readFileSync(join(FOLDER, file), 'utf8')]),
  );
}

function moduleText() {
  return `export default ${JSON.stringify(readLibrary(), undefined, 1)};\n`;
}

/** @type {import('esbuild').Plugin} */
export const esbuildLibrary = {
  name: MODULE,
  setup(build) {
    build.onResolve({ filter: new RegExp(`^${MODULE}$`) }, () => ({ path: MODULE, namespace: MODULE }));
    build.onLoad({ filter: /.*/, namespace: MODULE }, () => ({ contents: moduleText(), loader: 'js' }));
  },
};

/** @type {import('vitest/config').Plugin} */
export const vitestLibrary = {
  name: MODULE,
  enforce: 'pre',
  resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
  load: (id) => (id === `\0${MODULE}` ? moduleText() : undefined),
};
