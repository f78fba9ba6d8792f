/**
 * Requests and replies over anything that posts messages: a worker of Node, a worker of a browser, a pair of functions
 * in a test.
 *
 * A request always gets exactly one answer, ok or err: a handler that throws answers err with its message, and a port
 * that breaks answers err to everything under way. So nobody waits for ever for a reply that was lost in an exception.
 * Before the answer a request may report progress, and the caller may ask for it to be given up; whether and how fast
 * that happens is up to the handler.
 */

/** One end of a channel. What is in `transfer` is moved to the other end, not copied. */
export interface Port {
  post(message: unknown, transfer: readonly ArrayBuffer[]): void;
  listen(receive: (message: unknown) => void): void;
}

/** What may be asked over a channel: for each method its parameters, its progress and its answer. */
export type Methods = Readonly<Record<string, { params: unknown; progress: unknown; reply: unknown }>>;

type Request = { kind: 'request'; id: number; method: string; params: unknown };
type Cancel = { kind: 'cancel'; id: number };
type Answer =
  | { kind: 'ok'; id: number; value: unknown }
  | { kind: 'err'; id: number; message: string; stack: string | undefined }
  | { kind: 'progress'; id: number; value: unknown };

/** The other end's handler failed, or the channel broke. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';
  readonly remoteStack: string | undefined;

  constructor(message: string, remoteStack: string | undefined) {
    super(message);
    this.remoteStack = remoteStack;
  }
}

export interface CallOptions<Progress> {
  readonly onProgress?: (progress: Progress) => void;
  /** Asks the other end to give up; the answer still comes. */
  readonly signal?: AbortSignal;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly progress: ((value: unknown) => void) | undefined;
  readonly release: () => void;
}

/** The asking end. */
export class Caller<M extends Methods> {
  readonly #port: Port;
  readonly #pending = new Map<number, Pending>();
  #next = 1;
  #broken: Error | undefined;

  constructor(port: Port) {
    this.#port = port;
    port.listen((message) => this.#receive(message as Answer));
  }

  /** Asks, and resolves with the reply; rejects with a `RemoteError` if the handler threw or the channel broke. */
  call<K extends keyof M & string>(
    method: K,
    params: M[K]['params'],
    options: CallOptions<M[K]['progress']> = {},
  ): Promise<M[K]['reply']> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    const id = this.#next++;
    const { signal, onProgress } = options;
    return new Promise((resolve, reject) => {
      const cancel = () => this.#cancel(id);
      this.#pending.set(id, {
        resolve,
        reject,
        progress: onProgress as Pending['progress'],
        release: () => signal?.removeEventListener('abort', cancel),
      });
      try {
        this.#port.post({ kind: 'request', id, method, params } satisfies Request, []);
      } catch (error) {
        this.#settle(id)?.reject(error as Error);
        return;
      }
      if (signal?.aborted) cancel();
      else signal?.addEventListener('abort', cancel, { once: true });
    });
  }

  /** Asks the other end to give up everything under way; the answers still come. */
  cancel(): void {
    for (const id of this.#pending.keys()) this.#cancel(id);
  }

  /** Rejects everything under way and everything to come: the channel is gone. */
  break(reason: string): void {
    this.#broken = new RemoteError(reason, undefined);
    for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(this.#broken);
  }

  #receive(answer: Answer): void {
    if (answer.kind === 'progress') this.#pending.get(answer.id)?.progress?.(answer.value);
    else if (answer.kind === 'ok') this.#settle(answer.id)?.resolve(answer.value);
    else this.#settle(answer.id)?.reject(new RemoteError(answer.message, answer.stack));
  }

  #cancel(id: number): void {
    this.#port.post({ kind: 'cancel', id } satisfies Cancel, []);
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.release();
    return pending;
  }
}

/** What a handler gets to know and say while it works. */
export interface CallContext<Progress> {
  /** Becomes true when the caller has asked to give up; the handler looks at it whenever it has let messages in. */
  readonly cancelled: boolean;
  progress(value: Progress): void;
}

/** A reply, and the buffers in it that are moved to the caller. */
export interface Reply<T> {
  readonly value: T;
  readonly transfer: readonly ArrayBuffer[];
}

export type Handlers<M extends Methods> = {
  readonly [K in keyof M]: (
    params: M[K]['params'],
    context: CallContext<M[K]['progress']>,
  ) => Promise<Reply<M[K]['reply']>>;
};

/** The answering end: serves requests for as long as the port lives. */
export function serveCalls<M extends Methods>(port: Port, handlers: Handlers<M>): void {
  const running = new Map<number, { cancelled: boolean }>();

  const answer = async ({ id, method, params }: Request): Promise<void> => {
    const state = { cancelled: false };
    running.set(id, state);
    try {
      if (!Object.hasOwn(handlers, method)) throw new Error(`There is no method '${method}'.`);
      const context: CallContext<unknown> = {
        get cancelled() {
          return state.cancelled;
        },
        progress: (value) => port.post({ kind: 'progress', id, value } satisfies Answer, []),
      };
      const reply = await handlers[method]!(params, context);
      port.post({ kind: 'ok', id, value: reply.value } satisfies Answer, reply.transfer);
    } catch (error) {
      const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
      port.post({ kind: 'err', id, message, stack } satisfies Answer, []);
    } finally {
      running.delete(id);
    }
  };

  port.listen((message) => {
    const request = message as Request | Cancel;
    if (request.kind === 'request') void answer(request);
    else {
      const state = running.get(request.id);
      if (state !== undefined) state.cancelled = true;
    }
  });
}
