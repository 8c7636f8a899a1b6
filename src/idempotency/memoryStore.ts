import { LRUCache } from 'lru-cache'
import type { IdempotencyStore, Lock } from './store.ts'

export interface MemoryStoreOptions {
  /** The most keys at once; a new key beyond is refused. Default: 100 000. */
  readonly maxKeys?: number
  /** The most keys of one owner at once; a new key beyond is refused. Default: half of `maxKeys`. */
  readonly maxKeysPerOwner?: number
  /** The most bytes of stored replies; beyond, the least recently used replies are dropped, and their keys stay. Default: 64 MiB. */
  readonly maxBytes?: number
}

interface Known extends Lock {
  isLocked: boolean
  /** When the key is forgotten, by a clock that no time server sets. */
  until: number
}

/** How often the store looks for expired keys when it is full: each search reads all keys. */
const sweepEvery = 1000

/**
 * A store for one process; the keys end with the process.
 *
 * Locks have no end: only the process that holds one could let it expire, and that process still runs the request.
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
    if (full !== undefined) throw new Error(`the memory store has ${full}, the most it may hold: raise maxKeys or maxKeysPerOwner, lower keyTtl, or use a Redis store`)
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
