import type { FastifyReply } from 'fastify'
import { entryOf, findEntry } from '../catalog/catalog.ts'
import { isCatalogError, noOptions } from '../catalog/catalogError.ts'
import { toFailure, type Failure, type Occurrence } from '../catalog/failure.ts'
import { hintOf } from '../catalog/nearest.ts'
import type { Role } from '../catalog/roles.ts'
import { tellingHeaders } from './headers.ts'
import { log } from './log.ts'
import { languagesFor } from './negotiate.ts'
import { pathOf } from './pathOf.ts'
import { read } from './read.ts'
import { refusals } from './refusals.ts'
import { requestIdOf } from './requestId.ts'
import { isStuck, prepare, resend, respond } from './respond.ts'
import { routeOf } from './route.ts'
import { scopeFor, type Scope } from './scope.ts'
import { statusOf } from './statusOf.ts'
import { translate } from './translate.ts'

/** A code and what came with it: anything at all, until it has been looked at. */
export interface Given {
  readonly code: unknown
  readonly details: unknown
  readonly options: unknown
  /** For the log, what points to the place that failed: what was thrown, or the function that was called there. */
  readonly at: unknown
}

/** Answer with a code of the catalog, or with `internal` where it has no such code. */
export function failWith (reply: FastifyReply, urlScope: Scope, { code, details, options, at }: Given): FastifyReply {
  const { request } = reply
  const scope = scopeFor(routeOf(request).scope, urlScope, code)
  const entry = findEntry(scope.catalog, code as string)
  if (entry === undefined) return failUnknown(reply, scope, code, read(options, 'cause'), at)
  const occurrence: Mutable<Occurrence> = {
    requestId: requestIdOf(request, scope),
    instance: pathOf(request.url),
    languages: languagesFor(request, scope),
    details: details as Record<string, unknown>,
    message: undefined,
    param: undefined,
    retryAfter: undefined,
    issues: undefined,
    cause: undefined
  }
  if (options === undefined || options === noOptions) return respond(reply, toFailure(entry, occurrence), scope)
  takeOptions(occurrence, options)
  if (occurrence.cause === undefined && read(options, 'stack') === true) occurrence.cause = trace(entry.code, at)
  return respond(reply, toFailure(entry, occurrence), scope, read(options, 'headers'))
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

function failUnknown (reply: FastifyReply, scope: Scope, code: unknown, cause: unknown, at: unknown): FastifyReply {
  const { catalog } = scope
  const name = typeof code === 'string' ? code.slice(0, 100) : typeof code
  const message = `unknown error code "${name}"${hintOf(name, catalog.entries.keys())}: add it to the catalog`
  log(reply, 'error', { err: trace(message, at), code: name }, message)
  return respond(reply, toFailure(entryOf(catalog, refusals.code.role), { ...occurrenceOf(reply, scope), cause }), scope)
}

function trace (message: string, at: unknown): unknown {
  if (typeof at !== 'function') return at
  const error = new Error(message)
  Error.captureStackTrace(error, at as () => void)
  return error
}

/** Answer something that was thrown, or returned as an error: whatever it is. */
export function failFor (reply: FastifyReply, scope: Scope, error: unknown): FastifyReply {
  if (isExpected(error)) {
    return failWith(reply, scope, { code: read(error, 'code'), details: read(error, 'details'), options: read(error, 'options'), at: error })
  }
  const { entry, ...rest } = translate(error, scope.catalog, reply)
  // What a client did wrong is told by a message; to log a stack costs four times the whole reply.
  const cause = entry.status < 500 ? read(error, 'message') : error ?? new Error('nothing was thrown: undefined or null')
  // With another status its headers tell of another answer, such as an upstream's.
  const told = read(error, 'isBoom') === true ? read(error, 'output') : error
  const { 'retry-after': given, ...headers } = statusOf(error) === entry.status ? tellingHeaders(told, entry.status) : {}
  const wait = toSeconds(given)
  const failure = toFailure(entry, { ...occurrenceOf(reply, scope), ...rest, ...wait >= 0 ? { retryAfter: wait } : {}, cause })
  if (!isStuck(reply, error)) return respond(reply, failure, scope, headers)
  prepare(reply, failure, scope, headers)
  return resend(reply, error)
}

/** Retry-After as seconds or as a date (RFC 9110, section 10.2.3). */
function toSeconds (wait: unknown): number {
  if (typeof wait !== 'string') return typeof wait === 'number' ? wait : NaN
  return /^\d+$/.test(wait) ? Number(wait) : (Date.parse(wait) - Date.now()) / 1000
}

/** The failure that a role stands for, such as `notFound`. */
export function toRoleFailure (reply: FastifyReply, scope: Scope, role: Role): Failure {
  return toFailure(entryOf(scope.catalog, role), occurrenceOf(reply, scope))
}

function isExpected (error: unknown): boolean {
  try {
    return isCatalogError(error)
  } catch {
    return false
  }
}

export function occurrenceOf ({ request }: FastifyReply, scope: Scope) {
  return { requestId: requestIdOf(request, scope), instance: pathOf(request.url), languages: languagesFor(request, scope) }
}

/** Take the options as far as they are of the right type: nothing that is given may make a failure fail. */
function takeOptions (occurrence: Mutable<Occurrence>, options: unknown) {
  const [message, param, retryAfter, cause] = [read(options, 'message'), read(options, 'param'), read(options, 'retryAfter'), read(options, 'cause')]
  if (typeof message === 'string') occurrence.message = message
  if (typeof param === 'string') occurrence.param = param
  if (typeof retryAfter === 'number') occurrence.retryAfter = retryAfter
  occurrence.issues = toIssues(read(options, 'issues'))
  occurrence.cause = cause ?? undefined
}

function toIssues (given: unknown) {
  try {
    return Array.isArray(given) ? Array.from(given, toIssue) : undefined
  } catch {
    return undefined
  }
}

function toIssue (given: unknown) {
  const issue = { path: '', message: '' } as Record<string, string>
  for (const name of ['path', 'message', 'location', 'pointer', 'keyword', 'code']) {
    const value = read(given, name)
    if (typeof value === 'string') issue[name] = value
  }
  return issue as { path: string, message: string }
}
