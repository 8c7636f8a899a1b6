import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { safeLog } from '../server/forPlugins.ts'
import { compact } from '../support/compact.ts'
import { withDeadline } from './deadline.ts'
import type { Attempt } from './keyed.ts'
import type { Settings } from './options.ts'
import type { Renewals } from './renewals.ts'
import { isPromise, type Finished, type Lock, type MaybePromise } from './store.ts'

type Context = { readonly log: FastifyBaseLogger }

const firstPause = 50
const longestPause = 5000

export function createAttempt (
  context: Context, id: string, lock: Lock, { store, lockTtl, replyTtl, keyTtl, storeTimeout }: Settings, renewals: Renewals
): Attempt {
  let isOver = false
  const stopRenewal = renewing(context, id, lock, { store, lockTtl, storeTimeout }, renewals)

  /** Call the store once; if that fails, repeat the call in the background with growing pauses. */
  function end<T> (call: () => MaybePromise<T>, report: (result: T) => void): MaybePromise<void> {
    if (isOver) return undefined
    isOver = true
    const done = (result: T) => {
      stopRenewal()
      report(result)
    }
    const failed = (error: unknown) => {
      safeLog(context, 'error', { err: error }, 'the store did not save the outcome of a request with an Idempotency-Key: retrying')
      repeat(call, storeTimeout, renewals).then(repeated => repeated === undefined ? stopRenewal() : done(repeated.result))
    }
    try {
      const result = withDeadline(call(), storeTimeout)
      if (isPromise(result)) return result.then(done, failed)
      return done(result)
    } catch (error) {
      return failed(error)
    }
  }

  return {
    get isOver () { return isOver },
    finish: reply =>
      end(() => store.finish(id, lock, { replyTtl, keyTtl, ...compact({ reply }) }), result => reportFinish(context, result)),
    release: () => end(() => store.release(id, lock), () => {})
  }
}

/** Call the store until it succeeds, with longer and longer pauses; undefined once the server is closed. */
async function repeat<T> (call: () => MaybePromise<T>, storeTimeout: number, renewals: Renewals): Promise<{ result: T } | undefined> {
  for (let pause = firstPause; !renewals.isClosed; pause = Math.min(2 * pause, longestPause)) {
    await wait(pause, undefined, { ref: false })
    try {
      return { result: await withDeadline(call(), storeTimeout) }
    } catch {
      // The first failure was logged.
    }
  }
  return undefined
}

function reportFinish (context: Context, result: Finished) {
  if (result === 'lost') {
    safeLog(
      context,
      'error',
      {},
      'the lock of an Idempotency-Key was lost while its request ran: the request may have run twice, and its response is not stored'
    )
  }
  if (result === 'without-reply') {
    safeLog(context, 'warn', {}, 'the store has no room for the response of a request with an Idempotency-Key: only the key is stored')
  }
}

/** Renew a lock at a third of its time, until the returned function is called or the lock is lost. */
function renewing (
  context: Context,
  id: string,
  lock: Lock,
  { store, lockTtl, storeTimeout }: Pick<Settings, 'store' | 'lockTtl' | 'storeTimeout'>,
  renewals: Renewals
): () => void {
  const renew = store.renew?.bind(store)
  if (renew === undefined) return () => {}
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
