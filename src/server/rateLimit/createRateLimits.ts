import type { FastifyInstance, FastifyRequest } from 'fastify'
import { findEntry } from '../../catalog/catalog.ts'
import { CatalogError, type FailOptions } from '../../failure/catalogError.ts'
import type { Code, FailArgs } from '../../catalog/registerTypes.ts'
import { withPolicies, type RateLimitPolicy, type ExceededLimit } from './policy.ts'
import { checkPolicies, checkCodes, maxOf, windowOf } from './checkPolicies.ts'
import { addQuota, toText } from './rateLimitHeaders.ts'
import { scopeOf } from '../scope/scope.ts'
import type { Scope } from '../scope/scope.ts'

/** The value that @fastify/rate-limit passes to the functions of a rate limit instead of a request. */
interface Subject {
  readonly request: FastifyRequest
  key: string
}

/** The result of @fastify/rate-limit for a counted request. */
interface Count {
  readonly isAllowed: boolean
  readonly key: string
  readonly max: number
  readonly timeWindow: number
  readonly remaining: number
  readonly ttl: number
  readonly isExceeded: boolean
  readonly isBanned: boolean
}

type CreateRateLimit = (options: object) => (asked: object) => Promise<Count>

/** `createRateLimits` of this copy of the package. */
export function createRateLimits (app: FastifyInstance, policies: readonly RateLimitPolicy[]): (request: FastifyRequest) => Promise<void> {
  checkPolicies(app, policies)
  app.addHook('onReady', async () => checkCodes(app, policies))
  const counters = policies.map(policy => createCounter(app, policy))
  const kCounted = Symbol('fastify-error-catalog.counted')
  return withPolicies(async (request: FastifyRequest & { [kCounted]?: true }) => {
    // A hook that is added to an instance and to one of its routes runs twice.
    if (request[kCounted] === true) return
    request[kCounted] = true
    for (const count of counters) await count(request)
  }, policies)
}

function createCounter (app: FastifyInstance, policy: RateLimitPolicy) {
  const name = toText(policy.name)
  const { createRateLimit } = app as unknown as { createRateLimit: CreateRateLimit }
  // Redis has one prefix for all limits of `createRateLimit` (@fastify/rate-limit, store/RedisStore.js, child):
  // without the name, two rate limits with one key would share a count.
  const limit = createRateLimit(toOptions(policy, app.prefix + name, policy.keyGenerator ?? defaultKeyOf(createRateLimit)))
  return async (request: FastifyRequest) => {
    // A `groupId` of the route would split the rate limit between routes (@fastify/rate-limit, index.js, applyRateLimit).
    const { isAllowed, isExceeded, isBanned, remaining, max, timeWindow, ttl } = await limit({ request, key: '', routeOptions: {} })
    // The remaining count is unchanged if nothing was counted: unlimited, or `skipOnError` without a store.
    if (isAllowed || (remaining === max && !isExceeded)) return
    const usedUp: ExceededLimit = { max, windowSeconds: toSeconds(timeWindow), resetSeconds: toSeconds(ttl) }
    addQuota(request, { name, max, remaining, windowSeconds: usedUp.windowSeconds, resetSeconds: usedUp.resetSeconds })
    if (!isExceeded) return
    const { catalog } = scopeOf(request) as Scope
    const role = isBanned ? catalog.roles.banned : findEntry(catalog, policy.code) === undefined ? catalog.roles.rateLimited : undefined
    const [code, details] = role === undefined ? [policy.code, policy.details?.(usedUp, request)] : [role]
    // Details are checked when the server becomes ready; a scope below may have a catalog without the code.
    throw new CatalogError(code as Code, ...[details, { retryAfter: usedUp.resetSeconds }] as unknown as FailArgs<Code, FailOptions>)
  }
}

/** The key that @fastify/rate-limit uses itself: a request that is allowed without being counted reveals it. */
function defaultKeyOf (createRateLimit: CreateRateLimit): (request: FastifyRequest) => Promise<string> {
  const allow = createRateLimit({ allowList: () => true })
  return async request => {
    const { key } = await allow(request)
    const { groupId = '' } = (request.routeOptions.config as { rateLimit?: { groupId?: string } }).rateLimit ?? {}
    return key.slice(0, key.length - groupId.length)
  }
}

/** Constants are passed as such: @fastify/rate-limit awaits each function. */
function toOptions (policy: RateLimitPolicy, prefix: string, keyGenerator: NonNullable<RateLimitPolicy['keyGenerator']>) {
  const { max, timeWindow, allowList, ban = -1, skipOnError, cache } = policy
  const prefixed = (asked: Subject, key: string | number) => prefix + (asked.key = String(key))
  return {
    keyGenerator: (asked: Subject) => {
      const key = keyGenerator(asked.request)
      return typeof key === 'string' ? prefixed(asked, key) : Promise.resolve(key).then(key => prefixed(asked, key))
    },
    // @fastify/rate-limit takes Infinity only from a function.
    max: typeof max === 'number' && Number.isFinite(max)
      ? maxOf(policy, max)
      : async ({ request, key }: Subject) => maxOf(policy, typeof max === 'function' ? await max(request, key) : max),
    timeWindow: typeof timeWindow === 'function'
      ? async ({ request, key }: Subject) => windowOf(policy, await timeWindow(request, key))
      : windowOf(policy, timeWindow),
    // Not the allowList of the registration: its keys are of another kind.
    allowList: typeof allowList === 'object'
      ? ({ key }: Subject) => allowList.includes(key)
      : allowList && (({ request, key }: Subject) => allowList(request, key)),
    ban,
    ...skipOnError === undefined ? {} : { skipOnError },
    ...cache === undefined ? {} : { cache }
  }
}

/** Whole seconds, rounded up: a key in Redis may have less than a millisecond left. */
function toSeconds (milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000))
}
