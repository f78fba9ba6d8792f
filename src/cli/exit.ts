/** What the exit status of the program says. Scripts rely on these; docs/json.md and `--help` tell them. */
export const Exit = {
  /** Everything was done, and all expectations hold. */
  ok: 0,
  /** An expectation does not hold, or a run did not come to its end. */
  failed: 1,
  /** A faulty file or a wrong argument: what was asked could not be done. */
  faulty: 2,
  /** An error in the program itself (EX_SOFTWARE of sysexits(3)). */
  internal: 70,
  /** Ended by Ctrl-C (128 + SIGINT). */
  interrupted: 130,
} as const;

/** What was asked cannot be done; the message says why. Ends the program with `Exit.faulty`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** The verb whose usage should be pointed at, for a wrong argument. */
  readonly verb: string | undefined;

  constructor(message: string, verb?: string) {
    super(message);
    this.verb = verb;
  }
}
