import type { FileFormat } from '../src/protocol/panel.js';
import { fromBase64 } from '../src/views/embed.js';

const TYPES: Record<FileFormat, string> = { svg: 'image/svg+xml', png: 'image/png', csv: 'text/csv' };

/** Saves a file the browser's way. `data` is text, or base64 for a PNG. */
export function download(name: string, format: FileFormat, data: string): void {
  const content = format === 'png' ? fromBase64(data).slice().buffer : data;
  const address = URL.createObjectURL(new Blob([content], { type: TYPES[format] }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A name as a name of a file. */
export function fileNameOf(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '') || 'run';
}
