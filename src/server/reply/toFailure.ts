import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import { entryOf, findEntry } from '../../catalog/catalog.ts'
import { isCatalogError, noOptions } from '../../failure/catalogError.ts'
import { toFailure, type Failure, type Occurrence } from '../../failure/failure.ts'
import { didYouMean } from '../../support/didYouMean.ts'
import type { Role } from '../../format/roles.ts'
import { safeLog } from '../fastify/safeLog.ts'
import { languagesFor } from './negotiate.ts'
import { urlPath } from '../../support/urlPath.ts'
import { safeGet } from '../../support/safeGet.ts'
import { frameworkRoles } from '../roles/frameworkRoles.ts'
import { requestIdOf } from '../scope/requestId.ts'
import { findScope, scopeWithCode, type Scope } from '../scope/scope.ts'
import { mapError, type ErrorContext } from '../mapping/mapError.ts'
import { readThrown } from '../mapping/readThrown.ts'

/** Where a failure occurs: a reply of Fastify, or a request and a logger. */
export interface Site {
  readonly request: FastifyRequest | undefined
  readonly log: FastifyBaseLogger
}

/** A failure, the scope that sends it, and the headers that came with it. */
export interface ScopedFailure {
  readonly failure: Failure
  readonly scope: Scope
  readonly headers: unknown
}

/** A code with its options, not checked yet. */
export interface FailCall {
  readonly code: unknown
  readonly details: unknown
  readonly options: unknown
  /** For the log, the origin of the failure: the thrown error, or the function that was called there. */
  readonly at: unknown
}

/** The failure of a code, or of `internal` if the catalog does not have the code. */
export function toCodeFailure (site: Site, urlScope: Scope, { code, details, options, at }: FailCall): ScopedFailure {
  const { request } = site
  const scope = scopeWithCode(request === undefined ? undefined : findScope(request.server), urlScope, code)
  const entry = findEntry(scope.catalog, code as string)
  if (entry === undefined) return toUnknownCodeFailure(site, scope, code, safeGet(options, 'cause'), at)
  const occurrence = occurrenceOf(site, scope)
  occurrence.details = details as Record<string, unknown>
  if (options === undefined || options === noOptions) return { failure: toFailure(entry, occurrence), scope, headers: undefined }
  takeOptions(occurrence, options)
  if (occurrence.cause === undefined && safeGet(options, 'stack') === true) occurrence.cause = trace(entry.code, at)
  return { failure: toFailure(entry, occurrence), scope, headers: safeGet(options, 'headers') }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

function toUnknownCodeFailure (site: Site, scope: Scope, code: unknown, cause: unknown, at: unknown): ScopedFailure {
  const { catalog } = scope
  const name = typeof code === 'string' ? code.slice(0, 100) : typeof code
  const message = typeof code === 'string'
    ? `unknown error code "${name}"${didYouMean(name, catalog.entries.keys())}: add it to the catalog`
    : `an error code must be a string, got ${name}: write reply.fail('code', { details })`
  safeLog(site, 'error', { err: trace(message, at), code: name }, message)
  const occurrence = occurrenceOf(site, scope)
  occurrence.cause = cause
  return { failure: toFailure(entryOf(catalog, frameworkRoles.code.role), occurrence), scope, headers: undefined }
}

function trace (message: string, at: unknown): unknown {
  if (typeof at !== 'function') return at
  const error = new Error(message)
  Error.captureStackTrace(error, at as () => void)
  return error
}

/** The failure of a thrown or returned value. */
export function toErrorFailure (site: Site, scope: Scope, error: unknown, contextOf: () => ErrorContext): ScopedFailure {
  if (isExpected(error)) {
    return toCodeFailure(site, scope, {
      code: safeGet(error, 'code'),
      details: safeGet(error, 'details'),
      options: safeGet(error, 'options'),
      at: error
    })
  }
  const thrown = readThrown(error)
  const { entry, details, issues, retryAfter, headers } = mapError(thrown, scope.catalog, contextOf())
  const occurrence = occurrenceOf(site, scope)
  occurrence.details = details
  occurrence.issues = issues
  occurrence.retryAfter = retryAfter
  // For a client error a message is enough: logging a stack costs four times the whole reply.
  occurrence.cause = entry.status < 500 ? thrown.message : error ?? new Error('nothing was thrown: undefined or null')
  return { failure: toFailure(entry, occurrence), scope, headers }
}

/** The failure of a role, such as `notFound`. */
export function toRoleFailure (site: Site, scope: Scope, role: Role): Failure {
  return toFailure(entryOf(scope.catalog, role), occurrenceOf(site, scope))
}

function isExpected (error: unknown): boolean {
  try {
    return isCatalogError(error)
  } catch {
    return false
  }
}

/** The request's facts. All members are present, so that V8 gives all occurrences one hidden class. */
export function occurrenceOf ({ request }: Pick<Site, 'request'>, scope: Scope): Mutable<Occurrence> {
  return {
    requestId: request === undefined ? '' : requestIdOf(request, scope),
    instance: request === undefined ? undefined : urlPath(request.url),
    languages: request === undefined ? noLanguages : languagesFor(request, scope),
    details: undefined,
    message: undefined,
    param: undefined,
    retryAfter: undefined,
    issues: undefined,
    cause: undefined
  }
}

const noLanguages: readonly string[] = []

/** Take the options of the right type. Others are ignored, so that no option makes a failure fail. */
function takeOptions (occurrence: Mutable<Occurrence>, options: unknown) {
  const [message, param, retryAfter, cause] = [
    safeGet(options, 'message'),
    safeGet(options, 'param'),
    safeGet(options, 'retryAfter'),
    safeGet(options, 'cause')
  ]
  if (typeof message === 'string') occurrence.message = message
  if (typeof param === 'string') occurrence.param = param
  if (typeof retryAfter === 'number') occurrence.retryAfter = retryAfter
  occurrence.issues = toIssues(safeGet(options, 'issues'))
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
    const value = safeGet(given, name)
    if (typeof value === 'string') issue[name] = value
  }
  return issue as { path: string, message: string }
}
