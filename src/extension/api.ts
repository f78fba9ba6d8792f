import type { Session } from './sessions.js';

/** What the extension tells other extensions, and its own tests in a real VS Code. */
export interface Api {
  /** Time that loading the extension's code and activating it took, milliseconds. */
  readonly activationMs: number;
  /** What is known of the runs of a file, by its URI. */
  session(file: string): Session;
  /** The text of the status bar for a file. */
  statusText(file: string): string;
}
