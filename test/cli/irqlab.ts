import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ROOT } from '../../scripts/steps.mjs';
import type { JsonReport } from '../../src/cli/json.js';

export const EXAMPLE = 'examples/ipsec.irq';

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly bytes: Buffer;
  readonly stderr: string;
}

/** Starts the built program in the root of the repository, or elsewhere, with a plain environment. */
export function start(args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): ChildProcess {
  const { cwd = ROOT, env = {} } = options;
  return spawn(process.execPath, [join(ROOT, 'dist/cli.cjs'), ...args], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs the built program to its end. */
export function irqlab(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Outcome> {
  return ended(start(args, options));
}

export function ended(child: ChildProcess): Promise<Outcome> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout!.on('data', (piece: Buffer) => out.push(piece));
  child.stderr!.on('data', (piece: Buffer) => err.push(piece));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      const bytes = Buffer.concat(out);
      resolve({ status, bytes, stdout: bytes.toString(), stderr: Buffer.concat(err).toString() });
    });
  });
}

export async function runJson(args: readonly string[]): Promise<JsonReport> {
  const { stdout, stderr } = await irqlab(['run', ...args, '--json']);
  if (stdout === '') throw new Error(`no JSON: ${stderr}`);
  return JSON.parse(stdout) as JsonReport;
}

/** A folder of its own for a test, with these files; gone when the test is over. */
export function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'irqlab-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
}

export function fixture(name: string): string {
  return `test/cli/fixtures/${name}.irq`;
}
