import { describe, expect, it } from 'vitest';
import { Compiler, type Text } from '../../src/workspace/compiler.js';
import { type Files, Loader } from '../../src/workspace/loader.js';

const MACHINE = 'machine m { cpus 1 at 1GHz }\n';

function start(disk: Record<string, string>) {
  const open = new Map<string, Text>();
  const times: Record<string, number> = {};
  const files: Files = {
    open: (file) => open.get(file),
    async stat(file) {
      if (disk[file] === undefined) throw new Error('ENOENT');
      return { size: disk[file].length, mtime: times[file] ?? 0 };
    },
    read: async (file) => new TextEncoder().encode(disk[file]),
  };
  const loader = new Loader(files);
  return { compiler: new Compiler(loader), loader, open, disk, times };
}

const main = (text: string, version = 1): Text => ({ file: 'file:///w/main.irq', version, text });
const problems = (analysis: ReturnType<Compiler['analyse']>) =>
  analysis.compilation.diagnostics.map(({ code }) => code);

describe('the compiler', () => {
  it('compiles a version once', () => {
    const { compiler } = start({});
    const first = compiler.analyse(main(MACHINE));
    expect(compiler.analyse(main(MACHINE))).toBe(first);
    expect(compiler.analyse(main(MACHINE, 2))).not.toBe(first);
    expect(first.pending).toBe(false);
  });

  it('has the standard library at once', () => {
    const { compiler } = start({});
    const analysis = compiler.analyse(main('import "std/designs"\ndesign mine extends biglock { quantum 1ms }\n'));
    expect(analysis.pending).toBe(false);
    expect(problems(analysis)).toEqual([]);
  });

  it('is pending until the imports of imports have been read', async () => {
    const { compiler } = start({
      'file:///w/a.irq': 'import "sub/b"\n',
      'file:///w/sub/b.irq': MACHINE,
    });
    const text = main('import "a"\nmachine big extends m { cpus 2 at 1GHz }\n');
    expect(compiler.analyse(text).pending).toBe(true);
    const analysis = await compiler.settled(() => text);
    expect(problems(analysis)).toEqual([]);
    expect([...analysis.imports.keys()]).toEqual(['file:///w/a.irq', 'file:///w/sub/b.irq']);
    expect(compiler.imports(text.file, 'file:///w/sub/b.irq')).toBe(true);
  });

  it('compiles again when an import changes in its editor or on disk', async () => {
    const { compiler, loader, open, disk } = start({ 'file:///w/a.irq': MACHINE });
    const text = main('import "a"\nmachine big extends m { cpus 2 at 1GHz }\n');
    const before = await compiler.settled(() => text);
    expect(compiler.analyse(text)).toBe(before);
    open.set('file:///w/a.irq', { file: 'file:///w/a.irq', version: 2, text: '' });
    expect(problems(compiler.analyse(text))).toEqual(['IRQ030']);
    open.clear();
    disk['file:///w/a.irq'] = '\n';
    loader.forget('file:///w/a.irq');
    expect(problems(await compiler.settled(() => text))).toEqual(['IRQ030']);
  });

  it('reads a recording of packets again when it has changed on disk, of which nobody tells', async () => {
    const file = 'file:///w/trace.csv';
    const { compiler, disk, times, open } = start({ [file]: '1,64\n2,64\n' });
    const text = main(`${MACHINE}device nic: nic { link 1Gbps; input p }
path p { hard net { drop } }
workload w { packets on nic file "trace.csv" }
import "std/designs"
run "r" { machine m; workload w; for 1ms; designs biglock }`);
    const packets = async () => {
      const { compilation } = await compiler.settled(() => text);
      const pattern = compilation.scenario?.runs[0]?.workload.arrivals[0]?.pattern;
      return pattern?.kind === 'file' ? pattern.times.length : compilation.diagnostics.map(({ message }) => message);
    };
    expect(compiler.analyse(text).pending).toBe(true);
    expect(await packets()).toBe(2);
    const before = compiler.analyse(text);
    expect(await packets()).toBe(2);
    expect(compiler.analyse(text)).toBe(before);
    disk[file] = '1,64\n2,65\n';
    times[file] = 1;
    expect(await packets()).toBe(2);
    expect(compiler.analyse(text)).not.toBe(before);
    disk[file] = '1,64\n2,65\n3,66\n';
    expect(await packets()).toBe(3);
    open.set(file, { file, version: 1, text: '1\n' });
    expect(await packets()).toBe(1);
    expect(compiler.imports(text.file, file)).toBe(true);
    open.clear();
    delete disk[file];
    expect(await packets()).toEqual(['"trace.csv" is not there']);
    disk[file] = '1\n2\n';
    expect(await packets()).toBe(2);
  });

  it('says that an import is not there, or why it cannot be read', async () => {
    const { compiler } = start({ 'file:///w/binary.irq': 'a\0b' });
    const analysis = await compiler.settled(() => main('import "nowhere"\nimport "binary"\n'));
    expect(analysis.compilation.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'IRQ035 there is no file "nowhere"',
      'IRQ035 "binary" cannot be read: it is not text: it has null characters in it',
    ]);
  });
});
