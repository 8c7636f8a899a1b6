import { LRUCache } from 'lru-cache'
import type { IdempotencyStore, Lock } from './store.ts'

export interface MemoryStoreOptions {
  /** The most keys that are known at once; of more, the one used longest ago is forgotten. Default: 100 000. */
  readonly maxKeys?: number
  /** The most bytes of replies that are kept; beyond, a key stays known without its reply. Default: 64 MiB. */
  readonly maxBytes?: number
}

/** By the clock on the wall: a day is a day, also for a machine that slept. Nothing runs to clear up. */
const clock = { perf: { now: () => Date.now() }, ttlResolution: 0 } as const

/** A store for one process: what it knows ends with it. */
export function createMemoryStore ({ maxKeys = 100_000, maxBytes = 64 * 1024 * 1024 }: MemoryStoreOptions = {}): IdempotencyStore {
  const keys = new LRUCache<string, Partial<Lock> & Pick<Lock, 'fingerprint'>>({ max: maxKeys, ...clock })
  const replies = new LRUCache<string, string>({ maxSize: maxBytes, sizeCalculation: (reply, id) => reply.length + id.length, ...clock })
  const isHeld = (id: string, { token }: Lock) => keys.get(id)?.token === token

  return {
    lock (id, lock, ttl) {
      const taken = keys.get(id)
      if (taken === undefined) {
        keys.set(id, lock, { ttl })
        return undefined
      }
      const { token, fingerprint } = taken
      const reply = replies.get(id)
      return { fingerprint, isLocked: token !== undefined, ...reply === undefined ? {} : { reply } }
    },

    renew (id, lock, ttl) {
      if (!isHeld(id, lock)) return false
      keys.set(id, lock, { ttl })
      return true
    },

    finish (id, lock, { reply, replyTtl, keyTtl }) {
      if (!isHeld(id, lock)) return false
      keys.set(id, { fingerprint: lock.fingerprint }, { ttl: keyTtl })
      // Of a key that was forgotten before its reply.
      replies.delete(id)
      if (reply !== undefined) replies.set(id, reply, { ttl: replyTtl })
      return true
    },

    release: (id, lock) => isHeld(id, lock) && keys.delete(id)
  }
}
