import type { Catalog } from '../catalog/catalog.ts'
import type { JsonSchema } from '../catalog/detail.ts'
import type { Entry } from '../catalog/entry.ts'
import type { Failure } from '../catalog/failure.ts'
import { matchNode, toDecoded, type Decoded } from './decode.ts'
import { foldNode } from './fold.ts'
import type { Node } from './node.ts'
import { toSchema } from './schema.ts'
import { createSerialize, type Serialize } from './serialize.ts'
import type { Style, Variant, When } from './style.ts'
import { createWrap } from './success.ts'

/** A style, compiled for one catalog: the three readers of its template, and the wrapper of successes. */
export interface Envelope {
  readonly name: string
  readonly contentType: string
  /** The body of a failure, as JSON text. */
  readonly serialize: Serialize
  /** The schema of every body that `serialize` writes for an entry. */
  readonly schemaOf: (entry: Entry) => JsonSchema
  /** The failure a body was written from; `undefined` if it is none of this envelope. Never throws. */
  readonly decode: (status: number, headers: Headers, body: unknown) => Decoded | undefined
  /** Wraps the JSON text of a success, for styles that wrap both. */
  readonly wrap?: (json: string) => string
}

/** Response headers by lower-case name. */
export type Headers = Readonly<Record<string, unknown>>

/** The variant of a style that writes an entry: the first whose condition holds. */
export function variantOf ({ variants }: Style, catalog: Catalog, entry: Entry): Variant {
  return variants.find(({ when }) => holds(when, catalog, entry)) as Variant
}

function holds ({ class: statusClass, codes, roles }: When, catalog: Catalog, { code, status }: Entry): boolean {
  return (statusClass === undefined || (statusClass === '5xx') === (status >= 500)) &&
    (codes === undefined || codes.includes(code)) &&
    (roles === undefined || roles.some(role => catalog.roles[role as keyof Catalog['roles']] === code))
}

/** Compile a style for a catalog. Each entry is compiled when it is first used. */
export function createEnvelope (style: Style, catalog: Catalog): Envelope {
  const serializers = new Map<Entry, Serialize>()
  const fold = (entry: Entry) => foldNode(variantOf(style, catalog, entry).template, entry, catalog.docs) as Node
  return {
    name: style.name,
    contentType: style.contentType,
    serialize (failure: Failure) {
      let serialize = serializers.get(failure.entry)
      if (serialize === undefined) {
        serialize = createSerialize(fold(failure.entry))
        serializers.set(failure.entry, serialize)
      }
      return serialize(failure)
    },
    schemaOf: entry => toSchema(fold(entry), entry),
    decode: (status, headers, body) => decode(style, catalog, { status, headers, body }),
    ...(style.success === undefined ? {} : { wrap: createWrap(style.success) })
  }
}

function decode (style: Style, catalog: Catalog, { status, headers, body }: { status: number, headers: Headers, body: unknown }): Decoded | undefined {
  const candidates = [...catalog.entries.values()].filter(entry => entry.status === status)
  for (const variant of style.variants) {
    const found = matchNode(variant.template, body)
    if (found === undefined) continue
    const entries = candidates.filter(entry => variantOf(style, catalog, entry) === variant)
    const code = found.values.get('code')
    const isLast = variant === style.variants.at(-1)
    // A code that the catalog does not have yet is the last variant's: the list of codes grows.
    if (code === undefined ? entries.length === 0 && !isLast : !isLast && !entries.some(entry => entry.code === code)) continue
    return withHeaders(toDecoded(catalog, status, entries.length === 1 ? entries[0] : undefined, found), headers, catalog)
  }
  return undefined
}

/** What the body leaves to the headers: the request id, and when to come back. */
function withHeaders (decoded: Decoded, headers: Headers, { requestId: { header } }: Catalog): Decoded {
  const id = headers[header.toLowerCase()]
  const retryAfter = Number(headers['retry-after'] ?? NaN)
  return {
    ...(typeof id === 'string' ? { requestId: id } : {}),
    ...(Number.isInteger(retryAfter) ? { retryAfter } : {}),
    ...decoded
  }
}
