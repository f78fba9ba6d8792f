import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, ElementHandle, Frame, Page } from 'playwright-core';
import { expect } from 'vitest';
import { ROOT } from '../../../scripts/steps.mjs';
import { pageUrl, THEMES } from '../server.mjs';

export type Theme = keyof typeof THEMES;

/** Where the screenshots are kept. */
const SCREENSHOTS = join(ROOT, 'artifacts/screenshots');

/** Milliseconds to wait for something to be seen: a machine may have other things to do. */
const PATIENCE = 60_000;

/** What the workbench calls itself under each theme. */
const THEME_CLASSES: Readonly<Record<Theme, string>> = { dark: 'vs-dark', light: 'vs', contrast: 'hc-black' };

export interface Options {
  readonly server: { readonly port: number; readonly extension?: string | undefined };
  /** The workspace: text by file name. */
  readonly files: Readonly<Record<string, string>>;
  readonly theme?: Theme;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A squiggle: the text that is underlined, and its line as the gutter numbers it. */
export interface Squiggle {
  readonly text: string;
  readonly line: number;
}

/** A VS Code window with a workspace of its own, driven through keyboard, mouse and what can be seen. */
export class Editor {
  readonly page: Page;
  readonly folder: string;

  private constructor(page: Page, folder: string) {
    this.page = page;
    this.folder = folder;
  }

  static async open(browser: Browser, options: Options): Promise<Editor> {
    const theme = options.theme ?? 'dark';
    const folder = mkdtempSync(join(tmpdir(), 'irqlab-workspace-'));
    for (const [name, text] of Object.entries(options.files)) writeFileSync(join(folder, name), text);
    mkdirSync(join(folder, '.vscode'));
    const settings = { 'workbench.colorTheme': THEMES[theme], ...options.settings };
    writeFileSync(join(folder, '.vscode/settings.json'), JSON.stringify(settings));
    const colorScheme = theme === 'light' ? 'light' : 'dark';
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme });
    page.setDefaultTimeout(PATIENCE);
    await page.goto(pageUrl(options.server.port, { folder, extension: options.server.extension }));
    await page.locator(`.monaco-workbench.${THEME_CLASSES[theme]} .part.editor`).waitFor();
    return new Editor(page, folder);
  }

  async close(): Promise<void> {
    await this.page.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Opens a file of the workspace in the first column, from the quick-open box, and puts the cursor into it. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+Digit1');
    await this.pick('Control+KeyP', name);
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    // The tab is there before the text: until then the editor still holds the file of before.
    await this.page.locator(`.editor-group-container.active .monaco-editor[data-uri$="/${name}"]`).waitFor();
    await this.focus();
  }

  /** Puts the keyboard into the text, wherever it was. */
  async focus(): Promise<void> {
    await this.page.keyboard.press('Control+Digit1');
    await this.page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
  }

  /** Runs a command by its title. */
  async command(title: string): Promise<void> {
    await this.pick('F1', `>${title}`);
  }

  /** Puts the cursor at a line and a column, counted from one, and waits until the status bar says that it is there. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+KeyG');
    const input = this.page.locator('.quick-input-widget input');
    await input.fill(`:${line}:${column}`);
    await input.press('Enter');
    await input.waitFor({ state: 'hidden' });
    await expect.poll(() => this.statusBar()).toContain(`Ln ${line}, Col ${column}`);
  }

  /** Selects a stretch of one line, of which the next `type` takes the place. */
  async select(line: number, column: number, length: number): Promise<void> {
    await this.goTo(line, column);
    for (let i = 0; i < length; i++) await this.page.keyboard.press('Shift+ArrowRight');
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: 10 });
    // A list of completions must not swallow the next key.
    await this.page.keyboard.press('Escape');
  }

  /** Saves, and waits until the file is no longer marked as changed. */
  async save(): Promise<void> {
    await this.page.keyboard.press('Control+KeyS');
    await this.page.locator('.tab.active.dirty').waitFor({ state: 'hidden' });
  }

  /** What a file of the workspace holds on disk. */
  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  /** The squiggles that can be seen, each with the text that it underlines. */
  async squiggles(severity: 'error' | 'warning' | 'info' = 'error'): Promise<Squiggle[]> {
    return this.page.evaluate((kind) => {
      const editor = document.querySelector('.editor-group-container.active .monaco-editor') ?? document;
      return [...editor.querySelectorAll(`.squiggly-${kind}`)].map((mark) => {
        const box = mark.getBoundingClientRect();
        const sameRow = (element: Element) => Math.abs(element.getBoundingClientRect().top - box.top) < 3;
        const row = [...editor.querySelectorAll('.view-line')].find(sameRow);
        const number = [...editor.querySelectorAll('.line-numbers')].find(sameRow);
        let text = '';
        const walker = document.createTreeWalker(row ?? document.createElement('i'), NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
          for (let i = 0; i < (node.nodeValue?.length ?? 0); i++) {
            const range = document.createRange();
            range.setStart(node, i);
            range.setEnd(node, i + 1);
            const character = range.getBoundingClientRect();
            const middle = (character.left + character.right) / 2;
            if (box.left < middle && middle < box.right) text += node.nodeValue?.[i];
          }
        return { text, line: Number(number?.textContent) };
      });
    }, severity);
  }

  /** The rows of the Problems view, as a screen reader would read them. */
  async problems(): Promise<string[]> {
    const view = this.page.locator('.markers-panel');
    if (!(await view.isVisible())) await this.page.keyboard.press('Control+Shift+KeyM');
    await view.waitFor();
    return view
      .locator('.monaco-list-row')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
  }

  /** Closes the Problems view, and whatever else is at the bottom. */
  async closeBottom(): Promise<void> {
    if (await this.page.locator('.part.panel').isVisible()) await this.page.keyboard.press('Control+KeyJ');
  }

  /** The texts of the status bar, as a screen reader would read them. */
  async statusBar(): Promise<string[]> {
    return this.page
      .locator('.statusbar-item a, .statusbar-item-label')
      .evaluateAll((items) => [
        ...new Set(items.map((item) => (item.getAttribute('aria-label') ?? item.textContent ?? '').trim())),
      ]);
  }

  /** The line of the cursor, counted from one. */
  async cursorLine(): Promise<number> {
    const text = (await this.statusBar()).find((item) => /^Ln \d+/.test(item)) ?? '';
    return Number(/^Ln (\d+)/.exec(text)?.[1]);
  }

  /** The document inside the one webview that can be seen. */
  async panel(): Promise<Frame> {
    const outer = await frameIn(await this.page.waitForSelector('iframe.webview.ready'));
    const inner = await frameIn(await outer.waitForSelector('iframe#active-frame', { state: 'attached' }));
    await inner.waitForLoadState();
    return inner;
  }

  /** Whether a webview can be seen. */
  async hasPanel(): Promise<boolean> {
    return (await this.page.locator('iframe.webview.ready').count()) > 0;
  }

  /** Keeps a picture of the window, or of a part of it, under `artifacts/screenshots`. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }

  private async pick(key: string, text: string): Promise<void> {
    await this.page.keyboard.press(key);
    const input = this.page.locator('.quick-input-widget input');
    await input.waitFor();
    await input.fill(text);
    // The list fills late, and not at once in its order: what is wanted is clicked rather than entered.
    await this.page
      .locator('.quick-input-list .monaco-list-row', { hasText: text.replace(/^>/, '') })
      .first()
      .click();
    await input.waitFor({ state: 'hidden' });
  }
}

async function frameIn(element: ElementHandle): Promise<Frame> {
  const frame = await element.contentFrame();
  if (frame === null) throw new Error('a webview without a frame');
  return frame;
}
