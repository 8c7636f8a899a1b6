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

export function createAttempt (context: Context, id: string, lock: Lock, { store, lockTtl, replyTtl, keyTtl, storeTimeout }: Settings, renewals: Renewals): Attempt {
  let isOver = false
  const stopRenewal = renewing(context, id, lock, { store, lockTtl, storeTimeout }, renewals)

  /** Call the store once; when that fails, again and again in the background, with longer and longer pauses. */
  function end<T> (call: () => MaybePromise<T>, report: (result: T) => void): MaybePromise<void> {
    if (isOver) return undefined
    isOver = true
    const done = (result: T) => {
      stopRenewal()
      report(result)
    }
    const failed = (error: unknown) => {
      safeLog(context, 'error', { err: error }, 'the store did not learn how a request with an Idempotency-Key ended: it is tried again')
      repeat(call, done)
    }
    try {
      const result = withDeadline(call(), storeTimeout)
      if (isPromise(result)) return result.then(done, failed)
      return done(result)
    } catch (error) {
      return failed(error)
    }
  }

  async function repeat<T> (call: () => MaybePromise<T>, done: (result: T) => void) {
    for (let pause = firstPause; !renewals.isClosed; pause = Math.min(2 * pause, longestPause)) {
      await wait(pause, undefined, { ref: false })
      try {
        return done(await withDeadline(call(), storeTimeout))
      } catch {
        // The first failure is in the log.
      }
    }
    stopRenewal()
  }

  return {
    get isOver () { return isOver },
    finish: reply => end(() => store.finish(id, lock, { replyTtl, keyTtl, ...compact({ reply }) }), result => reportFinish(context, result)),
    release: () => end(() => store.release(id, lock), () => {})
  }
}

function reportFinish (context: Context, result: Finished) {
  if (result === 'lost') safeLog(context, 'error', {}, 'the lock of an Idempotency-Key was lost while its request ran, which may have run twice: its reply is not kept')
  if (result === 'without-reply') safeLog(context, 'warn', {}, 'the store has no room for the reply of a request with an Idempotency-Key: only the key is kept')
}

/** Renew a lock at a third of its time, until the returned function is called or the lock is lost. */
function renewing (context: Context, id: string, lock: Lock, { store, lockTtl, storeTimeout }: Pick<Settings, 'store' | 'lockTtl' | 'storeTimeout'>, renewals: Renewals): () => void {
  const renew = store.renew?.bind(store)
  if (renew === undefined) return () => {}
  // A renewal ends within `storeTimeout`, which is at most a third of `lockTtl`: before the next one begins.
  const stop = renewals.add(lockTtl / 3, async () => {
    try {
      if (await withDeadline(renew(id, lock, lockTtl), storeTimeout) === false) stop()
    } catch (error) {
      safeLog(context, 'warn', { err: error }, 'the lock of an Idempotency-Key could not be renewed: it is tried again')
    }
  })
  return stop
}
