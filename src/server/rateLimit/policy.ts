import type { FastifyRequest } from 'fastify'
import type { Code } from '../../catalog/registerTypes.ts'

type MaybePromise<T> = T | Promise<T>

/** What a request meets that comes when a budget is used up. */
export interface ExceededLimit {
  readonly max: number
  readonly windowSeconds: number
  readonly resetSeconds: number
}

/** How many requests may come in a window for one key, and the code that answers those beyond. */
export interface RateLimitPolicy {
  /** What clients see in `RateLimit` and `RateLimit-Policy`. */
  readonly name: string
  readonly code: Code
  /** The most requests in a window; `Infinity` for no limit. */
  readonly max: number | ((request: FastifyRequest, key: string) => MaybePromise<number>)
  /** Milliseconds, or a text such as `1 minute`. */
  readonly timeWindow: number | string | ((request: FastifyRequest, key: string) => MaybePromise<number | string>)
  /**
   * The key of a request: requests with one key share the limit. Default: that of the registration of @fastify/rate-limit, and
   * without one the client's address, where an IPv6 network of 64 bits (`ipv6Subnet`) is one client.
   */
  readonly keyGenerator?: (request: FastifyRequest) => MaybePromise<string | number>
  /** Keys, or requests, that are not counted. */
  readonly allowList?: readonly string[] | ((request: FastifyRequest, key: string) => MaybePromise<boolean>)
  /** After so many requests beyond, the role `banned` answers. */
  readonly ban?: number
  /** Let requests through while the store cannot count; default: as @fastify/rate-limit was registered. */
  readonly skipOnError?: boolean
  /** How many keys the memory store counts at once; beyond, the key used longest ago is forgotten. Default: 5000. */
  readonly cache?: number
  /** The details of the code, where it needs more than the one that is Retry-After. */
  readonly details?: (usedUp: ExceededLimit, request: FastifyRequest) => Readonly<Record<string, unknown>>
}

const kCounts = Symbol('fastify-error-catalog.counts')

/** Note on a hook which budgets it counts. */
export function withPolicies<H extends object> (hook: H, budgets: readonly RateLimitPolicy[]): H {
  return Object.assign(hook, { [kCounts]: budgets })
}

/** The budgets that a hook counts. */
export function policiesOf (hook: object): readonly RateLimitPolicy[] {
  return (hook as { readonly [kCounts]?: readonly RateLimitPolicy[] })[kCounts] ?? []
}
