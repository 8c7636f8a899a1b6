import type { FastifyReply } from 'fastify'

/** A reply as it can be sent again. */
export interface StoredReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly text?: string
  /** Of a body that is no text. */
  readonly base64?: string
}

/** Headers that belong to what is told, not to one of its tellings: no cookies, no quotas, no request id. */
export const replayedHeaders = [
  'allow', 'cache-control', 'content-disposition', 'content-encoding', 'content-language', 'content-location', 'content-type',
  'etag', 'last-modified', 'link', 'location', 'www-authenticate'
] as const

/** A reply as text for a store; undefined where its body is a stream, or has more than `maxBytes`. */
export function toStored (reply: FastifyReply, payload: unknown, headers: readonly string[], maxBytes: number): string | undefined {
  const body = toBody(payload)
  if (body === undefined || Buffer.byteLength(payload as string | Buffer ?? '') > maxBytes) return undefined
  const kept = [...replayedHeaders, ...headers].map(name => [name, reply.getHeader(name)] as const)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, Array.isArray(value) ? value : String(value)])
  return JSON.stringify({ status: reply.statusCode, headers: Object.fromEntries(kept) as StoredReply['headers'], ...body } satisfies StoredReply)
}

function toBody (payload: unknown): Pick<StoredReply, 'text' | 'base64'> | undefined {
  if (payload === undefined || payload === null) return {}
  if (typeof payload === 'string') return { text: payload }
  return Buffer.isBuffer(payload) ? { base64: payload.toString('base64') } : undefined
}

export function fromStored (text: string): StoredReply {
  return JSON.parse(text) as StoredReply
}

/** Make a reply the stored one, and give its body. */
export function restore (reply: FastifyReply, { status, headers, text, base64 }: StoredReply): string | Buffer | undefined {
  reply.code(status).headers(headers).header('idempotent-replayed', 'true')
  return base64 === undefined ? text : Buffer.from(base64, 'base64')
}
