// Packs the extension, and looks into the package: what is not meant to be in it would otherwise go unseen.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { setup } from './setup.mjs';
import { Explained, isMain, ROOT, script, tool } from './steps.mjs';
import { namesInZip } from './zip.mjs';

const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const NEEDED = [
  'extension/package.json',
  'extension/readme.md',
  'extension/changelog.md',
  'extension/LICENSE.txt',
  'extension/dist/extension.cjs',
  'extension/dist/extension.web.js',
  'extension/dist/worker.cjs',
  'extension/dist/worker.web.js',
  'extension/dist/webview.js',
  'extension/dist/webview.css',
  'extension/dist/mermaid.js',
  'extension/dist/THIRD_PARTY_LICENSES.txt',
];
const ALLOWED =
  /^(\[Content_Types\]\.xml|extension\.vsixmanifest|extension\/(dist\/[\w.]+\.(c?js|css)|media\/[\w./-]+|examples\/[\w/-]+\.irq))$/;

/**
 * Packs what is built.
 * @param {string} [out]
 * @returns {Promise<{ path: string, files: string[] }>}
 */
export async function pack(out = join(ROOT, `${name}-${version}.vsix`)) {
  await tool(
    '@vscode/vsce/vsce',
    ['package', '--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository', '--out', out],
    {
      output: 'keep',
    },
  );
  const files = namesInZip(readFileSync(out));
  const missing = NEEDED.filter((file) => !files.includes(file));
  const surplus = files.filter((file) => !NEEDED.includes(file) && !ALLOWED.test(file));
  if (missing.length + surplus.length > 0)
    throw new Explained(`${out}: missing [${missing.join(', ')}], not allowed [${surplus.join(', ')}]`);
  return { path: out, files };
}

if (isMain(import.meta.url))
  await script(async () => {
    await setup();
    await build();
    const { path, files } = await pack();
    console.log(files.join('\n'));
    console.log(`${path}: ${files.length} files, ${(readFileSync(path).length / 1024).toFixed(0)} KiB`);
  });
