import { findEntry, type Catalog } from '../catalog/catalog.ts'
import type { JsonSchema } from '../format/jsonSchema.ts'
import type { Entry } from '../catalog/entry.ts'
import type { Failure } from '../failure/failure.ts'
import { matchNode, toDecoded, type Decoded } from './decode.ts'
import { foldNode, type FoldFacts } from './fold.ts'
import type { Node } from './node.ts'
import { placeOfCode, type PlaceOfCode } from './placeOfCode.ts'
import { toSchema } from './schema.ts'
import { createSerialize, type Serialize } from './serialize.ts'
import type { EnvelopeDefinition } from './definition.ts'
import { createWrap, type SuccessTemplate } from './success.ts'
import { variantOf } from './variantOf.ts'

/** An envelope compiled for one catalog: serializer, JSON Schema and decoder of its template, and the wrapper of successes. */
export interface Envelope {
  readonly name: string
  readonly contentType: string
  /** The body of a failure, as JSON text. */
  readonly serialize: Serialize
  /** The JSON Schema of all bodies that `serialize` writes for an entry. */
  readonly schemaOf: (entry: Entry) => JsonSchema
  /** Where the bodies of an entry hold its code. */
  readonly placeOfCode: (entry: Entry) => PlaceOfCode
  /** Decode a body; `undefined` if this envelope did not write it. Never throws. */
  readonly decode: (status: number, headers: Headers, body: unknown) => Decoded | undefined
  /** How successes are wrapped, in envelopes that wrap them. */
  readonly success?: SuccessTemplate
  /** Wraps the JSON text of a success, in envelopes that wrap successes. */
  readonly wrap?: (json: string) => string
}

/** Response headers by lower-case name. */
export type Headers = Readonly<Record<string, unknown>>

/** Compile an envelope for a catalog. Compiles each entry on first use. */
export function createEnvelope (definition: EnvelopeDefinition, catalog: Catalog): Envelope {
  const serializers = new Map<Entry, Serialize>()
  const { docs } = catalog
  const fold = (entry: Entry, known?: Partial<FoldFacts>) =>
    foldNode(variantOf(definition, catalog, entry).template, entry, { docs, isPlain: false, ...known }) as Node
  const compile = (entry: Entry): Serialize => {
    const { literals: [text], holes } = entry.message
    const message = holes.length > 0 ? undefined : text
    const general = createSerialize(fold(entry))
    // Most failures of an entry differ only in the request id and the values of their details.
    const usual = createSerialize(fold(entry, { message, isPlain: true }))
    return failure => (isPlain(failure) && (message === undefined || failure.message === message) ? usual : general)(failure)
  }
  return {
    name: definition.name,
    contentType: definition.contentType,
    serialize (failure: Failure) {
      let serialize = serializers.get(failure.entry)
      if (serialize === undefined) {
        serialize = compile(failure.entry)
        serializers.set(failure.entry, serialize)
      }
      return serialize(failure)
    },
    schemaOf: entry => toSchema(fold(entry), entry),
    placeOfCode: entry => placeOfCode(variantOf(definition, catalog, entry).template),
    decode: (status, headers, body) => decode(definition, catalog, { status, headers, body }),
    ...(definition.success === undefined ? {} : { success: definition.success, wrap: createWrap(definition.success) })
  }
}

function isPlain ({ issues, param, invalidDetails }: Failure): boolean {
  return issues.length === 0 && param === undefined && invalidDetails.length === 0
}

function decode (
  definition: EnvelopeDefinition, catalog: Catalog, { status, headers, body }: { status: number, headers: Headers, body: unknown }
): Decoded | undefined {
  for (const variant of definition.variants) {
    const found = matchNode(variant.template, body)
    if (found === undefined) continue
    const writes = (entry: Pick<Entry, 'code' | 'status'>) => variantOf(definition, catalog, entry) === variant
    const code = found.values.get('code') as string | undefined
    // Without a code on the wire, use the entries with this status.
    const entries = code === undefined ? [...catalog.entries.values()].filter(entry => entry.status === status && writes(entry)) : []
    const entry = code === undefined ? onlyOf(entries) : findEntry(catalog, code)
    // A newer server can send a code or a status that this catalog lacks, or a code with another status.
    if (entries.length === 0 && !writes({ code: entry?.code ?? code ?? '', status })) continue
    return withHeaders(toDecoded(status, entry, found), headers, catalog)
  }
  return undefined
}

function onlyOf (entries: readonly Entry[]): Entry | undefined {
  return entries.length === 1 ? entries[0] : undefined
}

/** Read from the headers what the body lacks: request id and Retry-After. */
function withHeaders (decoded: Decoded, headers: Headers, { requestId: { header } }: Catalog): Decoded {
  const id = headers[header.toLowerCase()]
  const retryAfter = headers['retry-after']
  // The other form is a date (RFC 9110, section 10.2.3). The plugin never sends one.
  const isSeconds = ['string', 'number'].includes(typeof retryAfter) && /^\d+$/.test(String(retryAfter))
  return {
    ...(typeof id === 'string' ? { requestId: id } : {}),
    ...(isSeconds ? { retryAfter: Number(retryAfter) } : {}),
    ...decoded
  }
}
