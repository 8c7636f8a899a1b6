import { validateHeaderName, validateHeaderValue } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { Failure } from '../catalog/failure.ts'
import { fill } from '../catalog/template.ts'
import type { Scope } from './scope.ts'

/** Headers that describe a body or a success which is not sent now (RFC 9110, sections 8 and 14). */
const stale = [
  'content-length', 'content-encoding', 'content-language', 'content-location', 'content-disposition', 'content-range',
  'accept-ranges', 'etag', 'last-modified', 'cache-control', 'expires', 'location', 'transfer-encoding'
]

/** Headers that a caller's `headers` option cannot set: they belong to the message itself. */
const reserved = new Set(['content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'connection', 'trailer'])

export type HeaderValues = Readonly<Record<string, unknown>>

/** Give a reply the headers of a failure, and take away those of what it would have been. */
export function setHeaders (reply: FastifyReply, failure: Failure, scope: Scope, more: ReadonlyArray<HeaderValues | undefined>) {
  const { entry, requestId, retryAfter, details } = failure
  const { catalog: { docs, requestId: { header } } } = scope
  for (const name of stale) reply.removeHeader(name)
  for (const [name, template] of entry.headers) setHeader(reply, name, fill(template, details))
  for (const headers of more) {
    for (const [name, value] of Object.entries(headers ?? {})) setHeader(reply, name, value)
  }
  if (entry.challenge !== undefined) reply.header('www-authenticate', entry.challenge)
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
  if (docs !== undefined) setHeader(reply, 'link', `<${docs.replaceAll('{code}', encodeURIComponent(entry.code))}>; rel="help"`)
  reply.header('cache-control', 'no-store')
  reply.header(header, requestId)
}

/** Set a header unless it would break the reply: nothing a client or a detail contains can split it. */
function setHeader (reply: FastifyReply, name: string, value: unknown) {
  try {
    if (reserved.has(name.toLowerCase())) return
    const text = typeof value === 'number' ? String(value) : value
    validateHeaderName(name)
    validateHeaderValue(name, text as string)
    reply.header(name, text)
  } catch {
    reply.log.warn({ header: String(name) }, 'left out a header of a failure: its name or value is not valid')
  }
}
