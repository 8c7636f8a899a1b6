import type { FastifyReply } from 'fastify'
import { entryOf, findEntry, type Catalog } from '../../catalog/catalog.ts'
import type { Entry } from '../../catalog/entry.ts'
import type { Issue } from '../../failure/issue.ts'
import type { Role } from '../../format/roles.ts'
import { roleOfLimiter, waitOf } from '../rateLimit/limiterHeaders.ts'
import { missingOf } from './unmatchedRoute.ts'
import { roleOfCode, roleOfMessage, roleOfStatus } from '../roles/knownErrors.ts'
import { safeGet } from '../../support/safeGet.ts'
import { frameworkRoles } from '../roles/frameworkRoles.ts'
import { errorStatus } from '../roles/errorStatus.ts'
import { toValidationFailure } from '../validation/validationFailure.ts'

/** What something thrown means in a catalog. */
export interface Translation {
  readonly entry: Entry
  readonly issues?: readonly Issue[] | undefined
  /** Seconds, from the headers that a limiter has set. */
  readonly retryAfter?: number | undefined
}

/** Find the entry for something thrown that is no `CatalogError`; the first table that knows it decides. Never throws. */
export function mapError (error: unknown, catalog: Catalog, reply: FastifyReply): Translation {
  try {
    return lookUp(error, catalog, reply)
  } catch {
    // A list of issues that is none, or a proxy of one.
    return { entry: entryOf(catalog, frameworkRoles.thrown.role) }
  }
}

function lookUp (error: unknown, catalog: Catalog, reply: FastifyReply): Translation {
  const keys = keysOf(error)
  // Fastify parses the body even when no route matches, so an unmatched request can fail in a parser first.
  if (reply.request.is404 && isParserError(error, keys, reply)) return { entry: entryOf(catalog, missingOf(reply.request)) }
  const mapped = catalog.map.errors.size === 0 ? undefined : firstFound(keys, key => catalog.map.errors.get(key))
  const invalid = toValidationFailure(error, catalog, reply.request)
  if (mapped !== undefined) {
    const entry = findEntry(catalog, mapped) as Entry
    // What the server got wrong with a schema of its own is nobody else's to mend.
    return { ...(entry.status < 500 ? invalid : {}), ...withWait(entry, reply) }
  }
  if (invalid !== undefined) return invalid
  const status = errorStatus(error) ?? errorStatus(reply)
  const known = roleOf(error, keys, status, reply)
  if (known !== undefined) return withWait(entryOf(catalog, known), reply)
  const byStatus = status === undefined ? undefined : catalog.map.statuses.get(String(status))
  if (byStatus !== undefined) return withWait(findEntry(catalog, byStatus) as Entry, reply)
  return withWait(entryOf(catalog, status === undefined ? frameworkRoles.thrown.role : roleOfStatus(status)), reply)
}

function isParserError (error: unknown, keys: readonly string[], reply: FastifyReply): boolean {
  return keys.some(key => parserCodes.test(key)) || isParserSyntaxError(keys, errorStatus(error), reply)
}

/** Codes of Fastify's parsers, and of its router for a method that HTTP/2 accepts and Fastify does not know. */
const parserCodes = /^FST_ERR_(CTP_|ROUTE_MISSING_CONTENT|NOT_FOUND$)/

/** Its own code or name, then those of its cause: "fetch failed" tells what happened only there. */
function keysOf (error: unknown): string[] {
  const keys: string[] = []
  for (let from = error, level = 0; level < 2 && from !== undefined; from = safeGet(error, 'cause'), level++) {
    addKey(keys, safeGet(from, 'code'))
    addKey(keys, safeGet(from, 'name'))
  }
  return keys
}

function addKey (keys: string[], key: unknown) {
  // MongoDB and gRPC number their codes.
  if (typeof key === 'string' || typeof key === 'number') keys.push(String(key))
}

function firstFound<T> (keys: readonly string[], find: (key: string) => T | undefined): T | undefined {
  for (const key of keys) {
    const found = find(key)
    if (found !== undefined) return found
  }
  return undefined
}

function roleOf (error: unknown, keys: readonly string[], status: number | undefined, reply: FastifyReply): Role | undefined {
  const role = roleOfMessage(safeGet(error, 'message'), keys, status)
  if (role !== undefined) return role
  if (isParserSyntaxError(keys, status, reply)) return 'malformedBody'
  // Nobody reads the answer; the log should not tell of a bug, or of an upstream, which resets with the same code.
  if (keys.some(key => ofGone.has(key)) && isGone(reply)) return 'badRequest'
  return firstFound(keys, roleOfCode) ?? roleOfLimiter(reply, status)
}

/** What is told of a connection that the other side has closed, and by a signal that closes with it. */
const ofGone = new Set(['ECONNRESET', 'EPIPE', 'AbortError'])

/** Whether the client has closed its connection. */
function isGone ({ request: { raw } }: FastifyReply): boolean {
  return safeGet(safeGet(raw, 'socket'), 'destroyed') === true
}

/**
 * Whether a body parser has thrown this `SyntaxError`, which has no code. From 5.5 Fastify closes the connection after any parser error.
 * Before 5.5 its own JSON parser sets the status 400, once the whole body is read.
 */
function isParserSyntaxError (keys: readonly string[], status: number | undefined, reply: FastifyReply): boolean {
  const { body, headers, raw } = reply.request
  return keys.includes('SyntaxError') && (status ?? 400) === 400 && body === undefined && headers['content-type'] !== undefined &&
    (reply.getHeader('connection') === 'close' || (status === 400 && raw.readableEnded))
}

/** How long to wait, where a limiter has told. */
function withWait (entry: Entry, reply: FastifyReply): Translation {
  const retryAfter = waitOf(reply, entry.status)
  return retryAfter === undefined ? { entry } : { entry, retryAfter }
}
