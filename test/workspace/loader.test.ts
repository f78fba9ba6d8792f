import { describe, expect, it } from 'vitest';
import { type Files, LARGEST_FILE, Loader } from '../../src/workspace/loader.js';

const utf8 = (text: string) => new TextEncoder().encode(text);

/** A disk that counts its reads, and editors over it. */
function start(disk: Record<string, Uint8Array>, open: Record<string, string> = {}) {
  const reads: string[] = [];
  const files: Files = {
    open: (file) => (open[file] === undefined ? undefined : { text: open[file], version: 7 }),
    async stat(file) {
      const bytes = disk[file];
      if (bytes === undefined) throw new Error('ENOENT');
      return { size: bytes.length, mtime: 0 };
    },
    async read(file) {
      reads.push(file);
      return disk[file]!;
    },
  };
  return { loader: new Loader(files), reads, disk, open };
}

describe('the loader', () => {
  it('wants a file it has not read, and has it after settling', async () => {
    const { loader, reads } = start({ a: utf8('machine m {}') });
    expect(loader.get('a').kind).toBe('wanted');
    expect(await loader.settle()).toBe(true);
    expect(loader.get('a')).toMatchObject({ kind: 'text', text: 'machine m {}' });
    expect(await loader.settle()).toBe(false);
    expect(reads).toEqual(['a']);
  });

  it('prefers an open editor, and reads nothing for it', async () => {
    const { loader, reads } = start({ a: utf8('on disk') }, { a: 'unsaved' });
    expect(loader.get('a')).toEqual({ kind: 'text', text: 'unsaved', stamp: 'open 7' });
    expect(await loader.settle()).toBe(false);
    expect(reads).toEqual([]);
  });

  it('reads a file once for two who wait', async () => {
    const { loader, reads } = start({ a: utf8('x') });
    loader.get('a');
    await Promise.all([loader.settle(), loader.settle()]);
    expect(reads).toEqual(['a']);
  });

  it('reads again what changed, with another stamp', async () => {
    const { loader, disk } = start({ a: utf8('old') });
    loader.get('a');
    await loader.settle();
    const before = loader.get('a');
    disk.a = utf8('new');
    loader.forget('a');
    expect(loader.get('a').kind).toBe('wanted');
    await loader.settle();
    const after = loader.get('a');
    expect(after).toMatchObject({ kind: 'text', text: 'new' });
    expect(after.stamp).not.toBe(before.stamp);
  });

  it('does not keep a read that a change has overtaken', async () => {
    const { loader } = start({ a: utf8('old') });
    loader.get('a');
    const settling = loader.settle();
    loader.forget('a');
    await settling;
    expect(loader.get('a').kind).toBe('wanted');
  });

  it('knows when a file is not there', async () => {
    const { loader } = start({});
    loader.get('a');
    await loader.settle();
    expect(loader.get('a').kind).toBe('missing');
  });

  it.each([
    ['is not UTF-8', Uint8Array.of(0x6d, 0xe9, 0x74), 'it is not UTF-8 text'],
    ['is UTF-16', Uint8Array.of(0xff, 0xfe, 0x6d, 0), 'it is UTF-16 text; save it as UTF-8'],
    ['is binary', Uint8Array.of(0x6d, 0, 0x6d), 'it is not text: it has null characters in it'],
    ['is huge', new Uint8Array(LARGEST_FILE + 1), 'it is too large: a scenario has at most 2,000,000 characters'],
  ])('says what is wrong with a file that %s', async (_name, bytes, message) => {
    const { loader } = start({ a: bytes });
    loader.get('a');
    await loader.settle();
    expect(loader.get('a')).toMatchObject({ kind: 'fault', message });
  });
});
