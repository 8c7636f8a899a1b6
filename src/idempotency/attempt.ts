import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { safeLog } from '../server/forPlugins.ts'
import { withDeadline } from './deadline.ts'
import type { Attempt } from './keyed.ts'
import type { Settings } from './options.ts'
import type { Renewals } from './renewals.ts'
import { isPromise, type Finished, type Lock, type MaybePromise } from './store.ts'

type Context = { readonly log: FastifyBaseLogger }

/** The result of `finish` or of `release`. */
type Result = Finished | boolean

const firstPause = 50
const longestPause = 5000

/** A class, because closures for each request took more time than the calls of the memory store. */
export class LockedAttempt implements Attempt {
  isOver = false
  readonly #context: Context
  readonly #id: string
  readonly #lock: Lock
  readonly #settings: Settings
  readonly #renewals: Renewals
  readonly #stopRenewal: (() => void) | undefined

  constructor (context: Context, id: string, lock: Lock, settings: Settings, renewals: Renewals) {
    this.#context = context
    this.#id = id
    this.#lock = lock
    this.#settings = settings
    this.#renewals = renewals
    this.#stopRenewal = renewing(context, id, lock, settings, renewals)
  }

  finish (reply?: string): MaybePromise<void> {
    const { store, replyTtl, keyTtl } = this.#settings
    const outcome = reply === undefined ? { replyTtl, keyTtl } : { reply, replyTtl, keyTtl }
    return this.#end(() => store.finish(this.#id, this.#lock, outcome))
  }

  release (): MaybePromise<void> {
    return this.#end(() => {
      // A renewal that the store receives after `release` would lock the key again. If `release` fails, the lock ends by itself.
      this.#stopRenewal?.()
      return this.#settings.store.release(this.#id, this.#lock)
    })
  }

  /** Call the store once; if that fails, repeat the call in the background with growing pauses. */
  #end (call: () => MaybePromise<Result>): MaybePromise<void> {
    if (this.isOver) return undefined
    this.isOver = true
    try {
      const result = withDeadline(call(), this.#settings.storeTimeout)
      return isPromise(result) ? result.then(result => this.#done(result), error => this.#repeat(call, error)) : this.#done(result)
    } catch (error) {
      return this.#repeat(call, error)
    }
  }

  #done (result?: Result) {
    this.#stopRenewal?.()
    if (result === 'lost') {
      safeLog(
        this.#context,
        'error',
        {},
        'the lock of an Idempotency-Key was lost while its request ran: the request may have run twice, and its response is not stored'
      )
    }
    if (result === 'without-reply') {
      const message = 'the store has no room for the response of a request with an Idempotency-Key: only the key is stored'
      safeLog(this.#context, 'warn', {}, message)
    }
  }

  #repeat (call: () => MaybePromise<Result>, error: unknown) {
    safeLog(this.#context, 'error', { err: error }, 'the store did not save the outcome of a request with an Idempotency-Key: retrying')
    repeat(call, this.#settings.storeTimeout, this.#renewals).then(result => this.#done(result))
  }
}

/** Call the store until it succeeds, with longer and longer pauses; undefined once the server is closed. */
async function repeat (call: () => MaybePromise<Result>, storeTimeout: number, renewals: Renewals): Promise<Result | undefined> {
  for (let pause = firstPause; !renewals.isClosed; pause = Math.min(2 * pause, longestPause)) {
    await wait(pause, undefined, { ref: false })
    try {
      return await withDeadline(call(), storeTimeout)
    } catch {
      // The first failure was logged.
    }
  }
  return undefined
}

/** Renew a lock at a third of its time, until the returned function is called or the lock is lost. */
function renewing (
  context: Context, id: string, lock: Lock, { store, lockTtl, storeTimeout }: Settings, renewals: Renewals
): (() => void) | undefined {
  if (store.renew === undefined) return undefined
  const renew = store.renew.bind(store)
  // A renewal ends within `storeTimeout`, which is at most a third of `lockTtl`: before the next one begins.
  const stop = renewals.add(lockTtl / 3, async () => {
    try {
      if (await withDeadline(renew(id, lock, lockTtl), storeTimeout) === false) stop()
    } catch (error) {
      safeLog(context, 'warn', { err: error }, 'the lock of an Idempotency-Key could not be renewed: retrying')
    }
  })
  return stop
}
