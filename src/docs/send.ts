import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'

/** The text of a page, or of a file that the pages load. */
export interface Content {
  readonly type: string
  readonly text: string
  readonly etag: string
}

export function toContent (type: string, text: string): Content {
  return { type, text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"` }
}

interface Caching {
  readonly cacheControl: string
  /** The request headers that the content depends on. */
  readonly vary?: readonly string[]
}

/** Set the headers of a content. Returns its text, or undefined if the client has it already (304). */
export function sendContent (reply: FastifyReply, content: Content, { cacheControl, vary = [] }: Caching): string | FastifyReply {
  const { type, text, etag } = content
  reply.headers({ 'cache-control': cacheControl, etag, 'x-content-type-options': 'nosniff' })
  if (vary.length > 0) reply.header('vary', joined([reply.getHeader('vary') ?? [], vary].flat().map(String)))
  // A policy that helmet or another plugin has set is kept.
  if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', policy)
  if (hasAlready(reply.request.headers['if-none-match'], etag)) return reply.code(304).send()
  reply.type(type)
  return text
}

/** A page loads everything from its host. */
const policy =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"

function joined (names: readonly string[]): string {
  const all = names.join(',').split(',').map(name => name.trim()).filter(name => name !== '')
  return [...new Map(all.map(name => [name.toLowerCase(), name])).values()].join(', ')
}

/** The comparison is weak: a proxy that compresses makes an ETag weak (RFC 9110, section 13.1.2). */
function hasAlready (given: string | undefined, etag: string): boolean {
  return given !== undefined && given.split(',').some(each => ['*', etag].includes(each.trim().replace(/^W\//, '')))
}
