import { parse } from '@lukeed/ms'
import type { FastifyRequest } from 'fastify'
import { counted } from '../support/counted.ts'
import { didYouMean } from '../support/didYouMean.ts'
import { compact } from '../support/compact.ts'
import { createMemoryStore } from './memoryStore.ts'
import type { IdempotencyStore } from './store.ts'

/** Milliseconds, or a text such as `24 hours`. */
type Time = number | string

/** What a route may have of its own. */
export interface RouteIdempotency {
  /** Whether a request without a key is refused. Default: false. */
  readonly required?: boolean
  /** Whose key it is: those of two owners never meet. A text or a number, neither empty nor missing. */
  readonly owner?: (request: FastifyRequest) => string | number | Promise<string | number>
  /** How long a reply is told again. Default: 24 hours. */
  readonly replyTtl?: Time
  /** How long a key is known, so that it is not used for a second run once its reply is gone. Default: 7 days. */
  readonly keyTtl?: Time
  /** How long a key stays locked by a process that ends in the middle of a request. Default: 30 seconds. */
  readonly lockTtl?: Time
  /** The most bytes of a body that is kept. Default: 1 MiB. */
  readonly maxBytes?: number
  /** Headers that are told again, besides those that describe the body. Default: none. */
  readonly headers?: readonly string[]
}

export interface IdempotencyOptions extends RouteIdempotency {
  readonly owner: NonNullable<RouteIdempotency['owner']>
  /** Where keys are kept. Default: in the memory of this process. */
  readonly store?: IdempotencyStore
}

/** Options with their defaults; times are milliseconds. */
export interface Settings extends Required<IdempotencyOptions> {
  readonly replyTtl: number
  readonly keyTtl: number
  readonly lockTtl: number
}

const defaults = { required: false, replyTtl: '24 hours', keyTtl: '7 days', lockTtl: '30 seconds', maxBytes: 1024 * 1024, headers: [] } as const

interface Rule {
  readonly must: string
  readonly holds: (value: unknown) => boolean
}

const time: Rule = { must: 'must be milliseconds from 1 or a text such as "24 hours"', holds: value => toMilliseconds(value) !== undefined }

const ofRoute: Readonly<Record<keyof RouteIdempotency, Rule>> = {
  owner: { must: 'must be a function that says whose key it is', holds: value => typeof value === 'function' },
  required: { must: 'must be true or false', holds: value => typeof value === 'boolean' },
  replyTtl: time,
  keyTtl: time,
  lockTtl: time,
  maxBytes: { must: 'must be a number from 0', holds: value => typeof value === 'number' && value >= 0 },
  headers: { must: 'must be a list of names of headers', holds: value => Array.isArray(value) && value.every(name => typeof name === 'string' && /^[\w-]+$/.test(name)) }
}

const ofPlugin: Readonly<Record<keyof IdempotencyOptions, Rule>> = {
  ...ofRoute,
  store: { must: 'must be a store, such as createMemoryStore() or createRedisStore(redis)', holds: isStore }
}

/** The settings of a registration. @throws TypeError that lists all mistakes. */
export function toSettings (options: IdempotencyOptions): Settings {
  // Of all options only the owner has no default.
  check({ ...options, owner: options.owner ?? null }, ofPlugin, 'the options of fastify-error-catalog/idempotency')
  return withTimes({ ...defaults, ...compact(options), owner: options.owner, store: options.store ?? createMemoryStore() }, 'fastify-error-catalog/idempotency')
}

/** The settings of a route, where its own go before those of the registration. @throws TypeError that lists all mistakes. */
export function toRouteSettings (settings: Settings, own: RouteIdempotency, title: string): Settings {
  check(own, ofRoute, `config.idempotency of ${title}`)
  return withTimes({ ...settings, ...compact(own) }, title)
}

function withTimes (options: Required<IdempotencyOptions>, title: string): Settings {
  const [replyTtl, keyTtl, lockTtl] = [options.replyTtl, options.keyTtl, options.lockTtl].map(toMilliseconds) as [number, number, number]
  if (keyTtl < replyTtl) throw new TypeError(`keyTtl of ${title} must not be shorter than replyTtl: a key that is forgotten would run again`)
  return { ...options, replyTtl, keyTtl, lockTtl }
}

function check (options: object, rules: Readonly<Record<string, Rule>>, title: string) {
  const mistakes = Object.entries(options).flatMap(([name, value]) => {
    if (!Object.hasOwn(rules, name)) return [`"${name}" is not an option${didYouMean(name, Object.keys(rules))}`]
    const { must, holds } = rules[name] as Rule
    return value === undefined || holds(value) ? [] : [`${name} ${must}, got ${JSON.stringify(value) ?? typeof value}`]
  })
  if (mistakes.length > 0) throw new TypeError(`${counted(mistakes.length, 'mistake')} in ${title}: ${mistakes.join('; ')}`)
}

function toMilliseconds (value: unknown): number | undefined {
  const milliseconds = typeof value === 'string' ? parse(value) : value
  return typeof milliseconds === 'number' && milliseconds >= 1 && milliseconds <= Number.MAX_SAFE_INTEGER ? Math.ceil(milliseconds) : undefined
}

function isStore (value: unknown): boolean {
  return ['lock', 'renew', 'finish', 'release'].every(name => typeof (value as Record<string, unknown> | null)?.[name] === 'function')
}
