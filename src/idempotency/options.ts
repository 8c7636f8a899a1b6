import { parse } from '@lukeed/ms'
import type { FastifyRequest } from 'fastify'
import { checkOptions, checkPluginOptions, type OptionRule, type OptionRules } from '../support/checkOptions.ts'
import { compact } from '../support/compact.ts'
import type { Ending } from './keyed.ts'
import { createMemoryStore } from './memoryStore.ts'
import { longest } from './readKey.ts'
import type { IdempotencyStore } from './store.ts'

/** Milliseconds, or a string such as `24 hours`. */
type Time = number | string

/** Options that a route can override. */
export interface RouteIdempotency {
  /** Whether a request without a key is rejected. Default: false. */
  readonly required?: boolean
  /** The authenticated identity that the key belongs to: two owners never share a key. A string or a number. */
  readonly owner?: (request: FastifyRequest) => string | number | Promise<string | number>
  /** How long a reply is replayed. Default: 24 hours. */
  readonly replyTtl?: Time
  /** How long a key is known, so that it does not run again when its reply has expired. Default: 7 days. */
  readonly keyTtl?: Time
  /**
   * How long a key stays locked when its process dies, or when the end of its handler cannot be seen. Default: 30 seconds; at
   * least three times `storeTimeout` and at most a day.
   */
  readonly lockTtl?: Time
  /** The most bytes of a body that is stored. Default: 1 MiB. */
  readonly maxBytes?: number
  /** Headers to replay in addition to those that describe the body. Default: none. */
  readonly headers?: readonly string[]
  /** The minimum length of a key. Default: 1. */
  readonly minKeyLength?: number
  /** The format of a key, such as a UUID. Default: any printable ASCII. */
  readonly keyFormat?: RegExp
  /** Returns the text or bytes to compare, in addition to route and method. Default: the URL and the parsed body. */
  readonly fingerprint?: (request: FastifyRequest) => string | Uint8Array | Promise<string | Uint8Array>
  /** Whether the key is kept after this ending: true, false (the next request runs), or undefined for the default. */
  readonly keep?: (ending: Ending, request: FastifyRequest) => boolean | undefined
  /** The URL of your documentation of keys, for the header `Link` of 400, 409 and 422. Default: none. */
  readonly docs?: string
}

export interface IdempotencyOptions extends RouteIdempotency {
  readonly owner: NonNullable<RouteIdempotency['owner']>
  /** Where keys are stored. Default: in the memory of this process. */
  readonly store?: IdempotencyStore
  /** How long one call of the store may take. Default: 1 second; at most 8 hours. */
  readonly storeTimeout?: Time
}

type Optional = 'keyFormat' | 'fingerprint' | 'keep' | 'docs'

/** Options with their defaults; times are milliseconds. */
export interface Settings extends Required<Omit<IdempotencyOptions, Optional>>, Pick<IdempotencyOptions, Optional> {
  readonly replyTtl: number
  readonly keyTtl: number
  readonly lockTtl: number
  readonly storeTimeout: number
}

const defaults = {
  required: false,
  replyTtl: '24 hours',
  keyTtl: '7 days',
  lockTtl: '30 seconds',
  maxBytes: 1024 * 1024,
  headers: [],
  minKeyLength: 1,
  storeTimeout: '1 second'
} as const

const time: OptionRule = { must: 'milliseconds from 1 or a text such as "24 hours"', holds: value => toMilliseconds(value) !== undefined }
const isFunction = (value: unknown) => typeof value === 'function'

const ofRoute: OptionRules<keyof RouteIdempotency> = {
  owner: { must: 'a function that returns the identity a key belongs to', holds: isFunction },
  required: { must: 'true or false', holds: value => typeof value === 'boolean' },
  replyTtl: time,
  keyTtl: time,
  lockTtl: time,
  maxBytes: { must: 'a number from 0', holds: value => typeof value === 'number' && value >= 0 },
  headers: {
    must: 'a list of names of headers',
    holds: value => Array.isArray(value) && value.every(name => typeof name === 'string' && /^[\w-]+$/.test(name))
  },
  minKeyLength: {
    must: `an integer from 1 to ${longest}`,
    holds: value => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= longest
  },
  keyFormat: { must: 'a regular expression', holds: value => value instanceof RegExp },
  fingerprint: { must: 'a function that returns a string or bytes', holds: isFunction },
  keep: { must: 'a function that returns true, false or undefined', holds: isFunction },
  docs: {
    must: 'an absolute URL',
    holds: value => typeof value === 'string' && URL.canParse(value) && /^[\x21\x23-\x3b\x3d\x3f-\x7e]+$/.test(value)
  }
}

const ofPlugin: OptionRules<keyof IdempotencyOptions> = {
  ...ofRoute,
  store: { must: 'a store, such as createMemoryStore() or createRedisStore(redis)', holds: isStore },
  storeTimeout: time
}

/** The settings of a registration. @throws TypeError that lists every problem. */
export function toSettings (options: IdempotencyOptions): Settings {
  // Of all options only the owner has no default.
  checkPluginOptions({ ...options, owner: options.owner ?? null }, ofPlugin, 'the options of fastify-error-catalog/idempotency')
  return withTimes(
    { ...defaults, ...compact(options), owner: options.owner, store: options.store ?? createMemoryStore() },
    'fastify-error-catalog/idempotency'
  )
}

/** The settings of a route: its options override those of the registration. @throws TypeError that lists every problem. */
export function toRouteSettings (settings: Settings, own: RouteIdempotency, title: string): Settings {
  checkOptions(own, ofRoute, `config.idempotency of ${title}`)
  return withTimes({ ...settings, ...compact(own) }, title)
}

const day = 24 * 60 * 60 * 1000

type TimeOption = 'replyTtl' | 'keyTtl' | 'lockTtl' | 'storeTimeout'

function withTimes (
  options: Omit<Settings, TimeOption> & Record<TimeOption, Time>, title: string
): Settings {
  const times = [options.replyTtl, options.keyTtl, options.lockTtl, options.storeTimeout].map(toMilliseconds)
  const [replyTtl, keyTtl, lockTtl, longestCall] = times as [number, number, number, number]
  const storeTimeout = Math.min(longestCall, day / 3)
  if (keyTtl < replyTtl) throw new TypeError(`keyTtl of ${title} must not be shorter than replyTtl: a forgotten key would run again`)
  // A lock is renewed at a third of its time, and one renewal may take as long as `storeTimeout`.
  const headers = options.headers.map(name => name.toLowerCase())
  return { ...options, headers, replyTtl, keyTtl, storeTimeout, lockTtl: Math.min(Math.max(lockTtl, 3 * storeTimeout), day) }
}

function toMilliseconds (value: unknown): number | undefined {
  const milliseconds = typeof value === 'string' ? parse(value) : value
  return typeof milliseconds === 'number' && milliseconds >= 1 && milliseconds <= Number.MAX_SAFE_INTEGER
    ? Math.ceil(milliseconds)
    : undefined
}

function isStore (value: unknown): boolean {
  const member = (name: keyof IdempotencyStore) => (value as Record<string, unknown> | null)?.[name]
  return ['lock', 'finish', 'release'].every(name => isFunction(member(name as keyof IdempotencyStore))) &&
    (member('renew') === undefined || isFunction(member('renew')))
}
