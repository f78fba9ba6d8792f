import type { Surface } from './surface.js';

/**
 * Hundreds of thousands of columns are set as pixels in memory and drawn as one image for each frame. As rectangles
 * they would take the canvas ten times as long.
 */
export function createLayer(context: CanvasRenderingContext2D, ratio: number): Pick<Surface, 'strip' | 'flush'> {
  const { width, height } = context.canvas;
  const { image, pixels, sheet } = memoryOf(width, height);
  let used = false;
  return {
    strip(x, y, tall) {
      const left = Math.round(x * ratio);
      const bottom = Math.round((y + tall) * ratio);
      const rows = Math.round(tall * ratio);
      used = true;
      return (column, count, from, to, color, opacity) => {
        const pixel = pixelOf(color, opacity);
        const low = bottom - Math.round(from * rows);
        const high = Math.min(low - 1, bottom - Math.round(to * rows));
        const end = Math.min(width, left + column + count);
        for (let row = Math.max(0, high); row < Math.min(low, height); row++) {
          const line = row * width;
          for (let at = left + column; at < end; at++) pixels[line + at] = pixel;
        }
      };
    },
    flush() {
      if (!used) return;
      sheet.putImageData(image, 0, 0);
      context.drawImage(sheet.canvas, 0, 0, width / ratio, height / ratio);
      pixels.fill(0);
      used = false;
    },
  };
}

interface Memory {
  readonly image: ImageData;
  readonly pixels: Uint32Array;
  readonly sheet: OffscreenCanvasRenderingContext2D;
}

let memory: Memory | undefined;

/** Memory of a size, the same one as long as the size stays. */
function memoryOf(width: number, height: number): Memory {
  if (memory?.image.width !== width || memory.image.height !== height) {
    const image = new ImageData(width, height);
    const sheet = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
    memory = { image, pixels: new Uint32Array(image.data.buffer), sheet };
  }
  return memory;
}

const pixelsByColor = new Map<string, number>();

/** A CSS colour as a pixel of an image, in the byte order of this machine. */
function pixelOf(color: string, opacity: number): number {
  let pixel = pixelsByColor.get(color);
  if (pixel === undefined) {
    const probe = new OffscreenCanvas(1, 1).getContext('2d')!;
    probe.fillStyle = color;
    probe.fillRect(0, 0, 1, 1);
    pixel = new Uint32Array(probe.getImageData(0, 0, 1, 1).data.buffer)[0]!;
    pixelsByColor.set(color, pixel);
  }
  const alpha = Math.round((pixel >>> 24) * opacity);
  return ((pixel & 0xffffff) | (alpha << 24)) >>> 0;
}
