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

interface KeyState extends Lock {
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
export function createMemoryStore (options: MemoryStoreOptions = {}): IdempotencyStore {
  const replies = new LRUCache<string, string>({
    maxSize: options.maxBytes ?? 64 * 1024 * 1024,
    sizeCalculation: (reply, id) => reply.length + id.length,
    ttlResolution: 0
  })
  const keys = new KeyTable(options, id => { replies.delete(id) })
  return {
    lock (id, lock) {
      const now = performance.now()
      const known = keys.find(id, now)
      if (known === undefined) return keys.add(id, lock, now)
      const reply = known.isLocked ? undefined : replies.get(id)
      return { fingerprint: known.fingerprint, isLocked: known.isLocked, ...reply === undefined ? {} : { reply } }
    },

    finish (id, lock, { reply, replyTtl, keyTtl }) {
      const now = performance.now()
      if (!keys.unlock(id, lock, now + keyTtl)) return 'lost'
      if (reply === undefined) return 'kept'
      replies.set(id, reply, { ttl: replyTtl })
      return replies.has(id) ? 'kept' : 'without-reply'
    },

    release: (id, lock) => keys.release(id, lock)
  }
}

/** The keys of a store, each with its lock, and how many each owner has. */
class KeyTable {
  readonly #onForget: (id: string) => void
  readonly #maxKeys: number
  readonly #maxKeysPerOwner: number
  readonly #keys = new Map<string, KeyState>()
  readonly #owners = new Map<string, number>()
  #sweptAt = -Infinity

  constructor ({ maxKeys = 100_000, maxKeysPerOwner = Math.ceil(maxKeys / 2) }: MemoryStoreOptions, onForget: (id: string) => void) {
    this.#onForget = onForget
    this.#maxKeys = maxKeys
    this.#maxKeysPerOwner = maxKeysPerOwner
  }

  find (id: string, now: number): KeyState | undefined {
    const known = this.#keys.get(id)
    if (known === undefined || known.until > now) return known
    this.#forget(id, known)
    return undefined
  }

  add (id: string, { token, fingerprint, owner }: Lock, now: number): undefined {
    this.#checkRoom(owner, now)
    this.#keys.set(id, { token, fingerprint, owner, isLocked: true, until: Infinity })
    this.#owners.set(owner, (this.#owners.get(owner) ?? 0) + 1)
  }

  /** Whether the lock was still held. */
  unlock (id: string, { token }: Lock, until: number): boolean {
    const known = this.#keys.get(id)
    if (known?.token !== token) return false
    known.isLocked = false
    known.until = until
    return true
  }

  release (id: string, { token }: Lock): boolean {
    const known = this.#keys.get(id)
    if (known?.token !== token || !known.isLocked) return false
    this.#forget(id, known)
    return true
  }

  #forget (id: string, { owner }: KeyState) {
    this.#keys.delete(id)
    this.#onForget(id)
    const count = this.#owners.get(owner) as number - 1
    if (count === 0) this.#owners.delete(owner)
    else this.#owners.set(owner, count)
  }

  #checkRoom (owner: string, now: number) {
    if (this.#fullOf(owner) === undefined) return
    if (now - this.#sweptAt >= sweepEvery) {
      this.#sweptAt = now
      for (const [id, known] of this.#keys) if (known.until <= now) this.#forget(id, known)
    }
    const full = this.#fullOf(owner)
    if (full === undefined) return
    throw new Error(
      `the memory store has ${full}, its limit: raise maxKeys or maxKeysPerOwner, lower keyTtl, or use a Redis store`
    )
  }

  #fullOf (owner: string): string | undefined {
    if (this.#keys.size >= this.#maxKeys) return `${this.#maxKeys} keys`
    return (this.#owners.get(owner) ?? 0) >= this.#maxKeysPerOwner ? `${this.#maxKeysPerOwner} keys of this owner` : undefined
  }
}
