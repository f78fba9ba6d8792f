import { describe, expect, it } from 'vitest';
import { CODES, type Code } from '../../src/language/codes.js';
import { compile } from '../../src/language/compile.js';
import { compileText, covered, hostOf, problems } from './support.js';

/** Shown by the texts of hostile.test.ts, which are made and not written. */
const MADE: readonly string[] = ['IRQ001', 'IRQ006', 'IRQ007', 'IRQ009'];

describe('each diagnostic code has a fixture that shows it', () => {
  it.each(Object.keys(CODES).filter((code) => !MADE.includes(code)))('%s', (code) => {
    const marked = hostOf().read(`${code}.irq`);
    if (marked === undefined) throw new Error(`test/language/fixtures/${code}.irq is missing`);
    const text = marked.replace(/[⟦⟧]/g, '');
    const meant = /⟦([^⟧]*)⟧/.exec(marked)![1];
    const before = marked.slice(0, marked.indexOf('⟦')).split('\n');
    const own = compileText(text).diagnostics.filter(({ span }) => span.file === 'main.irq');
    expect(own.map((diagnostic) => diagnostic.code)).toEqual([code]);
    const [diagnostic] = own;
    expect(covered(text, diagnostic!.span)).toBe(meant);
    expect([diagnostic!.span.line, diagnostic!.span.column]).toEqual([before.length - 1, before.at(-1)!.length]);
    expect(diagnostic!.severity).toBe(CODES[code as Code].severity);
    expect(diagnostic!.message).toMatchSnapshot();
  });

  it('and the file that they build on has no fault', () => {
    expect(compileText(`import "base"`).diagnostics.map(({ message }) => message)).toEqual([]);
  });
});

describe('one mistake gives one message', () => {
  it.each([
    ['param x = 2us us', ['IRQ013']],
    ['machine m { cpus 0 at 2GHz; cost trap 5kpps }', ['IRQ023', 'IRQ020']],
    ['machine m { cpus at 2GHz }', ['IRQ012']],
    ['device d: tape { }', ['IRQ012']],
    ['device d { }', ['IRQ012']],
    ['path p { hard net { run x; drop } }', ['IRQ012']],
    ['process p { loop { run "x" 2us } }', ['IRQ012']],
    ['process p { loop { run "x 2us } }', ['IRQ004', 'IRQ003']],
    ['workload w { packets on nowhere every 1us }', ['IRQ030']],
    ['process p { loop { send nobody; receive } }', ['IRQ030']],
    ['process p { loop { send q; receive } } process q { loop { sleep 1ms } }', ['IRQ079']],
    ['process p { loop { run work 1us; send q(packet.size) } } process q { loop { receive } }', ['IRQ051']],
    ['path p { hard net { send q } } process q { loop { receive } }', ['IRQ046']],
  ])('%s', (text, codes) => {
    expect(compileText(text).diagnostics.map(({ code }) => code)).toEqual(codes);
  });
});

describe('related places', () => {
  it('of a name declared twice, the other declaration', () => {
    const [diagnostic] = compileText('param x = 1us\nparam x = 2us').diagnostics;
    expect(diagnostic!.related.map(({ span }) => span.line)).toEqual([0]);
  });

  it('blames the file being written rather than the library', () => {
    const text = 'import "std/designs"\ndesign biglock extends interrupt_threads { }';
    const [diagnostic] = compileText(text).diagnostics;
    expect(diagnostic).toMatchObject({ code: 'IRQ031', span: { file: 'main.irq', line: 1 } });
    expect(diagnostic!.related[0]!.span.file).toBe('std/designs/biglock.irq');
  });

  it('of a contradiction, its other half in the library', () => {
    const [diagnostic] = compileText('import "std/designs"\ndesign d extends biglock { await block }').diagnostics;
    expect(diagnostic!.related[0]!.span.file).toBe('std/designs/biglock.irq');
  });

  it.each([
    ['enqueue q limit 4 drop head } soft softnet', 'soft softnet', 'soft softclock'],
    ['enqueue q limit 4 } soft softclock', 'drop tail', 'drop head'],
    ['enqueue q drop head } soft softclock', 'limit 256', 'limit 4'],
    ['enqueue q limit 4 drop head } soft softclock', undefined, undefined],
  ])('of a queue that is another one elsewhere, where it is named first: %s', (second, here, there) => {
    const text = `import "base"
device nic1: nic { link 1Gbps; input first }
device nic2: nic { link 1Gbps; input second }
path first { hard net { if packet.size < 100B { enqueue q limit 4 drop head } else { enqueue q limit 4 drop head } }
  soft softclock { deliver sink } }
path second { hard net { ${second} { deliver sink } }
workload w { packet on nic1 at 10us; packet on nic2 at 10us }
run "r" { machine small; workload w; for 1ms; designs biglock; processes sink }`;
    const told = compileText(text).diagnostics.map(({ code, message, span, related }) => [
      code,
      /, but '(.*)' here and '(.*)' where/.exec(message)?.slice(1),
      span.line,
      related.map((also) => also.span.line),
    ]);
    expect(told).toEqual(here === undefined ? [] : [['IRQ074', [here, there], 5, [3]]]);
  });

  it('names near matches of a missing file', () => {
    expect(problems('import "std/desgins"')[0]).toContain('did you mean "std/designs"');
  });

  it('passes on why a file cannot be read', () => {
    const host = { read: () => undefined, fault: () => 'it is a folder' };
    const { diagnostics } = compile('main.irq', 'import "other"', host);
    expect(diagnostics.map(({ message }) => message)).toEqual(['"other" cannot be read: it is a folder']);
  });
});
