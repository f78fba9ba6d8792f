import { execFileSync, spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../scripts/steps.mjs';
import { EXAMPLE, fixture } from './irqlab.js';

/** script(1) of util-linux gives a program a terminal. */
const hasScript = (() => {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
})();

/** Escape sequences, as they are seen in the output. */
const BOLD = '\x1b[1m';
const GREEN = '\x1b[32m';
const PLAIN = '\x1b[0m';
const CLEAR_LINE = '\r\x1b[K';

/** Runs the program on a terminal; what it wrote to both streams, and its exit status. */
function onTerminal(
  args: string,
  env: NodeJS.ProcessEnv = {},
  before = '',
): Promise<{ status: number | null; text: string }> {
  const command = `${before}${process.execPath} dist/cli.cjs ${args}`;
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, TERM: 'xterm', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.on('data', (piece: Buffer) => {
    text += piece.toString();
  });
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, text })));
}

describe.runIf(hasScript)('on a terminal', () => {
  test('the table is coloured', async () => {
    const { status, text } = await onTerminal(`run ${EXAMPLE}`);
    expect(status).toBe(0);
    expect(text).toContain(`${BOLD}one IPsec packet${PLAIN}`);
    expect(text).toContain(`${GREEN}holds${PLAIN}`);
  });

  test.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('but not with %o', async (env) => {
    const { text } = await onTerminal(`run ${EXAMPLE}`, env);
    expect(text).toContain('one IPsec packet');
    expect(text).not.toContain(BOLD);
    expect(text).not.toContain(GREEN);
  });

  test('colours do not move columns', async () => {
    const [coloured, plain] = await Promise.all([
      onTerminal(`run ${fixture('failing')}`),
      onTerminal(`run ${fixture('failing')}`, { NO_COLOR: '1' }),
    ]);
    const table = ({ text }: { text: string }) =>
      stripVTControlCharacters(text.slice(text.lastIndexOf('wrong belief')));
    expect(coloured!.text).toContain(GREEN);
    expect(table(coloured!)).toBe(table(plain!));
  });

  test('a long run tells how far it is, in one line that is gone afterwards', async () => {
    const { status, text } = await onTerminal(`run ${fixture('long')} --run long --no-trace`, {}, 'timeout -s INT 3 ');
    const [progress, result] = [text.slice(0, text.lastIndexOf(CLEAR_LINE)), text.slice(text.lastIndexOf(CLEAR_LINE))];
    expect(progress).toContain(`${CLEAR_LINE}0% long: biglock`);
    expect(progress).not.toContain('\n');
    expect(result).toContain('ended by');
    expect([124, 130]).toContain(status);
  });

  test('a binary format is not written to it', async () => {
    const { status, text } = await onTerminal(`trace ${EXAMPLE} --format perfetto`);
    expect(status).toBe(2);
    expect(text).toMatch(/perfetto is a binary format, and this is a terminal/);
  });
});
