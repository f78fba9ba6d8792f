// The small things that every script here needs: running a command, saying what goes on, and how long it took.
// Node builtins only, because they are needed before anything is installed.

import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** A failure that has been explained: its message is for the user, its stack is not. */
export class Explained extends Error {}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {'show' | 'keep' | 'both'} [output] show: as it comes. keep: only if the command fails. both: shown as it
 *   comes, and kept for the result.
 */

/**
 * Runs a command and waits for it. Rejects where it ends with another exit code than 0.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>} What it wrote, where that was kept.
 */
export function run(command, args, { cwd = ROOT, env = process.env, output = 'show' } = {}) {
  return new Promise((resolve, reject) => {
    const pipe = output === 'show' ? 'inherit' : 'pipe';
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', pipe, pipe] });
    let text = '';
    for (const [from, to] of /** @type {const} */ ([
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]))
      from?.on('data', (data) => {
        text += data;
        if (output === 'both') to.write(data);
      });
    child.on('error', (error) => reject(new Explained(`cannot run ${command}: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(text);
      const line = `${[command, ...args].join(' ')}: ${signal ?? `exit code ${code}`}`;
      reject(new Explained(output === 'keep' ? `${text.trimEnd()}\n${line}` : line));
    });
  });
}

/**
 * Runs npm, wherever it is: beside the npm that runs this script, or on the PATH.
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function npm(args, options) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) return run(process.execPath, [script, ...args], options);
  if (process.platform !== 'win32') return run('npm', args, options);
  return run(
    process.execPath,
    [join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'), ...args],
    options,
  );
}

/**
 * Runs a step that takes a while, between a line that says what begins and one that says how long it took.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(what, work) {
  console.log(`${what} …`);
  const start = performance.now();
  const result = await work();
  console.log(`${what}: ${seconds(performance.now() - start)}`);
  return result;
}

/**
 * Runs a program of an installed package with this Node.
 * @param {string} program Below node_modules.
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function tool(program, args, options) {
  return run(process.execPath, [join(ROOT, 'node_modules', program), ...args], options);
}

/** @param {number} milliseconds */
export function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/**
 * Runs a script's main function: an explained failure ends it with its message, any other with its stack.
 * @param {() => Promise<number | void>} main Returns the exit code.
 */
export async function script(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof Explained ? error.message : error);
    process.exitCode = 1;
  }
}

/**
 * Whether this module is the program that was started, and not one that was imported.
 * @param {string} url import.meta.url
 */
export function isMain(url) {
  return process.argv[1] !== undefined && fileURLToPath(url) === process.argv[1];
}
