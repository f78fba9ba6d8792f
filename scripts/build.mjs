// Bundles src and webview into dist, which is all that runs and all that is shipped. Minified and without source maps,
// or with both the other way round after `--dev`.
//
// The bundles for Node are CommonJS, because that is what VS Code loads an extension with; those for a browser are
// plain scripts, so that a webview, a worker and a report on disk can carry them without a loader.

import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { esbuildLibrary } from './library.mjs';
import { licences } from './licences.mjs';
import { setup } from './setup.mjs';
import { Explained, isMain, ROOT, script, seconds } from './steps.mjs';

const DIST = join(ROOT, 'dist');

/** @type {import('esbuild').BuildOptions} */
const NODE = { platform: 'node', format: 'cjs', target: 'node20' };
/** @type {import('esbuild').BuildOptions} */
const BROWSER = { platform: 'browser', format: 'iife', target: 'es2022' };

/** @type {readonly { out: string, entry: string, options: import('esbuild').BuildOptions }[]} */
const BUNDLES = [
  { out: 'extension.cjs', entry: 'src/extension/main.ts', options: { ...NODE, external: ['vscode'] } },
  {
    out: 'extension.web.js',
    entry: 'src/extension/web.ts',
    options: { ...BROWSER, format: 'cjs', external: ['vscode'] },
  },
  { out: 'worker.cjs', entry: 'src/worker/node.ts', options: NODE },
  { out: 'worker.web.js', entry: 'src/worker/web.ts', options: BROWSER },
  { out: 'cli.cjs', entry: 'src/cli/main.ts', options: { ...NODE, banner: { js: '#!/usr/bin/env node' } } },
  { out: 'server.cjs', entry: 'src/server/main.ts', options: NODE },
  { out: 'webview.js', entry: 'webview/main.ts', options: BROWSER },
  { out: 'webview.css', entry: 'webview/style.css', options: BROWSER },
  { out: 'mermaid.js', entry: 'scripts/mermaid.js', options: BROWSER },
];

/**
 * Builds everything.
 * @param {{ dev?: boolean }} [options]
 * @returns {Promise<{ file: string, bytes: number }[]>}
 */
export async function build({ dev = false } = {}) {
  const esbuild = await import('esbuild');
  mkdirSync(DIST, { recursive: true });
  const results = await Promise.allSettled(
    BUNDLES.map(({ out, entry, options }) =>
      esbuild.build({
        absWorkingDir: ROOT,
        entryPoints: [entry],
        outfile: join(DIST, out),
        bundle: true,
        minify: !dev,
        sourcemap: dev,
        legalComments: 'none',
        metafile: true,
        logLevel: 'warning', // which prints errors, each with its place
        plugins: [esbuildLibrary, sequenceDiagramsOnly],
        ...options,
      }),
    ),
  );
  const built = results.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
  if (built.length < results.length) throw new Explained('build: failed, for the reasons above');
  chmodSync(join(DIST, 'cli.cjs'), 0o755);
  const inputs = built.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
  writeFileSync(join(DIST, 'THIRD_PARTY_LICENSES.txt'), licences(inputs));

  const written = new Set([
    ...BUNDLES.flatMap(({ out }) => [out, ...(dev ? [`${out}.map`] : [])]),
    'THIRD_PARTY_LICENSES.txt',
  ]);
  for (const file of readdirSync(DIST)) if (!written.has(file)) rmSync(join(DIST, file), { recursive: true });
  return BUNDLES.map(({ out: file }) => ({ file, bytes: statSync(join(DIST, file)).size }));
}

/**
 * Mermaid loads each kind of diagram when it meets one; a single script would carry all thirty. Only sequence diagrams
 * are drawn here, and the others, with their layout engines and formulas, are three quarters of it.
 * @type {import('esbuild').Plugin}
 */
const sequenceDiagramsOnly = {
  name: 'sequence diagrams only',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /.*/ }, ({ kind, importer, path }) =>
      kind === 'dynamic-import' && importer.includes('/mermaid/') && !path.includes('sequenceDiagram')
        ? { path, namespace: 'left out' }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'left out' }, () => ({ contents: 'export {}' }));
  },
};

if (isMain(import.meta.url))
  await script(async () => {
    await setup();
    const start = performance.now();
    const sizes = await build({ dev: process.argv.includes('--dev') });
    for (const { file, bytes } of sizes)
      console.log(`dist/${file.padEnd(18)} ${(bytes / 1024).toFixed(1).padStart(8)} KiB`);
    console.log(`build: ${seconds(performance.now() - start)}`);
  });
