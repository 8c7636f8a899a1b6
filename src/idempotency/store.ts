export type MaybePromise<T> = T | Promise<T>

export function isPromise<T> (value: MaybePromise<T>): value is Promise<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}

/** The lock that one attempt holds on a key while its request runs. */
export interface Lock {
  /** Unique to the attempt: an attempt that has lost its lock finds another token in the store. */
  readonly token: string
  readonly fingerprint: string
  /** The owner of the key, for stores that limit how many keys one owner may have. */
  readonly owner: string
}

/** The state of a key that is not free. */
export interface KnownKey {
  readonly fingerprint: string
  /** Whether a request with the key is running. */
  readonly isLocked: boolean
  /** The stored reply, as long as it is kept. */
  readonly reply?: string
}

/** How a request with a key ended. */
export interface Outcome {
  /** The reply; without it only the key is kept. */
  readonly reply?: string
  /** How long the reply is kept. */
  readonly replyTtl: number
  /** How long the key is kept; at least `replyTtl`. */
  readonly keyTtl: number
}

/**
 * `kept`: key and reply are stored. `without-reply`: only the key, since there is no room for the reply. `lost`: another attempt holds the
 * lock.
 */
export type Finished = 'kept' | 'without-reply' | 'lost'

/**
 * A store of keys. Times are milliseconds.
 *
 * Each method is atomic, also across processes. An error or a rejection means that the store is unavailable. A method may be
 * called again with the same lock after a failure or a timeout: the second call has the same result.
 */
export interface IdempotencyStore {
  /** Lock a free key for `lockTtl`. Resolves to the state of the key if it is not free. Rejects if there is no room for a new key. */
  lock (id: string, lock: Lock, lockTtl: number): MaybePromise<KnownKey | undefined>
  /**
   * Extend the lock to `lockTtl` from now. Resolves to false when another attempt holds it.
   *
   * A store whose locks end only with the process has no `renew`.
   */
  renew? (id: string, lock: Lock, lockTtl: number): MaybePromise<boolean>
  /** Replace the lock by the outcome. Changes nothing when another attempt holds the lock. */
  finish (id: string, lock: Lock, outcome: Outcome): MaybePromise<Finished>
  /** Free the key. Resolves to false, and changes nothing, when the attempt does not hold the lock. */
  release (id: string, lock: Lock): MaybePromise<boolean>
}
