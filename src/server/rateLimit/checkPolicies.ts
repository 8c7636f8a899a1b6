import { parse } from '@lukeed/ms'
import type { FastifyInstance } from 'fastify'
import { findEntry } from '../../catalog/catalog.ts'
import { shown, throwProblems, type OptionRule } from '../../support/checkOptions.ts'
import { didYouMean } from '../../support/didYouMean.ts'
import type { RateLimitPolicy } from './policy.ts'
import { plainName } from './rateLimitHeaders.ts'
import { findScope } from '../scope/scope.ts'
import { rootOf } from '../fastify/internals.ts'

type Value = string | number | undefined

/** The most requests of a rate limit, from its option or function. @throws if it is not a number, because it would limit nothing. */
export function maxOf ({ name }: RateLimitPolicy, value: Value): number {
  if (isMax(value)) return Math.floor(value)
  throw new TypeError(`max of the rate limit "${name}" must be ${rules.max.must}, got ${shown(value)}`)
}

/** The milliseconds of a window, from its option or function. @throws if it is not a duration. */
export function windowOf ({ name }: RateLimitPolicy, value: Value): number {
  const milliseconds = typeof value === 'string' ? parse(value) : value
  if (isWindow(milliseconds)) return Math.ceil(milliseconds)
  throw new TypeError(`timeWindow of the rate limit "${name}" must be ${rules.timeWindow.must}, got ${shown(value)}`)
}

function isMax (value: unknown): value is number {
  return typeof value === 'number' && value >= 0
}

function isWindow (value: unknown): value is number {
  return typeof value === 'number' && value >= 1 && value <= Number.MAX_SAFE_INTEGER
}

interface Rule extends OptionRule {
  readonly optional?: true
}

const isFunction = (value: unknown) => typeof value === 'function'

/** The rule for each option. */
const rules = {
  // Sent in a header as a string of structured fields (RFC 9651, section 3.3.3).
  name: { must: 'a string of printable ASCII', holds: value => typeof value === 'string' && /^[\x20-\x7e]+$/.test(value) },
  code: { must: 'a code of the catalog', holds: value => typeof value === 'string' },
  max: { must: 'a number from 0', holds: value => isFunction(value) || isMax(value) },
  timeWindow: {
    must: 'milliseconds from 1 or a text such as "1 minute"',
    holds: value => isFunction(value) || isWindow(typeof value === 'string' ? parse(value) : value)
  },
  keyGenerator: { must: 'a function that returns the key of a request', holds: isFunction, optional: true },
  allowList: { must: 'a list of keys or a function', holds: value => isFunction(value) || Array.isArray(value), optional: true },
  ban: { must: 'a number from 0', holds: isMax, optional: true },
  cache: { must: 'an integer from 1', holds: value => Number.isSafeInteger(value) && (value as number) >= 1, optional: true },
  skipOnError: { must: 'true or false', holds: value => typeof value === 'boolean', optional: true },
  details: { must: 'a function', holds: isFunction, optional: true }
} satisfies Record<keyof RateLimitPolicy, Rule>

/** Reject rate limits that cannot be counted. @throws an error that lists every problem. */
export function checkPolicies (app: FastifyInstance, policies: readonly RateLimitPolicy[]) {
  if (!('createRateLimit' in app)) {
    throw new Error('createRateLimits needs @fastify/rate-limit: first await app.register(rateLimit, { global: false })')
  }
  if (!Array.isArray(policies)) throw new TypeError(`createRateLimits takes a list of rate limits, got ${shown(policies)}`)
  report(policies.flatMap((policy: RateLimitPolicy, index) =>
    mistakesOf(policy, typeof policy?.name === 'string' ? `"${policy.name}"` : `${index + 1}`)))
  report(takeNames(app, policies))
}

function mistakesOf (policy: RateLimitPolicy, title: string): string[] {
  if (typeof policy !== 'object' || policy === null) return [`rate limit ${title} must be an object, got ${shown(policy)}`]
  const unknown = Object.keys(policy).filter(option => !Object.hasOwn(rules, option))
  return [
    ...unknown.map(option => `"${option}" is not an option of rate limit ${title}${didYouMean(option, Object.keys(rules))}`),
    ...Object.entries<Rule>(rules).flatMap(([option, { must, holds, optional }]) => {
      const value = policy[option as keyof RateLimitPolicy]
      return holds(value) || (optional && value === undefined)
        ? []
        : [`${option} of rate limit ${title} must be ${must}, got ${shown(value)}`]
    })
  ]
}

const kNames = Symbol('fastify-error-catalog.policies')

interface NamedPolicy {
  readonly name: string
  readonly app: FastifyInstance
}

/** Check that names are unique among the rate limits of one route or one Redis. */
function takeNames (app: FastifyInstance, policies: readonly RateLimitPolicy[]): string[] {
  const root = rootOf(app) as FastifyInstance & { [kNames]?: NamedPolicy[] }
  if (root[kNames] === undefined) root.decorate(kNames as unknown as string, [])
  const taken = root[kNames] as unknown as NamedPolicy[]
  const met = taken.filter(other => doMeet(other.app, app)).map(({ name }) => name)
  const names = policies.map(({ name }) => name)
  const mistakes = names.flatMap((name, index) => {
    if (name === plainName) return [`"${name}" is what the limit of @fastify/rate-limit itself is called: choose another name`]
    const isTaken = met.includes(name) || names.indexOf(name) < index
    return isTaken ? [`two rate limits are called "${name}": rename one, or create them once and add the hook wherever it counts`] : []
  })
  if (mistakes.length === 0) taken.push(...names.map(name => ({ name, app })))
  return mistakes
}

function doMeet (a: FastifyInstance, b: FastifyInstance): boolean {
  return a.prefix === b.prefix || Object.prototype.isPrototypeOf.call(a, b) || Object.prototype.isPrototypeOf.call(b, a)
}

/** When the server is ready, reject codes that the catalog does not have. @throws an error that lists every problem. */
export function checkCodes (app: FastifyInstance, policies: readonly RateLimitPolicy[]) {
  const scope = findScope(app)
  if (scope === undefined) {
    throw new Error(`rate limits need a catalog: register fastify-error-catalog in the scope "${app.prefix || '/'}" or above`)
  }
  const { catalog } = scope
  report(policies.flatMap(({ name, code, details }) => {
    const entry = findEntry(catalog, code)
    if (entry === undefined) {
      return [`code of rate limit "${name}" is unknown: "${code}"${didYouMean(code, catalog.entries.keys())}; add it to the catalog`]
    }
    const missing = entry.details.filter(detail => detail.required && detail.name !== entry.retryAfterDetail)
    return missing.length === 0 || details !== undefined
      ? []
      : [`"${code}" of rate limit "${name}" has the details ${missing.map(({ name }) => name).join(', ')}: give them by the option details`]
  }))
}

function report (problems: readonly string[]) {
  throwProblems(problems, 'the rate limits')
}
