import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CompletionItem,
  createProtocolConnection,
  type Diagnostic,
  type DocumentSymbol,
  type Hover,
  type Location,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { esbuildLibrary } from '../../scripts/library.mjs';
import { ROOT } from '../../scripts/steps.mjs';

/** The server as another editor has it: a process that is spoken to over standard input and output. */
const folder = mkdtempSync(join(tmpdir(), 'irqlab-server-'));
const EXAMPLE = readFileSync(join(ROOT, 'examples/ipsec.irq'), 'utf8');

let child: ChildProcess;
let connection: ProtocolConnection;
let capabilities: Record<string, unknown>;
const published: PublishDiagnosticsParams[] = [];

beforeAll(async () => {
  const server = join(folder, 'server.cjs');
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/server/main.ts'],
    outfile: server,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    plugins: [esbuildLibrary],
    logLevel: 'warning',
  });
  child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  connection = createProtocolConnection(new StreamMessageReader(child.stdout!), new StreamMessageWriter(child.stdin!));
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.push(params);
  });
  connection.listen();
  const answer: { capabilities: Record<string, unknown> } = await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    capabilities: {},
  });
  capabilities = answer.capabilities;
  await connection.sendNotification('initialized', {});
}, 30_000);

afterAll(async () => {
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  connection.dispose();
  child.kill();
  rmSync(folder, { recursive: true, force: true });
});

async function open(name: string, text: string): Promise<string> {
  const uri = pathToFileURL(join(folder, name)).href;
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'irq', version: 1, text },
  });
  return uri;
}

/** The diagnostics of a version, once they have come. */
async function diagnostics(uri: string, version: number): Promise<Diagnostic[]> {
  for (;;) {
    const found = published.find((one) => one.uri === uri && one.version === version);
    if (found !== undefined) return found.diagnostics;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The place of a text in another, so many characters into it. */
function place(text: string, part: string, into = 0) {
  const before = text.slice(0, text.indexOf(part) + into).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
}

const ask = <T>(method: string, uri: string, more: object = {}): Promise<T> =>
  connection.sendRequest(`textDocument/${method}`, { textDocument: { uri }, ...more });

describe('the language server', () => {
  it('says what it can do', () => {
    expect(capabilities).toMatchObject({
      hoverProvider: true,
      definitionProvider: true,
      documentFormattingProvider: true,
      renameProvider: { prepareProvider: true },
    });
  });

  it('finds nothing wrong with the example, and an error at its token after a change', async () => {
    const uri = await open('example.irq', EXAMPLE);
    expect(await diagnostics(uri, 1)).toEqual([]);
    const start = place(EXAMPLE, '2us    // direct');
    const range = { start, end: { ...start, character: start.character + 3 } };
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range, text: '2Gbps' }],
    });
    const [problem, ...others] = await diagnostics(uri, 2);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      code: 'IRQ020',
      severity: 1,
      source: 'irqlab',
      range: { start, end: { ...start, character: start.character + 5 } },
    });
  });

  it('answers hover, and definition into a file of the library that can be opened', async () => {
    const uri = await open('navigate.irq', EXAMPLE);
    const position = place(EXAMPLE, 'interrupt_threads, biglock', 3);
    const hover = await ask<Hover>('hover', uri, { position });
    expect(JSON.stringify(hover.contents)).toContain('Every interrupt and every soft interrupt is a thread');
    const { uri: target, range } = await ask<Location>('definition', uri, { position });
    const path = fileURLToPath(target);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, 'utf8').split('\n')[range.start.line]).toContain('design interrupt_threads');
  });

  it('completes', async () => {
    const text = EXAMPLE.replace('cost lock 40ns', 'co');
    const uri = await open('complete.irq', text);
    const items = await ask<CompletionItem[]>('completion', uri, { position: place(text, '  co\n', 4) });
    expect(items.find(({ label }) => label === 'cost')).toMatchObject({ documentation: { kind: 'markdown' } });
  });

  it('gives the outline and the folds', async () => {
    const uri = await open('outline.irq', EXAMPLE);
    const symbols = await ask<DocumentSymbol[]>('documentSymbol', uri);
    expect(symbols.map(({ name }) => name)).toContain('pc2007');
    expect(symbols.find(({ name }) => name === 'ipsec_in')?.children?.map(({ name }) => name)).toEqual([
      'hard net',
      'soft softnet',
    ]);
    const folds = await ask<{ startLine: number }[]>('foldingRange', uri);
    expect(folds.length).toBeGreaterThan(4);
  });

  it('renames what is the user’s, and refuses what is not, in words', async () => {
    const uri = await open('rename.irq', EXAMPLE);
    const position = place(EXAMPLE, 'ipsec_in }', 2);
    const edit = await ask<WorkspaceEdit>('rename', uri, { position, newName: 'esp_in' });
    expect(edit.changes?.[uri]).toHaveLength(2);
    const library = { position: place(EXAMPLE, 'biglock\n', 2), newName: 'mine' };
    await expect(ask('rename', uri, library)).rejects.toThrow("'biglock' belongs to the standard library.");
  });

  it('formats, and has nothing to do the second time', async () => {
    const uri = await open('format.irq', 'machine   m{\ncpus 1   at 1GHz\n}\n');
    const options = { options: { tabSize: 2, insertSpaces: true } };
    const [edit] = await ask<TextEdit[]>('formatting', uri, options);
    expect(edit?.newText).toBe('machine m {\n  cpus 1 at 1GHz\n}\n');
    const again = await open('formatted.irq', edit!.newText);
    expect(await ask<TextEdit[]>('formatting', again, options)).toEqual([]);
  });

  it('reads imports from disk, and gives semantic tokens', async () => {
    writeFileSync(join(folder, 'far.irq'), 'machine far { cpus 1 at 1GHz }\n');
    const uri = await open('near.irq', 'import "far"\nmachine near extends far { cpus 2 at 1GHz }\n');
    expect(await diagnostics(uri, 1)).toEqual([]);
    const { data } = await ask<{ data: number[] }>('semanticTokens/full', uri);
    expect(data.length % 5).toBe(0);
    expect(data.length).toBeGreaterThan(20);
  });

  it('answers err for a text that is not open, and goes on', async () => {
    await expect(ask('hover', 'file:///nowhere.irq', { position: { line: 0, character: 0 } })).rejects.toThrow(
      'file:///nowhere.irq is not open.',
    );
    const uri = await open('after.irq', EXAMPLE);
    expect(await diagnostics(uri, 1)).toEqual([]);
  });
});
