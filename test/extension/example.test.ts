import { beforeEach, expect, test, vi } from 'vitest';

/** What VS Code was asked, and what the user picks of the list. */
const host = vi.hoisted(() => ({
  command: undefined as ((named?: string) => Promise<unknown>) | undefined,
  read: [] as string[],
  offered: [] as { label: string; file?: string }[],
  picks: undefined as string | undefined,
}));

vi.mock('vscode', () => ({
  QuickPickItemKind: { Separator: -1 },
  Uri: { joinPath: (base: string, ...parts: string[]) => [base, ...parts].join('/') },
  commands: {
    registerCommand: (_: string, command: (named?: string) => Promise<unknown>) => {
      host.command = command;
    },
  },
  window: {
    showQuickPick: async (items: typeof host.offered) => {
      host.offered = items;
      return items.find(({ file }) => file !== undefined && file === host.picks);
    },
    showTextDocument: async () => undefined,
  },
  workspace: {
    fs: {
      readFile: async (uri: string) => {
        host.read.push(uri);
        return new TextEncoder().encode(`// ${uri}`);
      },
    },
    openTextDocument: async ({ language, content }: { language: string; content: string }) => ({
      uri: `untitled ${language}: ${content}`,
    }),
  },
}));

beforeEach(async () => {
  const { registerExample } = await import('../../src/extension/example.js');
  registerExample('extension' as never);
  Object.assign(host, { read: [], offered: [], picks: undefined });
});

test('opens a copy of the one that is named, without asking', async () => {
  expect(await host.command!('designs/linux_napi.irq')).toBe(
    'untitled irq: // extension/examples/designs/linux_napi.irq',
  );
  expect(host.offered).toEqual([]);
});

test('lets one be chosen, each with what it is about', async () => {
  host.picks = 'four_gigabit.irq';
  expect(await host.command!()).toBe('untitled irq: // extension/examples/four_gigabit.irq');
  expect(host.offered.filter(({ file }) => file === undefined)).toHaveLength(2);
  expect(host.offered).toContainEqual(
    expect.objectContaining({ label: 'ipsec', detail: expect.stringContaining('IPsec') }),
  );
});

test('opens nothing where nothing is chosen, and asks where the name is unknown', async () => {
  expect(await host.command!('../package.json')).toBeUndefined();
  expect(host.offered.length).toBeGreaterThan(20);
  expect(host.read).toEqual([]);
});
