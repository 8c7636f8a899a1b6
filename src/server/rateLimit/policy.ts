import type { FastifyRequest } from 'fastify'
import type { Code } from '../../catalog/registerTypes.ts'

type MaybePromise<T> = T | Promise<T>

/** The state of an exceeded rate limit. */
export interface ExceededLimit {
  readonly max: number
  readonly windowSeconds: number
  readonly resetSeconds: number
}

/** How many requests one key may send in a window, and the code for those above the limit. */
export interface RateLimitPolicy {
  /** The name that clients see in `RateLimit` and `RateLimit-Policy`. */
  readonly name: string
  readonly code: Code
  /** The most requests in a window; `Infinity` for no limit. */
  readonly max: number | ((request: FastifyRequest, key: string) => MaybePromise<number>)
  /** Milliseconds, or a string such as `1 minute`. */
  readonly timeWindow: number | string | ((request: FastifyRequest, key: string) => MaybePromise<number | string>)
  /**
   * The key of a request: requests with the same key share the limit. Default: the key of the registration of
   * @fastify/rate-limit, else the client's address, where an IPv6 network of 64 bits (`ipv6Subnet`) is one client.
   */
  readonly keyGenerator?: (request: FastifyRequest) => MaybePromise<string | number>
  /** Keys, or requests, that are not counted. */
  readonly allowList?: readonly string[] | ((request: FastifyRequest, key: string) => MaybePromise<boolean>)
  /** After this many requests above the limit, the role `banned` is sent. */
  readonly ban?: number
  /** Accept requests while the store cannot count; default: the value in the registration of @fastify/rate-limit. */
  readonly skipOnError?: boolean
  /** How many keys the memory store holds; above this, the least recently used key is dropped. Default: 5000. */
  readonly cache?: number
  /** The details of the code, if it has more than the one that is Retry-After. */
  readonly details?: (usedUp: ExceededLimit, request: FastifyRequest) => Readonly<Record<string, unknown>>
}

const kCounts = Symbol('fastify-error-catalog.counts')

/** Note on a hook which rate limits it counts. */
export function withPolicies<H extends object> (hook: H, policies: readonly RateLimitPolicy[]): H {
  return Object.assign(hook, { [kCounts]: policies })
}

/** The rate limits that a hook counts. */
export function policiesOf (hook: object): readonly RateLimitPolicy[] {
  return (hook as { readonly [kCounts]?: readonly RateLimitPolicy[] })[kCounts] ?? []
}
