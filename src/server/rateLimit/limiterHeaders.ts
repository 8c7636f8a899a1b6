import type { FastifyReply } from 'fastify'
import type { Role } from '../../format/roles.ts'
import { headersOn } from '../fastify/internals.ts'

/** The limit that @fastify/rate-limit counts itself, read from its headers. */
interface PlainLimit {
  readonly max: number
  readonly remaining: number
  readonly resetSeconds: number
}

/** Its headers: by default, and with `enableDraftSpec` (@fastify/rate-limit, index.js). */
const labels = [
  ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'],
  ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset']
] as const

/** A header of a reply by its lower-case name: `reply.getHeader` lowers the case again. */
export function headerOf (reply: FastifyReply, name: string): unknown {
  return headersOn(reply)[name] ?? reply.raw.getHeader(name)
}

/** The headers that @fastify/rate-limit has set on a reply. A string was passed on by a proxy and belongs to another limit. */
export function plainLimitOf (reply: FastifyReply): PlainLimit | undefined {
  for (const [maxName, remainingName, resetName] of labels) {
    const max = headerOf(reply, maxName)
    const remaining = headerOf(reply, remainingName)
    const resetSeconds = headerOf(reply, resetName)
    if (typeof max === 'number' && typeof remaining === 'number' && typeof resetSeconds === 'number') {
      return { max, remaining, resetSeconds }
    }
  }
  return undefined
}

/**
 * The role of a thrown value that has no specific code: the result of an `errorResponseBuilder`.
 *
 * Only the limiter sets Retry-After, immediately before it throws (@fastify/rate-limit, index.js).
 */
export function roleOfLimiter (reply: FastifyReply, status: number | undefined): Role | undefined {
  if (status !== undefined && status !== 403) return undefined
  const limit = plainLimitOf(reply)
  if (limit?.remaining !== 0 || headerOf(reply, 'retry-after') !== limit.resetSeconds) return undefined
  return status === undefined ? 'rateLimited' : 'banned'
}

/** The seconds to wait, from the headers of a reply; for a 429 also from the reset of a quota, unless some of the quota is left. */
export function waitOf (reply: FastifyReply, status: number): number | undefined {
  let wait = secondsIn(reply, 'retry-after')
  if (status === 429) {
    for (const [, remaining, reset] of labels) {
      if (Number(headerOf(reply, remaining) ?? 0) === 0) wait = Math.max(wait, secondsIn(reply, reset))
    }
  }
  return wait < 0 ? undefined : wait
}

/** Below zero if there is no such header. */
function secondsIn (reply: FastifyReply, name: string): number {
  const seconds = Number(headerOf(reply, name) ?? NaN)
  // More than a year is a date in seconds, not a duration.
  return seconds >= 0 && seconds < 31_536_000 ? seconds : -1
}
