import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inert } from '../../src/extension/features/inert.js';

/** What a user sees of a text. */
const seen = (markdown: string) => markdown.replaceAll('\u200b', '');

describe('text of a file as Markdown', () => {
  it.each([
    '![](https://host/x.png)',
    'a ![tall `code` picture](https://host/x.png "title") b',
    '![by name][x]\n\n[x]: https://host/x.png',
    '[![picture in a link](https://host/x.png)](https://host)',
    '`a\n\n![after code that does not end](https://host/x.png)\n\nb`',
    '| `a | ![cut out of code by a table](https://host/x.png) | b` |',
    '```\n![in a fence](https://host/x.png)\n```',
  ])('shows no image and hides no address: %s', (markdown) => {
    const text = inert(markdown);
    expect(text).not.toMatch(/!\[/);
    expect(text).not.toMatch(/\]\(|\]\[|\]:/);
    expect(seen(text)).toBe(markdown);
  });

  it.each([
    'runs `ip_input` in 2us',
    'see https://man.netbsd.org/softint.9',
    '```irq\ncost trap 400ns\n```',
    'a[0] != b',
  ])('keeps what only says something: %s', (markdown) => expect(inert(markdown)).toBe(markdown));

  it('loses nothing, and has nothing left to make inert, whatever the text', () => {
    const markup = fc
      .array(fc.constantFrom('!', '[', ']', '(', ')', ':', '`', '\\', '\n', 'x', '|', '<'))
      .map((all) => all.join(''));
    fc.assert(
      fc.property(markup, (markdown) => {
        const text = inert(markdown);
        expect(seen(text)).toBe(markdown);
        expect(text).not.toMatch(/!\[|\][([:]/);
        expect(inert(text)).toBe(text);
      }),
    );
  });
});
