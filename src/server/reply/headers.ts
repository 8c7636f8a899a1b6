import { validateHeaderName, validateHeaderValue } from 'node:http'
import type { FastifyReply } from 'fastify'
import { fill } from '../../catalog/template.ts'
import type { Failure } from '../../failure/failure.ts'
import { checkedHeaders, fixedHeaders } from '../../failure/headers.ts'
import { headersOn } from '../fastify/internals.ts'
import { safeLog } from '../fastify/safeLog.ts'
import { methodsOf } from '../fastify/allowedMethods.ts'
import { varyOf } from './negotiate.ts'
import { setRateLimitHeaders } from '../rateLimit/rateLimitHeaders.ts'
import { safeGet } from '../../support/safeGet.ts'
import type { Scope } from '../scope/scope.ts'

/** Headers of a body or a success that is not sent (RFC 9110, sections 8 and 14; RFC 9111, section 5.1; RFC 9530). */
const stale = new Set([
  'content-length', 'content-encoding', 'content-language', 'content-location', 'content-disposition', 'content-range',
  'accept-ranges', 'etag', 'last-modified', 'cache-control', 'expires', 'location', 'transfer-encoding',
  'age', 'content-digest', 'repr-digest', 'digest', 'content-md5', 'trailer'
])

/** Headers that the option `headers` cannot set: they belong to the message itself. */
const reserved = new Set(['content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'connection', 'trailer'])

/** Headers of a connection, which HTTP/2 forbids and for which Node throws (RFC 9113, section 8.2.2). */
const connectionSpecific = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'http2-settings', 'te'])

/** The media types that a server may have a parser for; Fastify can only be asked about one type at a time. */
const mediaTypes = ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']

/**
 * Set the headers of a failure on a reply, and remove those of the success that it replaces.
 *
 * The entry overrides the defaults, and the caller overrides the entry.
 */
export function setHeaders (reply: FastifyReply, failure: Failure, scope: Scope, more: unknown) {
  const { status, retryAfter } = failure
  removeStale(reply)
  for (const [name, value] of fixedHeaders) reply.header(name, value)
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
  for (const [name, value] of checkedHeaders(failure, scope.catalog)) {
    if (name !== 'www-authenticate' || !reply.hasHeader(name)) reply.header(name, value)
  }
  for (const [name, template] of failure.entry.headers) setHeader(reply, name, fill(template, failure.details))
  if (status === 405 && !reply.hasHeader('allow')) reply.header('allow', methodsOf(reply.request).join(', '))
  if (status === 415) reply.header('accept', mediaTypes.filter(type => reply.server.hasContentTypeParser(type)).join(', '))
  for (const name of namesOf(more)) setHeader(reply, name, safeGet(more, name))
  addVary(reply, varyOf(scope))
  setRateLimitHeaders(reply.request, reply)
  setRequestId(reply, scope, failure.requestId)
}

/** Set the request id on a reply. */
export function setRequestId (reply: FastifyReply, { idHeader }: Scope, id: string) {
  reply.header(idHeader, id)
}

function removeStale (reply: FastifyReply) {
  for (const name in headersOn(reply)) {
    if (stale.has(name) || isForbidden(reply, name)) reply.removeHeader(name)
  }
  // Set by @fastify/static and others, or moved there by a stream that then failed (Fastify, lib/reply.js, sendStream).
  for (const name of reply.raw.getHeaderNames()) {
    if (stale.has(name)) reply.raw.removeHeader(name)
  }
}

/** Set a header unless its value would split the response. */
function setHeader (reply: FastifyReply, name: string, value: unknown) {
  const key = name.toLowerCase()
  if (isForbidden(reply, key)) return
  const values = allowedValues(key, value)
  if (values === undefined) safeLog(reply, 'warn', { header: name }, 'dropped a header of a failure: its name or value is not allowed')
  else if (key === 'vary') addVary(reply, values)
  else if (key === 'set-cookie') addCookies(reply, values)
  else reply.header(name, values[0])
}

/** The values of a header as strings; `undefined` if a failure must not set the header, or a value is invalid. */
export function allowedValues (key: string, value: unknown): string[] | undefined {
  const values = valuesOf(key, value)
  const isAllowed = !reserved.has(key) && values.length > 0 &&
    values.every(one => ['string', 'number'].includes(typeof one) && isHeader(key, one))
  return isAllowed ? values.map(String) : undefined
}

/** Add cookies to those of the reply. A failure that is written again has set its own before. */
function addCookies (reply: FastifyReply, cookies: readonly string[]) {
  const present = [reply.getHeader('set-cookie') ?? []].flat()
  reply.header('set-cookie', cookies.filter(cookie => !present.includes(cookie)))
}

/** Only Set-Cookie may have several: its values cannot be joined (RFC 9110, section 5.3). */
function valuesOf (name: string, value: unknown): unknown[] {
  try {
    return name === 'set-cookie' && Array.isArray(value) ? Array.from(value) : [value]
  } catch {
    return []
  }
}

/** Whether a header would end an HTTP/2 response. */
function isForbidden ({ request }: FastifyReply, name: string): boolean {
  return request.raw.httpVersionMajor === 2 && connectionSpecific.has(name)
}

/** The values of others, such as CORS, are kept. */
function addVary (reply: FastifyReply, more: readonly string[]) {
  if (more.length === 0) return
  const present = reply.getHeader('vary')
  if (present === undefined) {
    reply.header('vary', more.join(', '))
    return
  }
  const names = [present, more].flat().join(',').split(',').map(name => name.trim()).filter(name => name !== '')
  const isFirst = (name: string, index: number) => names.findIndex(other => other.toLowerCase() === name.toLowerCase()) === index
  reply.header('vary', names.filter(isFirst).join(', '))
}

/** Whether Node would write a header with this name and value into this reply. */
export function isSendable (reply: FastifyReply, name: string, value: unknown): boolean {
  return !isForbidden(reply, name) && [value].flat().every(one => isHeader(name, one))
}

export function isHeader (name: string, value: unknown): boolean {
  try {
    validateHeaderName(name)
    // A number is always valid.
    if (typeof value !== 'number') validateHeaderValue(name, value as string)
    return true
  } catch {
    return false
  }
}

export function namesOf (headers: unknown): string[] {
  try {
    return typeof headers === 'object' && headers !== null ? Object.keys(headers) : []
  } catch {
    return []
  }
}
