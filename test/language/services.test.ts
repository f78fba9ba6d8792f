import { describe, expect, it } from 'vitest';
import { completions } from '../../src/language/services/completion.js';
import { definition } from '../../src/language/services/definition.js';
import { foldingRanges } from '../../src/language/services/folding.js';
import { hover } from '../../src/language/services/hover.js';
import { references } from '../../src/language/services/references.js';
import { rename } from '../../src/language/services/rename.js';
import { documentSymbols } from '../../src/language/services/symbols.js';
import { semanticTokens } from '../../src/language/services/tokens.js';
import { compileText, covered, cursor, example, hostOf } from './support.js';

function at(marked: string) {
  const { text, position } = cursor(marked);
  return { text, position, compilation: compileText(text) };
}

function labels(marked: string): string[] {
  const { compilation, position } = at(marked);
  return completions(compilation, position, hostOf()).map(({ label }) => label);
}

const BASE = 'import "base"\n';

/** What may still follow a size, or a round trip and a number of sessions. */
const STREAM_LEFT = ['from', 'until', 'count', 'class', 'flows'];
const TCP_LEFT = ['window', 'mss', 'total', 'delayed_ack', 'min_rto', 'from', 'until', 'class'];

describe('completion', () => {
  it.each([
    [
      'words at the top level',
      '<|>',
      ['import', 'param', 'machine', 'device', 'path', 'process', 'workload', 'design', 'run', 'sweep'],
    ],
    [
      'a word half written',
      'mach<|>',
      ['import', 'param', 'machine', 'device', 'path', 'process', 'workload', 'design', 'run', 'sweep'],
    ],
    [
      'properties that are not yet given',
      'machine m {\n  cpus 1 at 2GHz\n  <|>\n}',
      ['cost', 'cache_turnover', 'stack', 'continuation'],
    ],
    [
      'the costs',
      'machine m { cost <|> }',
      [
        'trap',
        'trap_return',
        'switch',
        'address_space',
        'refill',
        'softint',
        'handoff',
        'stack_switch',
        'wakeup',
        'lock',
        'lock_contended',
        'spl',
        'syscall',
        'mask',
        'register',
        'ipi',
      ],
    ],
    ['kinds of devices', 'device d: <|>', ['nic', 'crypto', 'generic', 'disk', 'clock']],
    ['stages', 'path p { <|> }', ['hard', 'soft']],
    ['levels of a soft stage', 'path p { soft <|> }', ['softclock', 'softbio', 'softnet', 'softserial']],
    [
      'statements of a stage',
      'path p { hard net {\n <|>\n} }',
      ['run', 'await', 'enqueue', 'deliver', 'transmit', 'drop', 'lock', 'choose', 'if', 'repeat'],
    ],
    ['crypto devices after await', `${BASE}path p { hard net { await <|> } }`, ['engine']],
    ['NICs after transmit', `${BASE}path p { hard net { transmit <|> } }`, ['nic0']],
    ['NICs after on', `${BASE}workload w { packet on <|> }`, ['nic0']],
    ['processes after deliver', `${BASE}path p { hard net { deliver s<|> } }`, ['sink']],
    ['options that are left', 'path p { hard net { enqueue q limit 3 <|> } }', ['drop']],
    ['what drop throws away', 'path p { hard net { enqueue q drop <|> } }', ['tail', 'head']],
    ['patterns', `${BASE}workload w { packets on nic0 <|> }`, ['every', 'rate', 'poisson', 'wire', 'bursts', 'file']],
    ['options after a file', `${BASE}workload w { packets on nic0 file "torn.pcap" size 64B <|> }`, STREAM_LEFT],
    ['options of sessions', `${BASE}workload w { tcp on nic0 sessions 2 rtt 1ms <|> }`, TCP_LEFT],
    [
      'units of the dimension',
      'machine m { cost trap 4<|> }',
      ['4ps', '4ns', '4us', '4ms', '4s', '4min', '4h', '4cycles', '4cycle'],
    ],
    [
      'units of another dimension',
      `${BASE}workload w { packets on nic0 rate 5k<|> }`,
      ['5/s', '5pps', '5kpps', '5Mpps'],
    ],
    ['choices of a design', 'design d { await <|> }', ['block', 'continuation']],
    ['how a continuation runs', 'design d { await continuation <|> }', ['via', 'immediately']],
    ['designs, after one of them', 'design one { }\ndesign two { }\nrun "r" { designs one, <|> }', ['one', 'two']],
    ['bases of the same kind', `${BASE}machine m extends <|>`, ['small']],
    [
      'parameters where a quantity belongs',
      'param budget = 3us\nprocess p { run work <|> }',
      ['uniform', 'empirical', 'budget'],
    ],
    ['files to import', 'import "<|>"', ['std/designs', 'std/devices', 'std/designs/biglock']],
    ['nothing in a comment', '// mach<|>', []],
    ['nothing where a new name belongs', 'machine <|>', []],
  ])('offers %s', (_, marked, expected) => {
    expect(labels(marked)).toEqual(expected);
  });

  it('offers metrics after a design, with their meaning', () => {
    const { compilation, position } = at(`${BASE}run "r" { designs biglock\n  expect biglock.<|>\n}`);
    const offers = completions(compilation, position);
    expect(offers.map(({ label }) => label)).toContain('latency_p99');
    expect(offers.find(({ label }) => label === 'loss')!.documentation).toContain('divided by packets arrived');
  });

  it('replaces the word that is being written', () => {
    const { compilation, position, text } = at('machine m { cost tr<|>ap 4ns }');
    expect(covered(text, completions(compilation, position)[0]!.span)).toBe('trap');
  });
});

describe('hover', () => {
  it.each([
    ['a property', 'machine m { c<|>pus 1 at 2GHz }', 'cpus N at CLOCK'],
    ['a default', 'device d: nic { r<|>x ring 4 }', 'Default: `rx ring 256`'],
    ['a doc comment', '/// A fast one.\nmachine m { cpus 1 at 2GHz }\nrun "r" { machine <|>m }', 'A fast one.'],
    ['a library design', 'import "std/designs"\nrun "r" { designs big<|>lock }', '4.3BSD'],
    [
      'what a device inherits',
      'import "std/devices"\ndevice d: crypto extends bcm5823 { queue 8 }\npath p { hard net { await <|>d; drop } }',
      'latency 5us  // from bcm5823',
    ],
    ['a rate as a gap', `${BASE}workload w { packets on nic0 rate 1<|>0kpps }`, 'One every 100us.'],
    ['a label', 'process p { run wo<|>rk 1us }', 'label work'],
  ])('shows %s', (_, marked, expected) => {
    const { compilation, position } = at(marked);
    expect(hover(compilation, position)!.markdown).toContain(expected);
  });

  it('shows cycles as the time that they take on the machine of the run', () => {
    const { compilation, position } = at(example().replace('run ip_input 2us', 'run ip_input 24<|>00cycles'));
    expect(hover(compilation, position)!.markdown).toContain('1us on `pc2007` (2.4 GHz)');
  });

  it('does not show what a device does not inherit', () => {
    const { compilation, position } = at(
      'import "std/devices"\ndevice d: crypto extends bcm5823 { queue 8 }\npath p { hard net { await <|>d; drop } }',
    );
    expect(hover(compilation, position)!.markdown).not.toContain('queue 4');
  });

  it('is silent on a comment', () => {
    const { compilation, position } = at('// no<|>thing');
    expect(hover(compilation, position)).toBeUndefined();
  });
});

describe('definition', () => {
  it('leads into the standard library', () => {
    const { compilation, position } = at(example().replace('interrupt_threads, big', 'interrupt_threads, b<|>ig'));
    expect(definition(compilation, position)).toMatchObject({ file: 'std/designs/biglock.irq', line: 4, column: 7 });
  });

  it('leads from an import to its file', () => {
    const { compilation, position } = at('import "std/des<|>igns"');
    expect(definition(compilation, position)).toMatchObject({ file: 'std/designs.irq', line: 0 });
  });

  it('leads from a use to the declaration in the file', () => {
    const { compilation, position, text } = at(example().replace('input ipsec_in', 'input ipsec<|>_in'));
    expect(text.split('\n')[definition(compilation, position)!.line]).toBe('path ipsec_in {');
  });
});

describe('references and rename', () => {
  it('finds the declaration and every use', () => {
    const { compilation, position } = at(example().replace('device wm0', 'device w<|>m0'));
    expect(references(compilation, position)).toHaveLength(2);
  });

  it('finds a library name in its file as well', () => {
    const { compilation, position } = at(example().replace('_threads, biglock', '_threads, big<|>lock'));
    const files = references(compilation, position).map(({ file }) => file);
    expect(files).toEqual(['main.irq', 'main.irq', 'std/designs/biglock.irq']);
  });

  it('renames them all, so that the text still means the same', () => {
    const { compilation, position, text } = at(example().replace('deliver server', 'deliver ser<|>ver'));
    const edits = rename(compilation, position, 'httpd');
    if ('refused' in edits) throw new Error(edits.refused);
    const lines = text.split('\n');
    for (const { span, text: name } of [...edits].reverse()) {
      const line = lines[span.line]!;
      lines[span.line] = line.slice(0, span.column) + name + line.slice(span.endColumn);
    }
    const renamed = compileText(lines.join('\n'));
    expect(renamed.diagnostics).toEqual([]);
    expect(renamed.scenario!.runs[0]!.processes.map(({ name }) => name)).toEqual(['httpd', 'compute']);
  });

  it.each([
    ['a library name', 'import "std/designs"\nrun "r" { designs big<|>lock }', 'mine', 'standard library'],
    ['a word', 'mach<|>ine m { }', 'mine', 'no name here'],
    ['to what is no name', 'param <|>x = 1us', '1x', 'is not a name'],
    ['to a name that is taken', 'param <|>x = 1us\nparam y = 1us', 'y', 'already'],
  ])('refuses %s', (_, marked, name, why) => {
    const { compilation, position } = at(marked);
    expect(rename(compilation, position, name)).toEqual({ refused: expect.stringContaining(why) });
  });
});

describe('the whole file', () => {
  const compilation = compileText(example());

  it('has an outline', () => {
    const outline = documentSymbols(compilation);
    expect(outline.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'machine pc2007',
      'device wm0',
      'device ubsec0',
      'path ipsec_in',
      'process server',
      'process compute',
      'workload one_packet',
      'run one IPsec packet',
    ]);
    expect(outline[3]!.children.map(({ name }) => name)).toEqual(['hard net', 'soft softnet']);
  });

  it('has folds for blocks, comments and imports', () => {
    const kinds = foldingRanges(compilation).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'block').length).toBe(5);
    expect(kinds).toContain('comment');
    expect(kinds).toContain('imports');
  });

  it('tells the statement drop from the option drop', () => {
    const text = 'path p { hard net { enqueue q drop tail }; soft softnet { drop } }';
    const places = [text.indexOf('drop'), text.lastIndexOf('drop')];
    const both = compileText(text);
    const drops = semanticTokens(both).filter(({ column }) => places.includes(column));
    expect(drops.map(({ type }) => type)).toEqual(['enumMember', 'keyword']);
  });
});
