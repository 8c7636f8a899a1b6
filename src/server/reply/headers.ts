import { validateHeaderName, validateHeaderValue } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { Failure } from '../../failure/failure.ts'
import { entryHeaders, fixedHeaders } from '../../failure/headers.ts'
import { headersOn } from '../fastify/internals.ts'
import { safeLog } from '../fastify/safeLog.ts'
import { methodsOf } from '../fastify/allowedMethods.ts'
import { varyOf } from './negotiate.ts'
import { setRateLimitHeaders } from '../rateLimit/rateLimitHeaders.ts'
import { safeGet } from '../../support/safeGet.ts'
import type { Scope } from '../scope/scope.ts'

/** Headers that describe a body or a success which is not sent now (RFC 9110, sections 8 and 14; RFC 9111, section 5.1; RFC 9530). */
const stale = new Set([
  'content-length', 'content-encoding', 'content-language', 'content-location', 'content-disposition', 'content-range',
  'accept-ranges', 'etag', 'last-modified', 'cache-control', 'expires', 'location', 'transfer-encoding',
  'age', 'content-digest', 'repr-digest', 'digest', 'content-md5', 'trailer'
])

/** Headers that a caller's `headers` option cannot set: they belong to the message itself. */
const reserved = new Set(['content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'connection', 'trailer'])

/** Headers of a connection, of which HTTP/2 has none and for which Node throws (RFC 9113, section 8.2.2). */
const connectionSpecific = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'http2-settings', 'te'])

/** The media types a server may have a parser for; Fastify tells of one type at a time only. */
const mediaTypes = ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']

/**
 * Give a reply the headers of a failure, and take away those of what it would have been.
 *
 * Who is nearer to the failure wins: the defaults give way to the entry, and the entry to the caller.
 */
export function setHeaders (reply: FastifyReply, failure: Failure, scope: Scope, more: unknown) {
  const { status, retryAfter } = failure
  removeStale(reply)
  for (const [name, value] of fixedHeaders) reply.header(name, value)
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
  for (const [name, value] of entryHeaders(failure, scope.catalog)) {
    if (name !== 'www-authenticate' || !reply.hasHeader(name)) setHeader(reply, name, value)
  }
  if (status === 405 && !reply.hasHeader('allow')) reply.header('allow', methodsOf(reply.request).join(', '))
  if (status === 415) reply.header('accept', mediaTypes.filter(type => reply.server.hasContentTypeParser(type)).join(', '))
  for (const name of namesOf(more)) setHeader(reply, name, safeGet(more, name))
  addVary(reply, varyOf(scope))
  setRateLimitHeaders(reply.request, reply)
  setRequestId(reply, scope, failure.requestId)
}

/** Give a reply the id of its request. */
export function setRequestId (reply: FastifyReply, { idHeader }: Scope, id: string) {
  reply.header(idHeader, id)
}

function removeStale (reply: FastifyReply) {
  for (const name in headersOn(reply)) {
    if (stale.has(name) || isForbidden(reply, name)) reply.removeHeader(name)
  }
  // Set there by @fastify/static and the like, or moved there by a stream that then failed (Fastify, lib/reply.js, sendStream).
  for (const name of reply.raw.getHeaderNames()) {
    if (stale.has(name)) reply.raw.removeHeader(name)
  }
}

/** Set a header unless its value would split the response. */
function setHeader (reply: FastifyReply, name: string, value: unknown) {
  const key = name.toLowerCase()
  if (isForbidden(reply, key)) return
  const values = allowedValues(key, value)
  if (values === undefined) safeLog(reply, 'warn', { header: name }, 'left out a header of a failure: its name or value is not allowed')
  else if (key === 'vary') addVary(reply, values)
  else if (key === 'set-cookie') addCookies(reply, values)
  else reply.header(name, values[0])
}

/** The values of a header as text; nothing where a failure must not set the header, or a value is invalid. */
export function allowedValues (key: string, value: unknown): string[] | undefined {
  const values = valuesOf(key, value)
  const isAllowed = !reserved.has(key) && values.length > 0 &&
    values.every(one => ['string', 'number'].includes(typeof one) && isHeader(key, one))
  return isAllowed ? values.map(String) : undefined
}

/** Add cookies to those of the reply. A failure that is written anew has set its own before. */
function addCookies (reply: FastifyReply, cookies: readonly string[]) {
  const present = [reply.getHeader('set-cookie') ?? []].flat()
  reply.header('set-cookie', cookies.filter(cookie => !present.includes(cookie)))
}

/** Several only of Set-Cookie, whose values cannot be joined (RFC 9110, section 5.3). */
function valuesOf (name: string, value: unknown): unknown[] {
  try {
    return name === 'set-cookie' && Array.isArray(value) ? Array.from(value) : [value]
  } catch {
    return []
  }
}

/** Whether a header would end an answer of HTTP/2. */
function isForbidden ({ request }: FastifyReply, name: string): boolean {
  return request.raw.httpVersionMajor === 2 && connectionSpecific.has(name)
}

/** What others say of caches, such as CORS, stays true. */
function addVary (reply: FastifyReply, more: readonly string[]) {
  if (more.length === 0) return
  const names = [reply.getHeader('vary') ?? [], more].flat().join(',').split(',').map(name => name.trim()).filter(name => name !== '')
  const isFirst = (name: string, index: number) => names.findIndex(other => other.toLowerCase() === name.toLowerCase()) === index
  reply.header('vary', names.filter(isFirst).join(', '))
}

/** Whether Node would write a header of this name and value into this reply. */
export function isSendable (reply: FastifyReply, name: string, value: unknown): boolean {
  return !isForbidden(reply, name) && [value].flat().every(one => isHeader(name, one))
}

export function isHeader (name: string, value: unknown): boolean {
  try {
    validateHeaderName(name)
    // The digits of a number need no look.
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
