// Makes a clone ready to work: the Node that is needed, and the packages that package-lock.json names. Says nothing
// where there is nothing to do. npm keeps what it has installed in node_modules/.package-lock.json, so the two lists are
// compared instead of a stamp of our own: an `npm install` by hand is seen as well.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Explained, isMain, npm, ROOT, script, step } from './steps.mjs';

const OLDEST_NODE = [20, 10];

/** Checks Node and installs packages where they are missing or stale. */
export async function setup() {
  checkNode(process.versions.node);
  const reason = staleness(
    readLock(join(ROOT, 'package-lock.json')),
    readLock(join(ROOT, 'node_modules/.package-lock.json')),
  );
  if (reason === undefined) return;
  // No package needs its install script: esbuild runs from its platform package, and vsce signs nothing here.
  await step(`Installing packages (${reason})`, () =>
    npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { output: 'keep' }),
  );
}

/** @param {string} version */
export function checkNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new Explained(
    `IrqLab needs Node ${OLDEST_NODE.join('.')} or newer; this is Node ${version} (${process.execPath}).`,
  );
}

/**
 * Why the installed packages are not those of the lock file; undefined where they are.
 * @typedef {{ version?: string, optional?: boolean, peer?: boolean, os?: string[], cpu?: string[], libc?: string[] }} Locked
 * @param {Record<string, Locked> | undefined} wanted
 * @param {Record<string, Locked> | undefined} installed
 * @returns {string | undefined}
 */
export function staleness(wanted, installed) {
  if (wanted === undefined) throw new Explained('package-lock.json is missing: this is no complete copy of IrqLab.');
  if (installed === undefined) return 'none yet';
  for (const [path, { version, optional, os, cpu, libc }] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = installed[path];
    if (found === undefined) {
      // A package for this very platform is needed though it is optional: another platform's may have been copied here.
      const platform = os !== undefined && cpu !== undefined && libc === undefined;
      if (optional && !(platform && os.includes(process.platform) && cpu.includes(process.arch))) continue;
      return `${path.replace(/^.*node_modules\//, '')} is missing`;
    }
    if (found.version !== version) return `${path.replace(/^.*node_modules\//, '')} is not ${version}`;
  }
  return undefined;
}

/**
 * @param {string} path
 * @returns {Record<string, Locked> | undefined}
 */
function readLock(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
}

if (isMain(import.meta.url)) await script(setup);
