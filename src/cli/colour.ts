import type { WriteStream } from 'node:tty';

const CODES = { red: '31', green: '32', yellow: '33', cyan: '36', bold: '1', dim: '2' } as const;

export type Paint = (style: keyof typeof CODES, text: string) => string;

/**
 * Colours text for a stream: only on a terminal, and not where the user has set NO_COLOR (no-color.org) or the terminal
 * is a dumb one.
 */
export function paintFor(stream: Pick<WriteStream, 'isTTY'>): Paint {
  const coloured = stream.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  return coloured ? (style, text) => `\x1b[${CODES[style]}m${text}\x1b[0m` : (_, text) => text;
}

/** Text from a file or an argument without control characters, which could make a terminal do what they say. */
export function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what has to go.
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\u00b7');
}
