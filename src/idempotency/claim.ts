import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { createAttempt, type Attempt } from './attempt.ts'
import { toId } from './fingerprint.ts'
import type { Settings } from './options.ts'
import { raise } from './raise.ts'
import { fromStored, type StoredReply } from './storedReply.ts'

/** A request with a key, and what has become of it. */
export interface Asked {
  readonly key: string
  readonly fingerprint: string
  attempt?: Attempt
  replay?: StoredReply
  /** What the request failed with. */
  error?: unknown
  /** The handler, where it is a promise. */
  running?: Promise<unknown>
}

/** Lock the key of a request, or find the reply that it gets again. @throws CatalogError where it gets neither. */
export async function claim (request: FastifyRequest, asked: Asked, settings: Settings, prefix: string) {
  const { key, fingerprint } = asked
  const id = toId(prefix, await ownerOf(request, settings), key)
  const lock = { token: randomUUID(), fingerprint }
  const taken = await lockIn(request, settings, id, lock)
  if (taken === undefined) asked.attempt = createAttempt(request, id, lock, settings)
  // That it will never be replayed is worth more than that it cannot be now.
  else if (taken.fingerprint !== fingerprint) raise(request, 'idempotencyMismatch')
  else if (taken.isLocked) raise(request, 'idempotencyInFlight')
  else if (taken.reply === undefined) raise(request, 'idempotencyExpired')
  else asked.replay = fromStored(taken.reply)
}

async function ownerOf (request: FastifyRequest, { owner }: Settings): Promise<string | number> {
  const value: unknown = await owner(request)
  if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return value
  throw new TypeError(`owner of fastify-error-catalog/idempotency must give a text or a number, got ${JSON.stringify(value) ?? typeof value}`)
}

/** Without its store an API cannot promise to run a request once, so it does not run it. */
async function lockIn (request: FastifyRequest, { store, lockTtl }: Settings, id: string, lock: { token: string, fingerprint: string }) {
  try {
    return await store.lock(id, lock, lockTtl)
  } catch (cause) {
    return raise(request, 'unavailable', { cause })
  }
}
