import { describe, expect, it } from 'vitest';
import { isClosed, tokenize, unquote } from '../../src/language/lexer.js';

function texts(text: string): string[] {
  return tokenize(text)
    .tokens.map((token) => token.text)
    .slice(0, -1);
}

function kinds(text: string): string[] {
  return tokenize(text)
    .tokens.map((token) => token.kind)
    .slice(0, -1);
}

describe('tokens', () => {
  it.each([
    ['400ns', ['400ns']],
    ['2.5us..3us', ['2.5us', '..', '3us']],
    ['1..3', ['1', '..', '3']],
    ['1.5e3ns', ['1.5e3ns']],
    ['1e400us', ['1e400us']],
    ['1ns/B', ['1ns/B']],
    ['10/s', ['10/s']],
    ['60%', ['60%']],
    ['-3ns', ['-', '3ns']],
    ['6+-1', ['6', '+-', '1']],
    ['packet.size>=100B', ['packet', '.', 'size', '>=', '100B']],
    ['a==b!=c', ['a', '==', 'b', '!=', 'c']],
    ['x;y,z', ['x', ';', 'y', ',', 'z']],
    ['1us//comment', ['1us']],
    ['device wm0:nic{', ['device', 'wm0', ':', 'nic', '{']],
  ])('of %s', (text, expected) => {
    expect(texts(text)).toEqual(expected);
  });

  it.each([
    ['name 1us "text" { @', ['name', 'number', 'string', 'symbol', 'unknown']],
    ['\u00b5s 5\u00b5s 5\u03bcs', ['unknown', 'name', 'number', 'number']],
    ['"never closed\nnext', ['string', 'name']],
  ])('have kinds: %j', (text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  it('know whether a line ends before them, however it ends', () => {
    const { tokens } = tokenize('a b\nc\r\nd\re // x\nf');
    expect(tokens.map(({ newline }) => newline)).toEqual([true, false, true, true, true, true, true]);
  });

  it('of an open string do not take a quote for its end', () => {
    const [open, closed, quote] = ['"abc', '"abc"', '"'].map((text) => tokenize(text).tokens[0]!);
    expect([open, closed, quote].map((token) => isClosed(token!))).toEqual([false, true, false]);
    expect([open, closed, quote].map((token) => unquote(token!))).toEqual(['abc', 'abc', '']);
  });
});

describe('comments', () => {
  it('document with three slashes, and not with two or four', () => {
    const { comments } = tokenize('// a\n/// b\n//// c\nx /// d');
    expect(comments.map(({ doc }) => doc)).toEqual([false, true, false, true]);
    expect(comments.map(({ ownLine }) => ownLine)).toEqual([true, true, true, false]);
  });

  it('are counted by the tokens behind them', () => {
    expect(tokenize('// a\nx // b\n// c\ny').tokens.map(({ comments }) => comments)).toEqual([1, 3, 3]);
  });

  it('are not found in strings', () => {
    expect(tokenize('"a // b"').comments).toEqual([]);
  });
});
