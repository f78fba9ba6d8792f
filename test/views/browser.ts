import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Report } from '../../src/trace/result.js';
import type { SweepReport } from '../../src/trace/sweep.js';
import { encode } from '../../src/views/embed.js';
import { pageHtml } from '../../src/views/page.js';

/** Opens the page of pictures in a real browser, as a report on disk opens. */

const CHROMIUM = '/usr/bin/chromium';

/** Why the browser's tests cannot run here; undefined where they can. On a CI machine they must. */
export const noBrowser =
  existsSync(CHROMIUM) || process.env.CI === 'true' ? undefined : `${CHROMIUM} is not installed; skipped`;

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    write: false,
    legalComments: 'none',
  });
  return outputFiles[0]!.text;
}

let bundles: Promise<readonly [script: string, style: string, mermaid: string]> | undefined;

export async function htmlOf(report: Report | undefined, sweeps: readonly SweepReport[] = []): Promise<string> {
  bundles ??= Promise.all([
    bundle('webview/main.ts'),
    bundle('webview/style.css'),
    readFile('node_modules/mermaid/dist/mermaid.min.js', 'utf8'),
  ]);
  const [script, style, mermaid] = await bundles;
  return pageHtml({
    title: 'IrqLab',
    script: { text: script },
    style: { text: style },
    mermaid: { text: mermaid },
    nonce: 'test',
    cspSource: '',
    ...(report !== undefined && { data: encode(report) }),
    ...(sweeps.length > 0 && { sweeps: encode(sweeps) }),
  });
}

export interface Opened {
  readonly page: Page;
  /** What went wrong in the page, and what its policy forbade. */
  readonly errors: string[];
  /** What the page said to its host. */
  readonly said: Record<string, unknown>[];
}

/** Opens a page without a network; the page of no report waits for messages. */
export async function open(
  browser: Browser,
  report: Report | undefined,
  options: BrowserContextOptions = {},
  sweeps: readonly SweepReport[] = [],
): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  const errors: string[] = [];
  const said: Record<string, unknown>[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.exposeFunction('listen', (message: Record<string, unknown>) => said.push(message));
  await page.addInitScript(() => {
    addEventListener('irqlab', (event) =>
      (window as never as { listen(detail: unknown): void }).listen((event as CustomEvent).detail),
    );
  });
  const html = await htmlOf(report, sweeps);
  await page.route('**/*', (route) =>
    route.request().url() === 'http://report/'
      ? route.fulfill({ contentType: 'text/html', body: html })
      : route.abort(),
  );
  await page.goto('http://report/');
  return { page, errors, said };
}
