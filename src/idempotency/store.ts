type MaybePromise<T> = T | Promise<T>

/** Who holds a key while a request with it runs. */
export interface Lock {
  /** Of one attempt only: who has lost the lock to another finds another token in it. */
  readonly token: string
  readonly fingerprint: string
}

/** What stands under a key that is not free. */
export interface Taken {
  readonly fingerprint: string
  /** Whether a request with the key is running. */
  readonly isLocked: boolean
  /** What was answered, as long as it is kept. */
  readonly reply?: string
}

/** How a request with a key ended. */
export interface Outcome {
  /** What was answered; without it only the key is remembered. */
  readonly reply?: string
  /** How long the reply is kept. */
  readonly replyTtl: number
  /** How long the key is known: not shorter. */
  readonly keyTtl: number
}

/**
 * Where keys are kept. Times are milliseconds.
 *
 * Each method is one step that no other can come between, also of another process. What it throws, or rejects
 * with, means that the store cannot be used now.
 */
export interface IdempotencyStore {
  /** Lock a key that is free, for so long. Resolves to what stands under it where it is not. */
  lock (id: string, lock: Lock, lockTtl: number): MaybePromise<Taken | undefined>
  /** Keep a lock for so long from now. Resolves to false where it is lost. */
  renew (id: string, lock: Lock, lockTtl: number): MaybePromise<boolean>
  /** Put the outcome in the place of the lock. Resolves to false, and changes nothing, where it is lost. */
  finish (id: string, lock: Lock, outcome: Outcome): MaybePromise<boolean>
  /** Make the key free again. Resolves to false, and changes nothing, where the lock is lost. */
  release (id: string, lock: Lock): MaybePromise<boolean>
}
