import type { FastifyBaseLogger } from 'fastify'
import { compact } from '../support/compact.ts'
import { safeLog } from '../server/fastify/safeLog.ts'
import type { Settings } from './options.ts'
import type { Lock } from './store.ts'

/** A request that has locked its key, and has to say how it ended: only what is said first counts. None of it throws. */
export interface Attempt {
  /** Keep the key, with what was answered where that can be told again. */
  finish (reply?: string): Promise<void>
  /** Free the key: the next request with it runs. */
  release (): Promise<void>
  /** Leave the key locked until the handler ends; where nobody can know, until the lock ends by itself. */
  leave (running?: Promise<unknown>): Promise<void>
}

export function createAttempt (at: { log: FastifyBaseLogger }, id: string, lock: Lock, { store, lockTtl, replyTtl, keyTtl }: Settings): Attempt {
  let isOver = false
  const timer = setInterval(renew, Math.max(1, lockTtl / 3)).unref()

  async function renew () {
    try {
      if (!await store.renew(id, lock, lockTtl)) clearInterval(timer)
    } catch (error) {
      safeLog(at, 'warn', { err: error }, 'the lock of an Idempotency-Key could not be renewed: it is tried again')
    }
  }

  async function tell (act: () => boolean | Promise<boolean>) {
    clearInterval(timer)
    try {
      if (!await act()) safeLog(at, 'error', {}, 'the lock of an Idempotency-Key was lost while its request ran, which may have run twice: its reply is not kept')
    } catch (error) {
      safeLog(at, 'error', { err: error }, 'the store did not learn how a request with an Idempotency-Key ended: the key is free when its lock ends')
    }
  }

  /** Only the first to end it tells how. */
  async function end (act: () => unknown) {
    if (isOver) return
    isOver = true
    await act()
  }

  const release = () => tell(() => store.release(id, lock))
  return {
    finish: reply => end(() => tell(() => store.finish(id, lock, { replyTtl, keyTtl, ...compact({ reply }) }))),
    release: () => end(release),
    leave: running => end(() => {
      if (running === undefined) clearInterval(timer)
      else running.catch(() => {}).finally(release)
    })
  }
}
