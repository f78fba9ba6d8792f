import { describe, expect, it } from 'vitest';
import { isToHost, isToPage } from '../../src/protocol/panel.js';
import { pageHtml } from '../../src/views/page.js';
import { spanAt } from './traces.js';

const part = { href: 'https://host/x.js' };
const parts = {
  title: 'a & "b" <c>',
  script: part,
  style: part,
  mermaid: part,
  nonce: 'abc123',
  cspSource: 'https://host',
};

describe('the page', () => {
  it('lets run only what bears the nonce', () => {
    const html = pageHtml(parts);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'nonce-abc123';");
    expect(policy).not.toContain('unsafe-eval');
    expect(policy).not.toContain('connect-src');
    for (const tag of html.match(/<script[^>]*>/g)!) expect(tag).toContain('nonce="abc123"');
    expect(html).toContain('<title>a &amp; &quot;b&quot; &lt;c&gt;</title>');
  });

  it('refuses a nonce that could leave its attribute', () => {
    expect(() => pageHtml({ ...parts, nonce: '"><script>' })).toThrow(RangeError);
  });

  it('carries everything itself where it is given text', () => {
    const text = { text: 'let a = "</script><!--";' };
    const html = pageHtml({
      ...parts,
      script: text,
      mermaid: text,
      style: { text: 'a{}</style>' },
      cspSource: '',
      data: '{}',
    });
    expect(html).not.toMatch(/ (src|href)=/);
    expect(html.match(/<\/script>/g)).toHaveLength(3);
    expect(html.match(/<\/style>/g)).toHaveLength(1);
    expect(html).toContain('"\\x3c/script>\\x3c!--"');
  });
});

describe('messages', () => {
  it.each([
    { type: 'report', packed: { json: '{}', bytes: new Uint8Array(1) } },
    { type: 'sweep', packed: { json: '{}', bytes: new Uint8Array(1) } },
    { type: 'sweepStatus', file: 'x', name: 'y', status: { kind: 'fresh' } },
    { type: 'turn', file: 'x', running: true },
    { type: 'progress', done: 0.5, text: 'x' },
    { type: 'stale', message: 'x' },
    { type: 'error', message: 'x' },
    { type: 'highlight', file: 'x', line: 3 },
  ])('to the page: $type', (message) => {
    expect(isToPage(message)).toBe(true);
    for (const key of Object.keys(message)) expect(isToPage({ ...message, [key]: null }), key).toBe(false);
  });

  it.each([
    { type: 'reveal', span: spanAt(1) },
    { type: 'export', format: 'svg', name: 'x', data: 'y' },
    { type: 'copy', text: 'x' },
    { type: 'drawn', file: 'x' },
    { type: 'runSweep', name: 'x' },
    { type: 'error', message: 'x' },
  ])('to the host: $type', (message) => {
    expect(isToHost(message)).toBe(true);
    for (const key of Object.keys(message)) expect(isToHost({ ...message, [key]: null }), key).toBe(false);
  });

  it('to the host without more than a type', () => {
    for (const message of [
      { type: 'ready' },
      { type: 'run' },
      { type: 'cancel' },
      { type: 'cancelSweep' },
      { type: 'export', format: 'html' },
    ]) {
      expect(isToHost(message)).toBe(true);
    }
  });

  it('of how a sweep stands have what each kind needs', () => {
    const message = (status: unknown) => ({ type: 'sweepStatus', file: 'x', name: 'y', status });
    for (const kind of ['stale', 'failed']) {
      expect(isToPage(message({ kind, message: 'x' }))).toBe(true);
      expect(isToPage(message({ kind }))).toBe(false);
    }
    expect(isToPage(message({ kind: 'running', done: 0, text: '' }))).toBe(true);
    expect(isToPage(message({ kind: 'running', done: '0', text: '' }))).toBe(false);
    expect(isToPage(message({ kind: 'asleep' }))).toBe(false);
  });

  it('of no known shape are not taken', () => {
    for (const odd of [
      undefined,
      null,
      3,
      'ready',
      [],
      {},
      { type: 'walk' },
      { type: 'drawn' },
      { type: 'export', format: 'exe', name: 'x', data: 'y' },
    ]) {
      expect(isToPage(odd)).toBe(false);
      expect(isToHost(odd)).toBe(false);
    }
    expect(isToHost({ type: 'reveal', span: { ...spanAt(1), line: 1.5 } })).toBe(false);
  });
});
