import type { FastifyReply } from 'fastify'
import { entryOf, findEntry } from '../catalog/catalog.ts'
import { isCatalogError } from '../catalog/catalogError.ts'
import { toFailure, type Failure } from '../catalog/failure.ts'
import { hintOf } from '../catalog/nearest.ts'
import type { Role } from '../catalog/roles.ts'
import { tellingHeaders } from './headers.ts'
import { log } from './log.ts'
import { languagesFor } from './negotiate.ts'
import { read } from './read.ts'
import { refusals } from './refusals.ts'
import { requestIdOf } from './requestId.ts'
import { isStuck, prepare, resend, respond } from './respond.ts'
import { pathOf, scopeFor, type Scope } from './scope.ts'
import { statusOf } from './statusOf.ts'
import { translate } from './translate.ts'

/** A code and what came with it: anything at all, until it has been looked at. */
export interface Given {
  readonly code: unknown
  readonly details: unknown
  readonly options: unknown
  /** What points to the place that failed: for the log. */
  readonly trace: (message: string) => unknown
}

/** Answer with a code of the catalog, or with `internal` where it has no such code. */
export function failWith (reply: FastifyReply, urlScope: Scope, { code, details, options, trace }: Given): FastifyReply {
  const scope = scopeFor(reply.request, urlScope, code)
  const { catalog } = scope
  const entry = findEntry(catalog, code as string)
  const cause = read(options, 'cause')
  if (entry === undefined) {
    const name = typeof code === 'string' ? code.slice(0, 100) : typeof code
    const message = `unknown error code "${name}"${hintOf(name, catalog.entries.keys())}: add it to the catalog`
    log(reply, 'error', { err: trace(message), code: name }, message)
    return respond(reply, toFailure(entryOf(catalog, refusals.code.role), { ...occurrenceOf(reply, scope), cause }), scope)
  }
  return respond(reply, toFailure(entry, {
    ...occurrenceOf(reply, scope),
    ...toOptions(options),
    details: (details ?? {}) as Record<string, unknown>,
    cause: cause ?? (read(options, 'stack') === true ? trace(entry.code) : undefined)
  }), scope, read(options, 'headers'))
}

/** Answer something that was thrown, or returned as an error: whatever it is. */
export function failFor (reply: FastifyReply, scope: Scope, error: unknown): FastifyReply {
  if (isExpected(error)) {
    const [code, details, options] = ['code', 'details', 'options'].map(name => read(error, name))
    return failWith(reply, scope, { code, details, options, trace: () => error })
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
  return { requestId: requestIdOf(request, scope), instance: pathOf(request.url), languages: languagesFor(request.headers, scope) }
}

/** The options as far as they are of the right type: nothing that is given may make a failure fail. */
function toOptions (options: unknown) {
  const [message, param, retryAfter] = ['message', 'param', 'retryAfter'].map(name => read(options, name))
  const issues = toIssues(read(options, 'issues'))
  return {
    ...(typeof message === 'string' ? { message } : {}),
    ...(typeof param === 'string' ? { param } : {}),
    ...(typeof retryAfter === 'number' ? { retryAfter } : {}),
    ...(issues === undefined ? {} : { issues })
  }
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
