import type { FastifyReply } from 'fastify'
import { failureOf, isFromObject, markReplayed } from '../server/forPlugins.ts'

/** The origin of a stored reply; the hooks of the catalog plugin treat the replay in the same way. */
type Source = 'object' | 'failure' | 'other'

/** A reply as the first onSend hook receives it. */
export interface StoredReply {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly source: Source
  readonly body: string | Buffer | undefined
}

/**
 * Headers that describe the reply and its body. Cookies, rate limits and request ids belong to one response only.
 *
 * `content-encoding` is set after the reply is stored, unless the handler itself has encoded the body.
 */
const replayedHeaders: ReadonlySet<string> = new Set([
  'allow', 'cache-control', 'content-disposition', 'content-encoding', 'content-language', 'content-location', 'content-type',
  'etag', 'last-modified', 'link', 'location', 'www-authenticate', 'x-content-type-options'
])

/** The headers of a reply that are replayed; `more` are names in lower case. */
export function headersToReplay (reply: FastifyReply, more: readonly string[]): Record<string, unknown> {
  const all = reply.getHeaders()
  const headers: Record<string, unknown> = {}
  for (const name in all) if (replayedHeaders.has(name) || more.includes(name)) headers[name] = all[name as 'etag']
  return headers
}

/** A reply as text for a store; undefined for a stream, or a body of more than `maxBytes`. */
export function toStored (reply: FastifyReply, payload: unknown, headers: readonly string[], maxBytes: number): string | undefined {
  const source = failureOf(reply) !== undefined ? 'failure' : isFromObject(reply) ? 'object' : 'other'
  return encode({ status: reply.statusCode, headers: headersToReplay(reply, headers), source }, payload, maxBytes)
}

/** One line that describes the reply, and then its body: as JSON the text would have to be escaped. */
export function encode ({ status, headers, source }: Omit<StoredReply, 'body'>, payload: unknown, maxBytes: number): string | undefined {
  const kind = payload === undefined || payload === null
    ? 'none'
    : typeof payload === 'string' ? 'text' : Buffer.isBuffer(payload) ? 'base64' : undefined
  if (kind === undefined || Buffer.byteLength(payload as string | Buffer ?? '') > maxBytes) return undefined
  const body = kind === 'base64' ? (payload as Buffer).toString('base64') : payload ?? ''
  return `${JSON.stringify([status, headers, source, kind])}\n${body as string}`
}

export function fromStored (stored: string): StoredReply {
  const end = stored.indexOf('\n')
  const [status, headers, source, kind] = JSON.parse(stored.slice(0, end)) as [number, StoredReply['headers'], Source, string]
  const text = stored.slice(end + 1)
  return { status, headers, source, body: kind === 'none' ? undefined : kind === 'text' ? text : Buffer.from(text, 'base64') }
}

/** Send a stored reply again: every onSend hook sees its body. */
export function replay (reply: FastifyReply, { status, headers, source, body }: StoredReply): FastifyReply {
  markReplayed(reply, source)
  // A string was serialized before.
  reply.code(status).headers(headers as Record<string, string>).header('idempotent-replayed', 'true').serializer(asIs)
  return reply.send(body)
}

function asIs (body: unknown): string {
  return body as string
}
