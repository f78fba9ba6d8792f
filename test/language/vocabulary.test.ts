import { describe, expect, it } from 'vitest';
import { CODES } from '../../src/language/codes.js';
import { Diagnostics } from '../../src/language/diagnostics.js';
import { parse } from '../../src/language/parser.js';
import { UNITS } from '../../src/language/units.js';
import { FILE } from '../../src/language/vocabulary/file.js';
import { SECTIONS } from '../../src/language/vocabulary/sections.js';
import { fromRoot, problems } from './support.js';

const words = Object.values(SECTIONS).flat();
const grammar = JSON.parse(fromRoot('media/irq.tmLanguage.json'));
const reference = fromRoot('docs/language.md');

function pattern(name: string): RegExp {
  return new RegExp(grammar.repository[name].match);
}

describe('the TextMate grammar', () => {
  it.each([...new Set(words.map(({ word }) => word))])('knows %s', (word) => {
    const matches = ['topLevel', 'keyword', 'constant'].filter((name) => pattern(name).exec(word)?.[0] === word);
    expect(matches).toHaveLength(1);
  });

  it.each(UNITS.map(({ name }) => name))('knows the unit %s', (unit) => {
    const match = pattern('quantity').exec(`12${unit} `);
    expect([match?.[1], match?.[2]]).toEqual(['12', unit]);
  });

  it('has no word that the language does not have', () => {
    const known = new Set(words.map(({ word }) => word));
    const inGrammar = ['topLevel', 'keyword', 'constant'].flatMap((name) =>
      grammar.repository[name].match.replace(/^\\b\(\?:|\)\\b$/g, '').split('|'),
    );
    expect(inGrammar.filter((word: string) => !known.has(word))).toEqual([]);
  });
});

describe('the language reference', () => {
  const cells = reference.replace(/\\\|/g, '|');

  it.each(words.map((word) => [word.word, word] as const))('tells how %s is written and what it means', (_, word) => {
    expect(cells).toContain(word.doc);
    expect(cells).toContain(`\`${word.form}\``);
    if (word.default !== undefined) expect(cells).toContain(`\`${word.default}\``);
  });

  it.each(UNITS.map(({ name }) => name))('lists the unit %s', (unit) => {
    expect(reference).toContain(`\`${unit}\``);
  });

  it('lists every diagnostic', () => {
    for (const [code, { title }] of Object.entries(CODES))
      expect(reference).toMatch(new RegExp(`\\| ${code} \\|.*${title.slice(0, 12)}`));
  });
});

describe('the snippets', () => {
  const snippets = JSON.parse(fromRoot('media/snippets.json'));

  it('are those of the vocabulary', () => {
    expect(Object.keys(snippets)).toEqual(FILE.map(({ word }) => word));
    for (const word of FILE) expect(snippets[word.word].body.join('\n')).toBe(word.snippet);
  });

  it.each(FILE.map((word) => [word.word, word.snippet!] as const))('for %s has a shape that is read', (_, snippet) => {
    const plain = snippet
      .replace(/\$\{\d+\|([^,|]*)[^}]*\}/g, '$1')
      .replace(/\$\{\d+:([^}]*)\}/g, '$1')
      .replace(/\$\d/g, '');
    const wrong = problems(plain).filter((problem) => !/IRQ0(30|35)/.test(problem));
    expect(wrong).toEqual([]);
  });
});

describe('defaults', () => {
  it.each(words.flatMap((word) => (word.default === undefined ? [] : [[word.word, word.default] as const])))(
    'that of %s is a line that begins with the word',
    (word, text) => {
      const diagnostics = new Diagnostics();
      const { items } = parse('default', text, diagnostics);
      expect(diagnostics.list()).toEqual([]);
      expect(items.map((item) => item.head[0]!.text)).toEqual([word]);
    },
  );
});
