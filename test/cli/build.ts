import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../scripts/build.mjs';
import { ROOT } from '../../scripts/steps.mjs';

/** The command line is tested as it is shipped, so it has to be built first; not again where nothing has changed. */
export async function setup(): Promise<void> {
  if (builtAfter(['src', 'webview', 'library', 'scripts', 'package.json'])) return;
  await build();
}

function builtAfter(paths: readonly string[]): boolean {
  const built = statSync(join(ROOT, 'dist/cli.cjs'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return paths.every((path) => newest(join(ROOT, path)) < built);
}

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}
