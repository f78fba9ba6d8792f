import { describe, expect, it } from 'vitest';
import { format } from '../../src/language/format.js';
import { allScenarios, compileText, example } from './support.js';

function formatted(lines: readonly string[]): string[] {
  return format(lines.join('\n')).split('\n').slice(0, -1);
}

describe('format', () => {
  it('indents blocks and sets tokens one blank apart', () => {
    expect(formatted(['machine   m{', 'cpus 1   at 2GHz ;cost trap 400ns', '      }'])).toEqual([
      'machine m {',
      '  cpus 1 at 2GHz; cost trap 400ns',
      '}',
    ]);
  });

  it('keeps every comment where it is, and aligns those behind neighbouring lines', () => {
    expect(
      formatted([
        'path p { // the path',
        '/// doc',
        'hard net {   // a',
        'run a 1us//b',
        'run bcd 1us  // c',
        '',
        'drop // d',
        '}',
        '}',
      ]),
    ).toEqual([
      'path p {  // the path',
      '  /// doc',
      '  hard net {     // a',
      '    run a 1us    // b'.replace('// b', '//b'),
      '    run bcd 1us  // c',
      '',
      '    drop  // d',
      '  }',
      '}',
    ]);
  });

  it('keeps one blank line where there are several, and none at the ends', () => {
    expect(formatted(['', '', 'param x = 1us', '', '', '', 'param y = 2us', '', ''])).toEqual([
      'param x = 1us',
      '',
      'param y = 2us',
    ]);
  });

  it('indents a line that goes on', () => {
    expect(formatted(['run "r" {', 'designs biglock,', 'interrupt_threads', 'for 1ms', '}'])).toEqual([
      'run "r" {',
      '  designs biglock,',
      '    interrupt_threads',
      '  for 1ms',
      '}',
    ]);
  });

  it('knows what stands close together', () => {
    expect(formatted(['if packet . size>=100B{ run a uniform 1us .. 2us+1ns/B ; await d( 64B ) }'])).toEqual([
      'if packet.size >= 100B { run a uniform 1us..2us + 1ns/B; await d (64B) }',
    ]);
  });

  it('lays out a text with errors as well', () => {
    expect(formatted(['} } {{', 'wrong "text', '@@ 1.5.5'])).toHaveLength(3);
  });

  it('keeps the line ends of the text', () => {
    expect(format('param x=1us\r\nparam y=2us')).toBe('param x = 1us\r\nparam y = 2us\r\n');
    expect(format('')).toBe('');
  });

  it('does not change what a text means', () => {
    const squeezed = example().replace(/^ +/gm, '').replace(/ {2,}/g, ' ');
    const meaning = (text: string) =>
      JSON.stringify(compileText(text).scenario, (key, value) => (/span/i.test(key) ? 0 : value));
    expect(meaning(format(squeezed))).toBe(meaning(example()));
  });

  it.each(
    allScenarios()
      .filter(({ file }) => file.startsWith('library/'))
      .map(({ file, text }) => [file, text] as const),
  )('%s is in that layout', (_, text) => {
    expect(format(text)).toBe(text);
  });
});
