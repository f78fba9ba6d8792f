// Installs the real VS Code of the tests. The npm package code-server carries VS Code's own server and web workbench;
// they are used as they are, and code-server's wrapper and its postinstall are not. So the editor comes from the npm
// registry and the browser from the distribution, at pinned versions, and a test machine needs no other server.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Explained, isMain, npm, ROOT, run, script, step } from '../../scripts/steps.mjs';

const HERE = join(ROOT, 'test/vscode');
const STAMP = join(HERE, 'node_modules/.ready');
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const INSTALL = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/** VS Code's own folder in the package. */
export const VSCODE = join(HERE, 'node_modules/code-server/lib/vscode');

/** Installs VS Code's server and the browser where they are missing; says nothing where they are not. */
export async function setupVscode() {
  await setupServer();
  await setupBrowser();
}

/** Installs VS Code's server where it is missing. */
export async function setupServer() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Explained(
      `VS Code's server runs here on Linux on x64 only, and this is ${process.platform} on ${process.arch}.`,
    );
  const stamp = createHash('sha256')
    .update(readFileSync(join(HERE, 'package-lock.json')))
    .update(process.versions.modules)
    .digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) return;
  await step("Installing VS Code's server (300 MB, about a minute)", installServer);
  writeFileSync(STAMP, stamp);
}

async function installServer() {
  await npm(['ci', ...INSTALL], { cwd: HERE, output: 'keep' });
  // The shrinkwrap in there pins everything, but does not satisfy `npm ci`.
  await npm(['install', '--omit=dev', '--no-save', ...INSTALL], { cwd: VSCODE, output: 'keep' });

  const rg = join(VSCODE, 'node_modules/@vscode/ripgrep/bin');
  rmSync(rg, { recursive: true, force: true });
  symlinkSync(join(HERE, 'node_modules/@vscode/ripgrep-linux-x64/bin'), rg);

  // Without spdlog every output channel stays empty. Node's own headers, where they are installed, spare a download.
  const headers = dirname(dirname(process.execPath));
  const nodedir = existsSync(join(headers, 'include/node/node.h')) ? { npm_config_nodedir: headers } : {};
  await npm(['rebuild', '--ignore-scripts=false', '--loglevel=error', '@vscode/spdlog', 'native-watchdog'], {
    cwd: VSCODE,
    output: 'keep',
    env: { ...process.env, ...nodedir },
  });
}

/** @returns The path of a Chromium, or undefined where there is none. */
export function browserPath() {
  return BROWSERS.find((path) => existsSync(path));
}

/** Installs Chromium where it is missing. */
export async function setupBrowser() {
  if (browserPath() !== undefined) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new Explained(
      `The tests in VS Code need Chromium as one of ${BROWSERS.join(', ')}: apt-get install chromium`,
    );
  await step('Installing Chromium', async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update'], { output: 'keep', env });
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { output: 'keep', env });
  });
}

if (isMain(import.meta.url)) await script(setupVscode);
