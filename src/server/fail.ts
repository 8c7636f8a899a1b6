import type { FastifyReply } from 'fastify'
import { entryOf, findEntry } from '../catalog/catalog.ts'
import { isCatalogError, type FailOptions } from '../catalog/catalogError.ts'
import { toFailure } from '../catalog/failure.ts'
import { hintOf } from '../catalog/nearest.ts'
import type { Role } from '../catalog/roles.ts'
import { requestIdOf } from './requestId.ts'
import { respond } from './respond.ts'
import { pathOf, type Scope } from './scope.ts'
import { read, translate } from './translate.ts'

type Details = Readonly<Record<string, unknown>>

/** Answer with a code of the scope's catalog; `caller` is where to point when there is no such code. */
export function failWith (reply: FastifyReply, scope: Scope, code: string, details: Details | undefined, options: FailOptions, caller: (...args: never[]) => unknown): FastifyReply {
  const { catalog } = scope
  const entry = findEntry(catalog, code)
  if (entry === undefined) {
    const err = new Error(`unknown error code "${String(code)}"${hintOf(String(code), catalog.entries.keys())}: add it to the catalog`)
    Error.captureStackTrace(err, caller)
    reply.log.error({ err, code }, err.message)
  }
  const failure = toFailure(entry ?? entryOf(catalog, 'internal'), {
    ...occurrenceOf(reply, scope),
    ...(entry === undefined ? { cause: read(options, 'cause') } : toOptions(options)),
    ...(entry === undefined || details === undefined ? {} : { details })
  })
  return respond(reply, failure, scope, entry === undefined ? undefined : read(options, 'headers') as Details | undefined)
}

/** Answer something that was thrown, or returned as an error: whatever it is. */
export function failFor (reply: FastifyReply, scope: Scope, error: unknown): FastifyReply {
  if (isThrown(error)) {
    const options = (read(error, 'options') ?? {}) as FailOptions
    // A stack that was asked for is worth a line of the log.
    const withCause = read(options, 'cause') === undefined && read(options, 'stack') === true ? { ...options, cause: error } : options
    return failWith(reply, scope, read(error, 'code') as string, read(error, 'details') as Details, withCause, failFor)
  }
  const { entry, ...rest } = translate(error, scope.catalog, reply)
  return respond(reply, toFailure(entry, { ...occurrenceOf(reply, scope), ...rest, cause: error ?? new Error('nothing was thrown: undefined or null') }), scope)
}

/** Answer for a role, such as `notFound`. */
export function failAs (reply: FastifyReply, scope: Scope, role: Role) {
  return toFailure(entryOf(scope.catalog, role), occurrenceOf(reply, scope))
}

function isThrown (error: unknown): boolean {
  try {
    return isCatalogError(error)
  } catch {
    return false
  }
}

function occurrenceOf ({ request }: FastifyReply, scope: Scope) {
  return { requestId: requestIdOf(request, scope), instance: pathOf(request.url) }
}

/** The options as far as they are of the right type: nothing that is given may make a failure fail. */
function toOptions (options: FailOptions) {
  const [message, param, retryAfter, issues] = (['message', 'param', 'retryAfter', 'issues'] as const).map(name => read(options, name))
  return {
    ...(typeof message === 'string' ? { message } : {}),
    ...(typeof param === 'string' ? { param } : {}),
    ...(typeof retryAfter === 'number' ? { retryAfter } : {}),
    ...(Array.isArray(issues) ? { issues: issues.map(toIssue) } : {}),
    cause: read(options, 'cause')
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
