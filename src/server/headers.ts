import { validateHeaderName, validateHeaderValue } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { Failure } from '../catalog/failure.ts'
import { fill } from '../catalog/template.ts'
import { log } from './log.ts'
import { methodsOf } from './methods.ts'
import { read } from './read.ts'
import type { Scope } from './scope.ts'

/** Headers that describe a body or a success which is not sent now (RFC 9110, sections 8 and 14). */
const stale = new Set([
  'content-length', 'content-encoding', 'content-language', 'content-location', 'content-disposition', 'content-range',
  'accept-ranges', 'etag', 'last-modified', 'cache-control', 'expires', 'location', 'transfer-encoding'
])

/** Headers that a caller's `headers` option cannot set: they belong to the message itself. */
const reserved = new Set(['content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'connection', 'trailer'])

/** The media types a server may have a parser for; Fastify tells of one type at a time only. */
const mediaTypes = ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']

/**
 * Give a reply the headers of a failure, and take away those of what it would have been.
 *
 * Who is nearer to the failure wins: the defaults give way to the entry, and the entry to the caller.
 */
export function setHeaders (reply: FastifyReply, failure: Failure, scope: Scope, more: unknown) {
  const { entry, status, requestId, retryAfter, details } = failure
  const { catalog: { docs, requestId: { header } } } = scope
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    // A value that no header can carry would make Fastify send its own error (ERR_INVALID_CHAR).
    if (stale.has(name) || !isHeader(name, value)) reply.removeHeader(name)
  }
  reply.header('cache-control', 'no-store')
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
  if (entry.challenge !== undefined && !reply.hasHeader('www-authenticate')) reply.header('www-authenticate', entry.challenge)
  if (docs !== undefined) setHeader(reply, 'link', `<${docs.replaceAll('{code}', encodeURIComponent(entry.code))}>; rel="help"`)
  if (status === 405 && !reply.hasHeader('allow')) reply.header('allow', methodsOf(reply.request).join(', '))
  if (status === 415) reply.header('accept', mediaTypes.filter(type => reply.server.hasContentTypeParser(type)).join(', '))
  for (const [name, template] of entry.headers) setHeader(reply, name, fill(template, details))
  for (const name of namesOf(more)) setHeader(reply, name, read(more, name))
  reply.header(header, requestId)
}

/** Set a header unless it would break the reply: nothing a client or a detail contains can split it. */
function setHeader (reply: FastifyReply, name: string, value: unknown) {
  const isAllowed = !reserved.has(name.toLowerCase()) && ['string', 'number'].includes(typeof value) && isHeader(name, value)
  if (isAllowed) reply.header(name, String(value))
  else log(reply, 'warn', { header: name }, 'left out a header of a failure: its name or value is not allowed')
}

function isHeader (name: string, value: unknown): boolean {
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value as string)
    return true
  } catch {
    return false
  }
}

function namesOf (headers: unknown): string[] {
  try {
    return typeof headers === 'object' && headers !== null ? Object.keys(headers) : []
  } catch {
    return []
  }
}
