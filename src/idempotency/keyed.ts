import type { Entry } from '../catalog/entry.ts'
import type { MaybePromise } from './store.ts'

/**
 * A request that has locked its key. The first call of `finish` or `release` ends the attempt; further calls do nothing.
 *
 * Neither throws nor rejects. What they return settles after the first call of the store; a call that failed is repeated afterwards.
 */
export interface Attempt {
  readonly isOver: boolean
  /** Keep the key, with its reply if there is one that can be replayed. */
  finish (reply?: string): MaybePromise<void>
  /** Free the key: the next request with it runs. */
  release (): MaybePromise<void>
}

/** A handler that still runs although its request was answered with `handlerTimeout`. */
export interface Late {
  /** The handler has ended, with a value or an error. */
  settle (value: unknown): void
  /** The end of the handler cannot be observed: the key stays locked for `lockTtl`; after that, requests get `idempotencyExpired`. */
  expire (): void
}

/** How a request with a key ended. */
export interface Ending {
  /** The status of its reply. */
  readonly status: number
  /** The code of its failure, and the retry verdict of that code. */
  readonly code?: string
  readonly retry?: Entry['retry']
  /** The error that led to the failure. */
  readonly error?: unknown
  /**
   * `handler`: it replied, or raised an expected failure before any reply. `timeout`: it outlived handlerTimeout and failed. `error`:
   * anything else.
   */
  readonly by: 'handler' | 'timeout' | 'error'
}

/** The state of a request with a key, from reading its key to its reply. */
export interface Keyed {
  readonly key: string
  readonly fingerprint: string
  /** The lock, while and after its handler runs; none while waiting for it, and none for a replay or a rejected request. */
  attempt: Attempt | undefined
  /** The value that the handler threw, returned or resolved to; `pending` until then, `callback` if it cannot be observed. */
  outcome: unknown
  /** The error of the onError hooks; `pending` before. */
  error: unknown
  /** Whether the handler has sent a value that is being serialized. */
  hasReplied: boolean
  /** Whether the onSend hooks have begun. */
  isAnswered: boolean
  /** Status and headers as the handler had set them when it ran out of time. */
  before: { readonly status: number, readonly headers: Readonly<Record<string, unknown>> } | undefined
  /** Observes a handler that has exceeded its time limit. */
  late: Late | undefined
}

/** Stands for an event that has not happened yet, because any value may be thrown. */
export const pending = Symbol('pending')

/** The outcome of a handler that has returned nothing and replies by a callback. */
export const callback = Symbol('callback')

export function toKeyed (key: string, fingerprint: string): Keyed {
  return {
    key,
    fingerprint,
    attempt: undefined,
    outcome: pending,
    error: pending,
    hasReplied: false,
    isAnswered: false,
    before: undefined,
    late: undefined
  }
}
