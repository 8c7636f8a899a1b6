import { validateHeaderName, validateHeaderValue } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { Failure } from '../../failure/failure.ts'
import { fill } from '../../catalog/template.ts'
import { headersOn } from '../fastify/internals.ts'
import { safeLog } from '../fastify/safeLog.ts'
import { methodsOf } from '../fastify/allowedMethods.ts'
import { varyOf } from './negotiate.ts'
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

/** Headers of an error that are the answer itself; the others may be an upstream's, with its cookies (undici's ResponseError). */
const telling = new Set(['content-range', 'www-authenticate', 'proxy-authenticate', 'allow', 'accept', 'accept-encoding', 'upgrade'])

/**
 * Give a reply the headers of a failure, and take away those of what it would have been.
 *
 * Who is nearer to the failure wins: the defaults give way to the entry, and the entry to the caller.
 */
export function setHeaders (reply: FastifyReply, failure: Failure, scope: Scope, more: unknown) {
  const { status, retryAfter } = failure
  if (hasHeaders(reply)) removeStale(reply)
  // Straight where that can be: `reply.header` makes each name lower case, for 0.6 thousand instructions in all.
  const own = headersOn(reply)
  const headers = own ?? {}
  headers['cache-control'] = 'no-store'
  if (retryAfter !== undefined) headers['retry-after'] = `${retryAfter}`
  if (own === undefined) reply.headers(headers)
  for (const [name, value] of moreOf(failure, scope)) {
    if (name !== 'www-authenticate' || !reply.hasHeader(name)) setHeader(reply, name, value)
  }
  if (status === 405 && !reply.hasHeader('allow')) reply.header('allow', methodsOf(reply.request).join(', '))
  if (status === 415) reply.header('accept', mediaTypes.filter(type => reply.server.hasContentTypeParser(type)).join(', '))
  if (more !== undefined) {
    for (const name of namesOf(more)) setHeader(reply, name, safeGet(more, name))
  }
  addVary(reply, varyOf(scope))
  setRequestId(reply, scope, failure.requestId)
}

/** Give a reply the id of its request. */
export function setRequestId (reply: FastifyReply, { idHeader }: Scope, id: string) {
  const own = headersOn(reply)
  if (own === undefined) reply.header(idHeader, id)
  else own[idHeader] = id
}

type Header = readonly [name: string, value: string]

/** The headers that a failure has by its catalog, whatever it is an answer to. */
export function headersOf (failure: Failure, scope: Pick<Scope, 'catalog'>): Header[] {
  const { retryAfter } = failure
  return [['cache-control', 'no-store'], ...retryAfter === undefined ? [] : [['retry-after', String(retryAfter)] as const], ...moreOf(failure, scope)]
}

const none: readonly Header[] = []

function moreOf ({ entry, details, language }: Failure, { catalog: { docs, language: own, languages } }: Pick<Scope, 'catalog'>): readonly Header[] {
  // Most have none, and a list for each failure takes 0.1 thousand instructions.
  if (entry.challenge === undefined && entry.headers.length === 0 && languages.length === 1 && docs === undefined) return none
  const headers: Header[] = []
  if (entry.challenge !== undefined) headers.push(['www-authenticate', entry.challenge])
  if (languages.length > 1) headers.push(['content-language', language ?? own])
  if (docs !== undefined) headers.push(['link', `<${docs.replaceAll('{code}', encodeURIComponent(entry.code))}>; rel="help"`])
  for (const [name, template] of entry.headers) headers.push([name, fill(template, details)])
  return headers
}

/**
 * The headers of something thrown that may be sent with its status, by lower-case name.
 *
 * Of what the server is to blame for nothing is told but when to come back.
 */
export function tellingHeaders (error: unknown, status: number): Record<string, unknown> {
  const headers = safeGet(error, 'headers')
  const isTelling = (name: string) => name === 'retry-after' || (status < 500 && telling.has(name))
  return Object.fromEntries(namesOf(headers).filter(name => isTelling(name.toLowerCase())).map(name => [name.toLowerCase(), safeGet(headers, name)]))
}

function hasHeaders (reply: FastifyReply): boolean {
  // eslint-disable-next-line no-unreachable-loop -- a list of the names would be made for each failure
  for (const _name in headersOn(reply) ?? reply.getHeaders()) return true
  return reply.raw.getHeaderNames().length > 0
}

function removeStale (reply: FastifyReply) {
  const own = headersOn(reply)
  const headers = own !== undefined && reply.raw.getHeaderNames().length === 0 ? own : reply.getHeaders() as Record<string, unknown>
  for (const name in headers) {
    // A value that no header can carry would make Fastify send its own error (ERR_INVALID_CHAR).
    if (!stale.has(name) && !isForbidden(reply, name) && isHeaders(name, headers[name])) continue
    reply.removeHeader(name)
    // A stream that failed has moved its headers there already (Fastify, lib/reply.js, sendStream).
    reply.raw.removeHeader(name)
  }
}

/** Set a header unless it would break the reply: nothing a client or a detail contains can split it. */
function setHeader (reply: FastifyReply, name: string, value: unknown) {
  const key = name.toLowerCase()
  if (isForbidden(reply, key)) return
  const values = valuesOf(key, value)
  const isAllowed = !reserved.has(key) && values.length > 0 && values.every(one => ['string', 'number'].includes(typeof one) && isHeader(name, one))
  if (!isAllowed) safeLog(reply, 'warn', { header: name }, 'left out a header of a failure: its name or value is not allowed')
  else if (key === 'vary') addVary(reply, values.map(String))
  else if (key === 'set-cookie') reply.header(name, values.map(String))
  else reply.header(name, String(value))
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

function isHeaders (name: string, value: unknown): boolean {
  return Array.isArray(value) ? value.every(one => isHeader(name, one)) : isHeader(name, value)
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

function namesOf (headers: unknown): string[] {
  try {
    return typeof headers === 'object' && headers !== null ? Object.keys(headers) : []
  } catch {
    return []
  }
}
