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
