// The licence texts of the packages that went into the bundles: most of them ask to be kept with every copy.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './steps.mjs';

/**
 * @param {readonly string[]} inputs Paths of bundled files, from the repository's root.
 * @returns {string} A text with each package's name, version, and licence.
 */
export function licences(inputs) {
  const packages = new Set(inputs.map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]));
  packages.delete(undefined);
  const texts = [...packages].map((path) => entry(join(ROOT, /** @type {string} */ (path))));
  return `IrqLab contains the following packages.\n${[...new Set(texts)].sort().join('')}`;
}

/** @param {string} folder */
function entry(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((candidate) => /^licen[cs]e/i.test(candidate));
  const text = file === undefined ? `Licence: ${license}` : readFileSync(join(folder, file), 'utf8').trim();
  return `\n${'='.repeat(80)}\n${name} ${version}\n\n${text}\n`;
}
