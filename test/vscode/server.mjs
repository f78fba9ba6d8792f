// Starts and stops VS Code's server, and installs extensions into it.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Explained, run } from '../../scripts/steps.mjs';
import { VSCODE } from './setup.mjs';

/** Names of VS Code's own themes. */
export const THEMES = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  contrast: 'Default High Contrast',
};

const SETTINGS = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.colorTheme': THEMES.dark,
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.ignoreRecommendations': true,
  'chat.commandCenter.enabled': false,
  'window.menuBarVisibility': 'classic',
  'editor.minimap.enabled': false,
  'files.autoSave': 'off',
};

/**
 * @typedef {object} Server
 * @property {number} port
 * @property {string | undefined} extension The path of the extension under development, as the server shall know it.
 * @property {(query: Omit<Query, 'extension'>) => string} url
 * @property {() => Promise<void>} stop Ends every process of it, and removes its folder.
 *
 * @typedef {object} Query What the page opens.
 * @property {string} folder
 * @property {string} [file]
 * @property {string | undefined} [extension] An extension's folder, loaded from there.
 * @property {string} [tests] A test module, run in the extension host.
 */

/**
 * @param {object} [options]
 * @param {Record<string, unknown>} [options.settings] In addition to the ones above.
 * @param {string} [options.extension] The folder of an extension under development.
 * @param {string} [options.vsix] A packed extension to install.
 * @param {number} [options.port] 0: any.
 * @param {NodeJS.ProcessEnv} [options.env]
 * @returns {Promise<Server>}
 */
export async function startServer({
  settings = {},
  extension: folder,
  vsix,
  port: wanted = 0,
  env = process.env,
} = {}) {
  const data = mkdtempSync(join(tmpdir(), 'irqlab-vscode-'));
  mkdirSync(join(data, 'data/User'), { recursive: true });
  writeFileSync(join(data, 'data/User/settings.json'), JSON.stringify({ ...SETTINGS, ...settings }));
  // VS Code takes every theme that lies below the extension under development for its own, and shows the first; this
  // server lies below the extension. By another name it does not.
  const extension = folder && join(data, 'extension');
  if (folder && extension) symlinkSync(folder, extension);
  const main = join(VSCODE, 'out/server-main.js');
  const common = ['--server-data-dir', data, '--accept-server-license-terms', '--disable-telemetry'];
  const environment = { ...env, EXTENSIONS_GALLERY: '{}' };
  if (vsix !== undefined)
    await run(process.execPath, [main, ...common, '--install-extension', vsix], { env: environment, output: 'keep' });

  const child = spawn(
    process.execPath,
    [
      main,
      ...common,
      '--host',
      '127.0.0.1',
      '--port',
      String(wanted),
      '--without-connection-token',
      '--enable-smoke-test-driver',
    ],
    { env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const stop = async () => {
    process.off('exit', kill);
    const ended =
      child.exitCode !== null || child.signalCode !== null
        ? undefined
        : new Promise((resolve) => child.once('exit', resolve));
    kill();
    await ended;
    rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  // The extension host and its helpers are children of the server: the whole group goes.
  const kill = () => {
    try {
      process.kill(-(/** @type {number} */ (child.pid)), 'SIGKILL');
    } catch {
      // It is gone already.
    }
  };
  process.on('exit', kill);
  try {
    const port = await listening(child);
    return { port, extension, url: (query) => pageUrl(port, { ...query, extension }), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>} The port it listens on.
 */
function listening(child) {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (/** @type {string} */ why) => reject(new Explained(`VS Code's server ${why}:\n${output}`));
    const timer = setTimeout(() => fail('did not start within 60 s'), 60_000);
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (data) => {
        output += data;
        const port = /agent listening on (\d+)/.exec(output)?.[1];
        if (port === undefined) return;
        clearTimeout(timer);
        resolve(Number(port));
      });
    child.once('exit', (code) => fail(`ended with exit code ${code}`));
    child.once('error', (error) => fail(error.message));
  });
}

/**
 * @param {number} port
 * @param {Query} query
 */
export function pageUrl(port, { folder, file, extension, tests }) {
  const remote = (/** @type {string} */ path) => `vscode-remote://127.0.0.1:${port}${path}`;
  const payload = [
    ...(extension === undefined ? [] : [['extensionDevelopmentPath', remote(extension)]]),
    ...(tests === undefined ? [] : [['extensionTestsPath', remote(tests)]]),
    ...(file === undefined ? [] : [['openFile', remote(file)]]),
  ];
  const parameters = new URLSearchParams({ folder });
  if (payload.length > 0) parameters.set('payload', JSON.stringify(payload));
  return `http://127.0.0.1:${port}/?${parameters}`;
}
