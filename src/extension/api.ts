import type { Session } from './sessions.js';

/** What the extension tells other extensions, and its own tests in a real VS Code. */
export interface Api {
  /** Time from the first line of the extension to the end of its activation, milliseconds. */
  readonly activationMs: number;
  /** What is known of the runs of a file, by its URI. */
  session(file: string): Session;
  /** The text of the status bar for a file. */
  statusText(file: string): string;
}
