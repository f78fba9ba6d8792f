/**
 * What a worker has to be given, whatever kind of worker it is, and how it shares its time: a simulation is advanced by
 * a few thousand events at a time, and after every few milliseconds the worker lets messages in. So a request to give up
 * is seen at once, however long the run is.
 */
export interface Surroundings {
  /** Milliseconds, from any origin. */
  now(): number;
  /** Resolves after the messages that are waiting have been received. */
  letMessagesIn(): Promise<void>;
}

export const STEP_EVENTS = 10_000;
export const SLICE_MS = 8;
export const PROGRESS_MS = 150;
