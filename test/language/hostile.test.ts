import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { format } from '../../src/language/format.js';
import { tokenize } from '../../src/language/lexer.js';
import { completions } from '../../src/language/services/completion.js';
import { hover } from '../../src/language/services/hover.js';
import { Source } from '../../src/language/source.js';
import { compileText, example } from './support.js';

describe('hostile texts get a message and nothing hangs', () => {
  it.each([
    ['ten million characters', () => 'x'.repeat(10_000_000), 'IRQ001'],
    ['a binary file', () => `\u007fELF\u0002\u0000\u0000${'\ufffd\u0000'.repeat(5000)}`, 'IRQ007'],
    ['blocks nested 100,000 deep', () => 'path p { '.repeat(100_000), 'IRQ006'],
    ['100,000 braces', () => '{'.repeat(100_000), 'IRQ008'],
    ['100,000 parentheses', () => `param x = ${'('.repeat(100_000)}`, 'IRQ004'],
    ['100,000 closing braces', () => '}'.repeat(100_000), 'IRQ005'],
    ['an else for every line', () => `path p { hard net { ${'if class a { } else '.repeat(20_000)}`, 'IRQ011'],
    ['a long number', () => `param x = 1.${'1'.repeat(100_000)}ns`, 'IRQ025'],
    ['a number out of all bounds', () => 'param x = 1e999999999us', 'IRQ023'],
    ['a string without an end', () => `import "${'x'.repeat(100_000)}`, 'IRQ003'],
  ])('%s', (_, make, code) => {
    const { diagnostics, scenario } = compileText(make());
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
    expect(diagnostics.length).toBeLessThanOrEqual(101);
    expect(scenario?.runs ?? []).toEqual([]);
  });

  it.each([
    ['forwards', (index: number) => index - 1],
    ['backwards', (index: number) => (index === 19_999 ? 0 : index + 1)],
  ])('a chain of 20,000 that extend each other, %s', (_, base) => {
    const machines = Array.from({ length: 19_999 }, (_, at) => `machine m${at + 1} extends m${base(at + 1)} { }\n`);
    const text = (first: string) => `machine m0 { ${first} }\n${machines.join('')}`;
    expect(compileText(text('cpus 1 at 1GHz')).diagnostics).toEqual([]);
    const { diagnostics } = compileText(text('cpus 1 at 1GHz; cost swich 1us; cost tarp 1us'));
    expect(diagnostics.map(({ code, span }) => [code, span.line])).toEqual([
      ['IRQ012', 0],
      ['IRQ012', 0],
    ]);
  });

  it('a circle of 20,000 has one message, of a few names', () => {
    const machines = Array.from({ length: 20_000 }, (_, at) => `machine m${at} extends m${(at + 1) % 20_000} { }\n`);
    const { diagnostics } = compileText(machines.join(''));
    expect(diagnostics.map(({ code, span, message }) => [code, span.line, message])).toEqual([
      [
        'IRQ033',
        19_999,
        "'m0' extends 'm1' extends 'm2' extends 'm3' extends 'm4' extends 'm5' extends 'm6' extends 'm7' extends … (19,992 more) … extends 'm0': nothing can extend itself",
      ],
    ]);
  });

  it('counts what it does not show', () => {
    const { diagnostics } = compileText('wrong\n'.repeat(1000));
    expect(diagnostics.filter(({ code }) => code === 'IRQ010')).toHaveLength(100);
    expect(diagnostics.find(({ code }) => code === 'IRQ009')!.message).toContain('900 more problems');
  });

  it('reads a byte order mark, CRLF and lone CR as an editor does', () => {
    const plain = JSON.stringify(compileText(example()).scenario);
    expect(JSON.stringify(compileText(example().replace(/\n/g, '\r\n')).scenario)).toBe(plain);
    expect(JSON.stringify(compileText(example().replace(/\n/g, '\r')).scenario)).toBe(plain);
    const marked = compileText(`\ufeff${example()}`);
    expect(marked.diagnostics).toEqual([]);
    expect(marked.scenario!.runs).toHaveLength(1);
  });
});

const PIECES = [
  ...new Set(example().split(/(\s+|[{}();,:.~]|\d+)/)),
  '{',
  '}',
  '(',
  ')',
  '"',
  '\n',
  '//',
  '~ exp',
  '+-',
  'extends',
  'else',
  'if',
  'loop',
  '1e400us',
  '-',
  '..',
  'param',
  '\0',
  'é',
  '\r',
];
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join(' ')),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join('')),
);
/** The example with stretches of it cut out and others put in. */
const edited = fc
  .array(fc.tuple(fc.nat(example().length), fc.nat(30), fc.constantFrom('', ...PIECES)), { minLength: 1, maxLength: 5 })
  .map((edits) => edits.reduce((now, [at, cut, put]) => now.slice(0, at) + put + now.slice(at + cut), example()));

describe('whatever the text', () => {
  it('the front end does not throw, and every span lies within its file', () => {
    fc.assert(
      fc.property(fc.oneof(text, edited), (input) => {
        const { diagnostics, program, scenario } = compileText(input);
        for (const { span, message } of diagnostics) {
          const source =
            span.file === 'main.irq' ? new Source('main.irq', input) : program.trees.get(span.file)!.source;
          expect(message).not.toBe('');
          expect(source.offset({ line: span.line, column: span.column })).toBeLessThanOrEqual(source.text.length);
          expect(source.position(source.offset({ line: span.line, column: span.column }))).toEqual({
            line: span.line,
            column: span.column,
          });
          expect(span.endLine > span.line || span.endColumn >= span.column).toBe(true);
          expect(span.endLine).toBeLessThan(source.lineCount);
        }
        for (const run of scenario?.runs ?? []) expect(run.designs.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('every character is in one token, one comment or a gap of blanks', () => {
    fc.assert(
      fc.property(text, (input) => {
        const { tokens, comments } = tokenize(input);
        const parts = [...tokens, ...comments].sort((a, b) => a.start - b.start || a.end - b.end);
        let end = 0;
        for (const part of parts) {
          expect(part.start).toBeGreaterThanOrEqual(end);
          expect(input.slice(end, part.start)).toMatch(/^[\s\ufeff]*$/);
          end = part.end;
        }
        expect(end).toBe(input.length);
      }),
      { numRuns: 500 },
    );
  }, 60_000);

  it('services answer at every place', () => {
    fc.assert(
      fc.property(edited, fc.nat(60), fc.nat(90), (input, line, column) => {
        const compilation = compileText(input);
        for (const item of completions(compilation, { line, column })) expect(item.label).not.toBe('');
        hover(compilation, { line, column });
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it('format keeps every token and comment, and a second time changes nothing', () => {
    fc.assert(
      fc.property(fc.oneof(text, edited), (input) => {
        const once = format(input);
        expect(format(once)).toBe(once);
        const kept = (of: string) => {
          const { tokens, comments } = tokenize(of);
          return [tokens.map((token) => token.text), comments.map(({ start, end }) => of.slice(start, end).trimEnd())];
        };
        expect(kept(once)).toEqual(kept(input));
      }),
      { numRuns: 500 },
    );
  }, 60_000);
});
