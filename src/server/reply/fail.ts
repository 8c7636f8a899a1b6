import type { FastifyReply } from 'fastify'
import { entryOf, findEntry } from '../../catalog/catalog.ts'
import { isCatalogError, noOptions } from '../../failure/catalogError.ts'
import { toFailure, type Failure, type Occurrence } from '../../failure/failure.ts'
import { didYouMean } from '../../support/didYouMean.ts'
import type { Role } from '../../format/roles.ts'
import { errorContext } from './errorContext.ts'
import { safeLog } from '../fastify/safeLog.ts'
import { languagesFor } from './negotiate.ts'
import { urlPath } from '../../support/urlPath.ts'
import { safeGet } from '../../support/safeGet.ts'
import { frameworkRoles } from '../roles/frameworkRoles.ts'
import { requestIdOf } from '../scope/requestId.ts'
import { sendFailure } from './sendFailure.ts'
import { findScope, scopeWithCode, type Scope } from '../scope/scope.ts'
import { mapError } from '../mapping/mapError.ts'
import { readThrown } from '../mapping/readThrown.ts'

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
  const scope = scopeWithCode(findScope(request.server), urlScope, code)
  const entry = findEntry(scope.catalog, code as string)
  if (entry === undefined) return failUnknown(reply, scope, code, safeGet(options, 'cause'), at)
  const occurrence = occurrenceOf(reply, scope)
  occurrence.details = details as Record<string, unknown>
  if (options === undefined || options === noOptions) return sendFailure(reply, toFailure(entry, occurrence), scope)
  takeOptions(occurrence, options)
  if (occurrence.cause === undefined && safeGet(options, 'stack') === true) occurrence.cause = trace(entry.code, at)
  return sendFailure(reply, toFailure(entry, occurrence), scope, safeGet(options, 'headers'))
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

function failUnknown (reply: FastifyReply, scope: Scope, code: unknown, cause: unknown, at: unknown): FastifyReply {
  const { catalog } = scope
  const name = typeof code === 'string' ? code.slice(0, 100) : typeof code
  const message = `unknown error code "${name}"${didYouMean(name, catalog.entries.keys())}: add it to the catalog`
  safeLog(reply, 'error', { err: trace(message, at), code: name }, message)
  const occurrence = occurrenceOf(reply, scope)
  occurrence.cause = cause
  return sendFailure(reply, toFailure(entryOf(catalog, frameworkRoles.code.role), occurrence), scope)
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
    return failWith(reply, scope, { code: safeGet(error, 'code'), details: safeGet(error, 'details'), options: safeGet(error, 'options'), at: error })
  }
  const thrown = readThrown(error)
  const { entry, issues, retryAfter, headers } = mapError(thrown, scope.catalog, errorContext(reply, scope))
  const occurrence = occurrenceOf(reply, scope)
  occurrence.issues = issues
  occurrence.retryAfter = retryAfter
  // A message is enough for a client's mistake: to log a stack costs four times the whole reply.
  occurrence.cause = entry.status < 500 ? thrown.message : error ?? new Error('nothing was thrown: undefined or null')
  return sendFailure(reply, toFailure(entry, occurrence), scope, headers)
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

/** What is known before anything is told: all members are there, for with some spread in V8 makes each occurrence a map of its own. */
export function occurrenceOf ({ request }: FastifyReply, scope: Scope): Mutable<Occurrence> {
  return {
    requestId: requestIdOf(request, scope),
    instance: urlPath(request.url),
    languages: languagesFor(request, scope),
    details: undefined,
    message: undefined,
    param: undefined,
    retryAfter: undefined,
    issues: undefined,
    cause: undefined
  }
}

/** Take the options as far as they are of the right type: nothing that is given may make a failure fail. */
function takeOptions (occurrence: Mutable<Occurrence>, options: unknown) {
  const [message, param, retryAfter, cause] = [safeGet(options, 'message'), safeGet(options, 'param'), safeGet(options, 'retryAfter'), safeGet(options, 'cause')]
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
