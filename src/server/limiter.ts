import type { FastifyReply } from 'fastify'
import type { Role } from '../catalog/roles.ts'

/** The limit that @fastify/rate-limit counts by itself, as its headers tell it. */
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

/** What @fastify/rate-limit has set on a reply; text is what a proxy passes on, of a limit that is not ours. */
export function plainLimitOf (reply: FastifyReply): PlainLimit | undefined {
  for (const names of labels) {
    const [max, remaining, resetSeconds] = names.map(name => reply.getHeader(name))
    if (typeof max === 'number' && typeof remaining === 'number' && typeof resetSeconds === 'number') return { max, remaining, resetSeconds }
  }
  return undefined
}

/**
 * The role of something thrown that tells too little itself: what an `errorResponseBuilder` has made.
 *
 * Its Retry-After is set by the limiter only, and right before it throws (@fastify/rate-limit, index.js).
 */
export function roleOfLimiter (reply: FastifyReply, status: number | undefined): Role | undefined {
  const limit = plainLimitOf(reply)
  if (limit?.remaining !== 0 || reply.getHeader('retry-after') !== limit.resetSeconds) return undefined
  if (status === undefined) return 'rateLimited'
  return status === 403 ? 'banned' : undefined
}

/** The seconds that the headers of a reply ask to wait; of a 429 a quota's reset counts too, unless some of the quota is left. */
export function waitOf (reply: FastifyReply, status: number): number | undefined {
  const used = labels.filter(([, remaining]) => status === 429 && Number(reply.getHeader(remaining) ?? 0) === 0)
  const waits = ['retry-after', ...used.map(([, , reset]) => reset)]
    .map(name => Number(reply.getHeader(name) ?? NaN))
    // More than a year is a date in seconds, not a time to wait.
    .filter(seconds => seconds >= 0 && seconds < 31_536_000)
  return waits.length > 0 ? Math.max(...waits) : undefined
}
