import type { FastifyReply, FastifyRequest } from 'fastify'
import { headersOn } from '../fastify/internals.ts'
import { headerOf, plainLimitOf } from './limiterHeaders.ts'

/** The rest of a rate limit after a request. */
export interface Quota {
  /** A string of structured fields, quotes included. */
  readonly name: string
  readonly max: number
  readonly remaining: number
  readonly windowSeconds?: number
  readonly resetSeconds: number
}

/** The name of the limit that @fastify/rate-limit counts itself: it has none. */
export const plainName = 'default'

const kQuotas = Symbol('fastify-error-catalog.quotas')

type RequestWithQuotas = FastifyRequest & { [kQuotas]?: Quota[] }

/** Remember a quota of a request for the headers of its response. */
export function addQuota (request: FastifyRequest, quota: Quota) {
  ((request as RequestWithQuotas)[kQuotas] ??= []).push(quota)
}

/**
 * Send the quotas of a request in `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-11).
 *
 * Existing fields are kept: a proxy passes on those of its upstream.
 */
export function setRateLimitHeaders (request: FastifyRequest, reply: FastifyReply) {
  const { [kQuotas]: counted } = request as RequestWithQuotas
  if (counted === undefined && !mayBeLimited(reply)) return
  let [policy, limit] = ['', '']
  const add = (quota: Quota) => {
    // Values that are not numbers are not sent either.
    if (!(quota.max <= largest)) return
    const comma = policy === '' ? '' : ', '
    policy += comma + toPolicy(quota)
    limit += comma + toLimit(quota)
  }
  counted?.forEach(add)
  const plain = plainQuotaOf(reply)
  if (plain !== undefined) add(plain)
  if (policy === '' || headerOf(reply, 'ratelimit-policy') !== undefined || headerOf(reply, 'ratelimit') !== undefined) return
  reply.header('ratelimit-policy', policy)
  reply.header('ratelimit', limit)
}

/** Whether @fastify/rate-limit has counted. It sets its headers on the reply, so those of the response need no check. */
function mayBeLimited (reply: FastifyReply): boolean {
  const headers = headersOn(reply)
  return headers['x-ratelimit-limit'] !== undefined || headers['ratelimit-limit'] !== undefined
}

/** The window is in no header, and it is optional in a policy. */
function plainQuotaOf (reply: FastifyReply): Quota | undefined {
  const limit = plainLimitOf(reply)
  // With `skipOnError` and no store nothing was counted, so there is nothing to report.
  if (limit === undefined || (limit.remaining === limit.max && limit.resetSeconds === 0)) return undefined
  const { max, remaining, resetSeconds } = limit
  return { name: plainText, max, remaining, resetSeconds }
}

/** An integer of structured fields has at most 15 digits (RFC 9651, section 3.3.1). */
const largest = 999_999_999_999_999

function toPolicy ({ name, max, windowSeconds }: Quota): string {
  return `${name};q=${Math.floor(max)}${windowSeconds === undefined ? '' : `;w=${windowSeconds}`}`
}

function toLimit ({ name, remaining, resetSeconds }: Quota): string {
  return `${name};r=${Math.floor(remaining)};t=${resetSeconds}`
}

/** A string of structured fields; of printable ASCII only (RFC 9651, section 3.3.3). */
export function toText (name: string): string {
  return `"${name.replaceAll(/["\\]/g, '\\$&')}"`
}

const plainText = toText(plainName)
