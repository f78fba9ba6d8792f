import { describe, expect, test } from 'vitest';
import { paintFor } from '../../src/cli/colour.js';
import { bar } from '../../src/cli/summary.js';
import { blocks, table, width } from '../../src/cli/table.js';

describe('a table', () => {
  test('has its first column to the left and the others to the right', () => {
    expect(
      table([
        ['', 'one', 'other'],
        ['switches', '6', '0'],
        ['a', '10 000', '1'],
      ]),
    ).toEqual([
      '             one  other', //
      'switches       6      0',
      'a         10 000      1',
    ]);
  });

  test('has columns to the left that are named', () => {
    expect(
      table(
        [
          ['1.', 'compute', 'x'],
          ['10.', 'a', 'y'],
        ],
        [1],
      ),
    ).toEqual(['1.   compute  x', '10.  a        y']);
  });

  test('counts characters, whatever colours them and however many units they take', () => {
    const red = (text: string) => `<red>${text}</red>`;
    expect(
      table([
        ['→', { text: '😀', paint: red }],
        ['ab', 'cd'],
      ]),
    ).toEqual(['→    <red>😀</red>', 'ab  cd']);
  });

  test('takes rows that are short, and leaves no blanks behind', () => {
    expect(table([['a', 'b', 'c'], ['long']], [1, 2])).toEqual(['a     b  c', 'long']);
  });

  test('of nothing is nothing', () => {
    expect(table([])).toEqual([]);
  });

  test('the width of a text is its characters', () => {
    expect([width(''), width('compute → idle'), width('😀')]).toEqual([0, 14, 1]);
  });
});

describe('a table that may be too wide', () => {
  const rows = [
    ['', 'one', 'another', 'third'],
    ['switches', '6', '0', '12'],
  ];

  test('is one where it fits', () => {
    expect(blocks(rows, { columns: 29 })).toEqual(table(rows));
  });

  test('goes on below with its first column where it does not', () => {
    expect(blocks(rows, { columns: 28 })).toEqual([
      '          one  another',
      'switches    6        0',
      '',
      '          third',
      'switches     12',
    ]);
  });

  test('has one column in a block, however narrow the terminal is', () => {
    expect(blocks(rows, { columns: 1 }).filter((line) => line.startsWith('switches'))).toHaveLength(3);
  });

  test('keeps groups together, and aligned under each other', () => {
    const pairs = [
      ['CPU', '', 'a', '', 'b_with_a_name'],
      ['user', '5%', '██', '100%', '█'],
    ];
    expect(blocks(pairs, { columns: 30, group: 2, left: [2, 4] })).toEqual([
      'CPU         a',
      'user    5%  ██',
      '',
      'CPU         b_with_a_name',
      'user  100%  █',
    ]);
  });

  test('of nothing is nothing', () => {
    expect(blocks([], { columns: 80 })).toEqual([]);
  });
});

describe('a bar', () => {
  test.each([
    [0, ''],
    [1, '█'.repeat(20)],
    [0.5, '█'.repeat(10)],
    [0.025, '▌'],
    [0.05 + 0.00625, '█▏'],
  ])('of %d', (share, drawn) => {
    expect(bar(share)).toBe(drawn);
  });

  test('of something too small to be drawn is not nothing', () => {
    expect(bar(1e-9)).toBe('▏');
  });

  test('is never longer than the whole, and grows with the share', () => {
    const lengths = Array.from({ length: 1001 }, (_, i) => width(bar(i / 1000)));
    expect(Math.max(...lengths)).toBe(20);
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
  });
});

describe('colour', () => {
  const onTerminal = (env: NodeJS.ProcessEnv, isTTY = true) => {
    const saved = { NO_COLOR: process.env.NO_COLOR, TERM: process.env.TERM };
    Object.assign(process.env, { NO_COLOR: '', TERM: 'xterm' }, env);
    try {
      return paintFor({ isTTY })('red', 'x');
    } finally {
      for (const [name, value] of Object.entries(saved)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  };

  test('is for terminals', () => {
    expect(onTerminal({})).toBe('\x1b[31mx\x1b[0m');
    expect(onTerminal({}, false)).toBe('x');
  });

  test('is not for those who do not want it; an empty NO_COLOR says nothing', () => {
    expect(onTerminal({ NO_COLOR: '1' })).toBe('x');
    expect(onTerminal({ NO_COLOR: '' })).toBe('\x1b[31mx\x1b[0m');
    expect(onTerminal({ TERM: 'dumb' })).toBe('x');
  });
});
