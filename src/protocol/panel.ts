import type { Span } from '../model/span.js';
import type { Packed } from '../views/embed.js';

/**
 * What the host (the extension, or the page itself where a report stands alone) and the page of pictures say to each
 * other. Either side checks the shape of what it hears, and drops what it does not understand.
 */
export type ToPage =
  /** A run has ended: its pictures replace the ones shown; zoom, scroll and selection stay. */
  | { readonly type: 'report'; readonly packed: Packed }
  /**
   * The panel turned to a file that has no report yet: nothing of another file stays in sight. `running` tells whether
   * one is on its way.
   */
  | { readonly type: 'turn'; readonly file: string; readonly running: boolean }
  /** A run goes on. `done` is between 0 and 1. The pictures shown stay until it ends, marked as the previous run's. */
  | { readonly type: 'progress'; readonly done: number; readonly text: string }
  /** The pictures shown are those of an earlier run; the message is a sentence that says why. */
  | { readonly type: 'stale'; readonly message: string }
  /** The run could not be made. */
  | { readonly type: 'error'; readonly message: string }
  /** A sweep of the file, or as much of it as there is: its charts replace those of the sweep of the same name. */
  | { readonly type: 'sweep'; readonly packed: Packed }
  /** How a sweep of the file stands. Its charts stay, marked where they are not those of the text. */
  | { readonly type: 'sweepStatus'; readonly file: string; readonly name: string; readonly status: SweepStatus }
  /** The editor's cursor is on this line (from zero): mark the slices that come from it. */
  | { readonly type: 'highlight'; readonly file: string; readonly line: number };

export type SweepStatus =
  | { readonly kind: 'fresh' }
  | { readonly kind: 'running'; readonly done: number; readonly text: string }
  | { readonly kind: 'stale' | 'failed'; readonly message: string };

export type ToHost =
  /** The page listens; the host answers with a report. */
  | { readonly type: 'ready' }
  /** The report of this file that came last can be seen. */
  | { readonly type: 'drawn'; readonly file: string }
  /** Show this place in the text. */
  | { readonly type: 'reveal'; readonly span: Span }
  /** Run the file that the panel has turned to. */
  | { readonly type: 'run' }
  /** Stop the run. */
  | { readonly type: 'cancel' }
  /** Simulate the sweep of this name. */
  | { readonly type: 'runSweep'; readonly name: string }
  /** Stop the sweep that is going. */
  | { readonly type: 'cancelSweep' }
  /** Save the report as one self-contained page; the host has the report. */
  | { readonly type: 'export'; readonly format: 'html' }
  /** Save a picture or a table. `data` is text, or base64 for a PNG; `name` is a file name to propose. */
  | { readonly type: 'export'; readonly format: FileFormat; readonly name: string; readonly data: string }
  | { readonly type: 'copy'; readonly text: string }
  /** Something went wrong in the page: for the log. */
  | { readonly type: 'error'; readonly message: string };

export const FILE_FORMATS = ['svg', 'png', 'csv'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export function isToPage(value: unknown): value is ToPage {
  if (!isRecord(value)) return false;
  switch (value.type) {
    case 'report':
    case 'sweep':
      return isRecord(value.packed) && isString(value.packed.json) && value.packed.bytes instanceof Uint8Array;
    case 'sweepStatus':
      return isString(value.file) && isString(value.name) && isSweepStatus(value.status);
    case 'turn':
      return isString(value.file) && typeof value.running === 'boolean';
    case 'progress':
      return isNumber(value.done) && isString(value.text);
    case 'stale':
    case 'error':
      return isString(value.message);
    case 'highlight':
      return isString(value.file) && isNumber(value.line);
    default:
      return false;
  }
}

export function isToHost(value: unknown): value is ToHost {
  if (!isRecord(value)) return false;
  switch (value.type) {
    case 'ready':
    case 'run':
    case 'cancel':
    case 'cancelSweep':
      return true;
    case 'runSweep':
      return isString(value.name);
    case 'drawn':
      return isString(value.file);
    case 'reveal':
      return isSpan(value.span);
    case 'export':
      return (
        value.format === 'html' ||
        (FILE_FORMATS.some((format) => format === value.format) && isString(value.name) && isString(value.data))
      );
    case 'copy':
      return isString(value.text);
    case 'error':
      return isString(value.message);
    default:
      return false;
  }
}

function isSweepStatus(value: unknown): value is SweepStatus {
  if (!isRecord(value)) return false;
  switch (value.kind) {
    case 'fresh':
      return true;
    case 'running':
      return isNumber(value.done) && isString(value.text);
    case 'stale':
    case 'failed':
      return isString(value.message);
    default:
      return false;
  }
}

function isSpan(value: unknown): value is Span {
  return (
    isRecord(value) &&
    isString(value.file) &&
    [value.line, value.column, value.endLine, value.endColumn].every((item) => Number.isInteger(item))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
