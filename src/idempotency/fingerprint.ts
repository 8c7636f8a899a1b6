import { hash } from 'node:crypto'
import type { FastifyRequest, RouteOptions } from 'fastify'
import { NoCanonicalForm, toHash } from './canonical.ts'
import { isPromise, type MaybePromise } from './store.ts'

type Custom = (request: FastifyRequest) => MaybePromise<string | Uint8Array>

/** The part of a fingerprint that is the same for all requests of a route: its pattern and its constraints. */
export function toRouteTag ({ url, constraints = {} }: Pick<RouteOptions, 'url' | 'constraints'>): string {
  return JSON.stringify([url, Object.entries(constraints).map(([name, value]) => `${name}=${String(value)}`).sort()])
}

/**
 * The fingerprint of a request: two requests with one key are the same if their fingerprints are equal.
 *
 * By default it consists of the route, the method, the URL and the parsed body. A body that no parser has read is not part
 * of it. The option `fingerprint` replaces URL and body.
 */
export function toFingerprint (request: FastifyRequest, routeTag: string, custom: Custom | undefined): MaybePromise<string> {
  const { method, url, body } = request
  if (custom !== undefined) return toCustom(`${method} ${routeTag}\n`, custom(request))
  const head = `${method} ${routeTag} ${JSON.stringify(url)}\n`
  const files = filesIn(body)
  if (files.length === 0) return toHash(head, body)
  return bytesOf(files).then(bytes => toHash(head, body, bytes))
}

function toCustom (head: string, value: MaybePromise<string | Uint8Array>): MaybePromise<string> {
  if (isPromise(value)) return value.then(value => toCustom(head, value))
  if (typeof value === 'string' || value instanceof Uint8Array) return toHash(head, value)
  throw new TypeError(`fingerprint of fastify-error-catalog/idempotency must return text or bytes, got ${typeof value}`)
}

interface FilePart {
  readonly fields: unknown
  toBuffer (): Promise<Uint8Array>
}

/** The files that `@fastify/multipart` has added to the body with `attachFieldsToBody: true`. */
function filesIn (body: unknown): readonly FilePart[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || body instanceof Uint8Array) return []
  const isFile = (value: unknown): value is FilePart => {
    const { fields, toBuffer } = (value ?? {}) as Partial<FilePart>
    return fields === body && typeof toBuffer === 'function'
  }
  // Most members are texts and numbers, and `flat` is slow.
  return Object.values(body).filter(value => typeof value === 'object').flat().filter(isFile)
}

async function bytesOf (files: readonly FilePart[]): Promise<Map<object, Uint8Array>> {
  return new Map(await Promise.all(files.map(async file => {
    try {
      return [file, await file.toBuffer()] as const
    } catch (cause) {
      throw new NoCanonicalForm(`an uploaded file that was read already cannot be compared (${String(cause)})`)
    }
  })))
}

/** The name of a key in the store: owners, keys and registrations stay separate, whichever characters they contain. */
export function toId (prefix: string, owner: string, key: string): string {
  return hash('sha256', JSON.stringify([prefix, owner, key]), 'base64url')
}
