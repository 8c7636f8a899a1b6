import type { FastifyRequest } from 'fastify'
import { LockedAttempt } from './attempt.ts'
import { withDeadline } from './deadline.ts'
import { toId } from './fingerprint.ts'
import type { Attempt, Keyed } from './keyed.ts'
import type { Settings } from './options.ts'
import { docsLink, raise } from './raise.ts'
import type { Renewals } from './renewals.ts'
import { isPromise, type Lock, type MaybePromise, type KnownKey } from './store.ts'
import { fromStored, type StoredReply } from './storedReply.ts'
import { createToken } from './token.ts'

/** The route's registration. */
export interface Place {
  readonly settings: Settings
  readonly prefix: string
  readonly renewals: Renewals
}

/** The lock of a running request, or the stored reply to send again. */
export type Claim = { readonly attempt: Attempt } | { readonly stored: StoredReply }

/** Lock the key of a request, or find its stored reply. Throws or rejects with a CatalogError if neither is possible. */
export function claim (request: FastifyRequest, keyed: Keyed, place: Place): MaybePromise<Claim> {
  const owner: unknown = place.settings.owner(request)
  return isPromise(owner) ? owner.then(owner => claimFor(request, keyed, place, owner)) : claimFor(request, keyed, place, owner)
}

function claimFor (
  request: FastifyRequest, { key, fingerprint }: Keyed, { settings, prefix, renewals }: Place, owner: unknown
): MaybePromise<Claim> {
  const lock = { token: createToken(), fingerprint, owner: toOwner(owner) }
  const id = toId(prefix, lock.owner, key)
  const toClaim = (taken: KnownKey | undefined): Claim => taken === undefined
    ? { attempt: new LockedAttempt(request, id, lock, settings, renewals) }
    : { stored: replyOf(request, taken, fingerprint, settings) }
  const taken = lockKey(request, id, lock, settings)
  return isPromise(taken) ? taken.then(toClaim) : toClaim(taken)
}

/** Strings of a missing identity: all callers without one would share an owner, and see each other's replies. */
const noIdentity = new Set(['', 'undefined', 'null', 'NaN', '[object Object]'])

function toOwner (owner: unknown): string {
  if (typeof owner === 'number' && Number.isFinite(owner)) return `${owner}`
  if (typeof owner === 'string' && !noIdentity.has(owner.trim())) return owner
  throw new TypeError('owner of fastify-error-catalog/idempotency must return the authenticated identity of the caller, ' +
    `a text or a number, got ${typeof owner === 'number' ? owner : JSON.stringify(owner) ?? typeof owner}`)
}

/** If the store fails, the request is rejected: without it nothing guarantees that the request runs once. */
function lockKey (
  request: FastifyRequest, id: string, lock: Lock, { store, lockTtl, storeTimeout }: Settings
): MaybePromise<KnownKey | undefined> {
  try {
    const locking = store.lock(id, lock, lockTtl)
    if (!isPromise(locking)) return locking
    const refuse = (cause: unknown) => {
      // The store may have locked the key, or may still do so.
      const free = () => Promise.resolve(withDeadline(store.release(id, lock), storeTimeout)).catch(() => {})
      free()
      locking.then(free, () => {})
      return raise(request, 'unavailable', { cause })
    }
    return (withDeadline(locking, storeTimeout) as Promise<KnownKey | undefined>).catch(refuse)
  } catch (cause) {
    return raise(request, 'unavailable', { cause })
  }
}

/** Seconds that a client waits before it requests the reply of a running request again. */
const retryAfter = 1

function replyOf (request: FastifyRequest, taken: KnownKey, fingerprint: string, { docs }: Settings): StoredReply {
  // Mismatch first: a retry helps against a key in flight, but never against a mismatch.
  if (taken.fingerprint !== fingerprint) raise(request, 'idempotencyMismatch', docsLink(docs))
  if (taken.isLocked) raise(request, 'idempotencyInFlight', { ...docsLink(docs), retryAfter })
  if (taken.reply === undefined) raise(request, 'idempotencyExpired')
  return fromStored(taken.reply)
}
