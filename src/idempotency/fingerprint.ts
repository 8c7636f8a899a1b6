import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { configure } from 'safe-stable-stringify'

/** With the members of objects in order; what is nested deeper is no stack's to follow, and not compared. */
const toText = configure({ maximumDepth: 1000 })

/**
 * What makes two requests with one key the same: their method, their URL and what the body says.
 *
 * Not the bytes of the body: they differ between two attempts of one client whose serializer keeps no order of
 * members. Bodies that no parser has read are not compared.
 */
export function toFingerprint ({ method, url, body }: FastifyRequest): string {
  const hash = createHash('sha256').update(`${method} ${url}\n`)
  if (body instanceof Uint8Array) hash.update(body)
  else if (!isStream(body)) hash.update(toText(body) ?? '')
  return hash.digest('base64url')
}

/** The name of a key in the store: no part of it can reach into another, whatever it holds. */
export function toId (prefix: string, owner: string | number, key: string): string {
  return createHash('sha256').update(JSON.stringify([prefix, String(owner), key])).digest('base64url')
}

function isStream (body: unknown): boolean {
  return typeof (body as { pipe?: unknown } | null | undefined)?.pipe === 'function'
}
