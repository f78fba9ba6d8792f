import type { Frame, Locator } from 'playwright-core';

/** What can be seen in the panel of pictures. */
export class Pictures {
  readonly frame: Frame;

  constructor(frame: Frame) {
    this.frame = frame;
  }

  /** The names of the designs, as the table's head has them. */
  async designs(): Promise<string[]> {
    const [, ...designs] = await this.frame.locator('#figures thead th').allTextContents();
    return designs;
  }

  /** The figure of each design, without the mark of the best one. */
  async figures(metric: string): Promise<string[]> {
    const cells = await this.frame.locator(`#figures tr[data-metric="${metric}"] td`).allTextContents();
    // A narrow space groups the digits of a number, a usual one stands before its unit.
    return cells.map((text) => text.split(/[ \n◀]/)[0]!);
  }

  /** What stands under a diagram's heading, and the texts of its arrows. */
  async diagrams(): Promise<{ readonly title: string; readonly messages: string[] }[]> {
    await this.frame
      .locator('article.card svg')
      .nth((await this.cards().count()) - 1)
      .waitFor();
    const found = [];
    for (const card of await this.cards().all())
      found.push({
        title: (await card.locator('header p').textContent()) ?? '',
        messages: await card.locator('svg .messageText').allTextContents(),
      });
    return found;
  }

  /** Drawn with the wheel: how much of the timeline differs from its background, and in how many colours. */
  async timeline(end: 'top' | 'bottom'): Promise<{ readonly drawn: number; readonly colors: number }> {
    await this.frame.locator('#timeline').evaluate((box, where) => {
      box.scrollTop = where === 'top' ? 0 : box.scrollHeight;
    }, end);
    // The drawing follows with the next frame.
    await this.frame.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    return this.canvas().evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      const counts = new Map<number, number>();
      for (let i = 0; i < data.length; i += 4) {
        const color = (data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!;
        counts.set(color, (counts.get(color) ?? 0) + 1);
      }
      const pixels = data.length / 4;
      const colors = [...counts.values()].filter((count) => count > pixels / 2000).length;
      return { drawn: 1 - Math.max(...counts.values()) / pixels, colors };
    });
  }

  /** Clicks the first slice of the timeline, from the top and from the left, whose tip begins with a word. */
  async clickSlice(word: string): Promise<void> {
    await this.frame.locator('#tool-packet').click();
    const canvas = this.canvas();
    await canvas.scrollIntoViewIfNeeded();
    // Looked for by moving a pointer within the page: the same by mouse takes thousands of round trips.
    const position = await canvas.evaluate((element, wanted) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const tip = () => document.querySelector('.tooltip:not([hidden]) strong')?.textContent ?? '';
      for (let y = 30; y < height; y += 10)
        for (let x = 180; x < width; x += 3) {
          element.dispatchEvent(
            new PointerEvent('pointermove', { clientX: left + x, clientY: top + y, bubbles: true }),
          );
          if (tip().startsWith(wanted)) return { x, y };
        }
      return undefined;
    }, word);
    if (position === undefined) throw new Error(`no slice of the timeline says '${word}'`);
    await canvas.click({ position });
  }

  /** The colour of the timeline's background: that of its lower left corner, beside the names of the lanes. */
  async background(): Promise<readonly [number, number, number]> {
    const [red, green, blue] = await this.canvas().evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      return [...canvas.getContext('2d')!.getImageData(1, canvas.height - 2, 1, 1).data];
    });
    return [red!, green!, blue!];
  }

  canvas(): Locator {
    return this.frame.locator('#timeline canvas');
  }

  status(): Locator {
    return this.frame.locator('.status');
  }

  private cards(): Locator {
    return this.frame.locator('article.card');
  }
}
