import { LRUCache } from 'lru-cache'
import type { IdempotencyStore, Lock } from './store.ts'

export interface MemoryStoreOptions {
  /** The maximum number of keys; further new keys are rejected. Default: 100 000. */
  readonly maxKeys?: number
  /** The maximum number of keys of one owner; further new keys are rejected. Default: half of `maxKeys`. */
  readonly maxKeysPerOwner?: number
  /** The maximum size of stored replies; above it, the least recently used replies are dropped, and their keys stay. Default: 64 MiB. */
  readonly maxBytes?: number
}

interface Known extends Lock {
  isLocked: boolean
  /** When the key expires, by a monotonic clock. */
  until: number
}

/** How often a full store searches for expired keys: each search reads all keys. */
const sweepEvery = 1000

/**
 * A store for one process; the keys end with the process.
 *
 * Locks never expire: only the process that holds a lock could let it expire, and that process still runs the request.
 */
export function createMemoryStore ({ maxKeys = 100_000, maxKeysPerOwner = Math.ceil(maxKeys / 2), maxBytes = 64 * 1024 * 1024 }: MemoryStoreOptions = {}): IdempotencyStore {
  const keys = new Map<string, Known>()
  const owners = new Map<string, number>()
  const replies = new LRUCache<string, string>({ maxSize: maxBytes, sizeCalculation: (reply, id) => reply.length + id.length, ttlResolution: 0 })
  let sweptAt = -Infinity

  function find (id: string, now: number): Known | undefined {
    const known = keys.get(id)
    if (known === undefined || known.until > now) return known
    forget(id, known)
    return undefined
  }

  function forget (id: string, { owner }: Known) {
    keys.delete(id)
    replies.delete(id)
    const count = owners.get(owner) as number - 1
    if (count === 0) owners.delete(owner)
    else owners.set(owner, count)
  }

  function whatIsFull (owner: string): string | undefined {
    if (keys.size >= maxKeys) return `${maxKeys} keys`
    return (owners.get(owner) ?? 0) >= maxKeysPerOwner ? `${maxKeysPerOwner} keys of this owner` : undefined
  }

  function checkRoom (owner: string, now: number) {
    if (whatIsFull(owner) === undefined) return
    if (now - sweptAt >= sweepEvery) {
      sweptAt = now
      for (const [id, known] of keys) if (known.until <= now) forget(id, known)
    }
    const full = whatIsFull(owner)
    if (full !== undefined) throw new Error(`the memory store has ${full}, its limit: raise maxKeys or maxKeysPerOwner, lower keyTtl, or use a Redis store`)
  }

  return {
    lock (id, { token, fingerprint, owner }) {
      const now = performance.now()
      const known = find(id, now)
      if (known !== undefined) {
        const reply = known.isLocked ? undefined : replies.get(id)
        return { fingerprint: known.fingerprint, isLocked: known.isLocked, ...reply === undefined ? {} : { reply } }
      }
      checkRoom(owner, now)
      keys.set(id, { token, fingerprint, owner, isLocked: true, until: Infinity })
      owners.set(owner, (owners.get(owner) ?? 0) + 1)
      return undefined
    },

    finish (id, lock, { reply, replyTtl, keyTtl }) {
      const known = keys.get(id)
      if (known?.token !== lock.token) return 'lost'
      known.isLocked = false
      known.until = performance.now() + keyTtl
      if (reply === undefined) return 'kept'
      replies.set(id, reply, { ttl: replyTtl })
      return replies.has(id) ? 'kept' : 'without-reply'
    },

    release (id, lock) {
      const known = keys.get(id)
      if (known?.token !== lock.token || !known.isLocked) return false
      forget(id, known)
      return true
    }
  }
}
