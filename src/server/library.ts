import library from 'irqlab:library';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

let folder: string | undefined;
const written = new Map<string, string>();

/**
 * The URI of a file as language services name it. Other editors know only files, so a file of the standard library is
 * written to a temporary folder, read-only, the first time that something leads to it.
 */
export function uriOf(file: string): string {
  const text = library[file];
  if (text === undefined) return file;
  let uri = written.get(file);
  if (uri === undefined) {
    folder ??= temporaryFolder();
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode: 0o444 });
    uri = pathToFileURL(path).href;
    written.set(file, uri);
  }
  return uri;
}

/** A folder for as long as this process lives. */
function temporaryFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'irqlab-'));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}
