import type { Catalog } from '../../catalog/catalog.ts'
import { deprecationOf } from '../../catalog/deprecation.ts'
import type { Entry } from '../../catalog/entry.ts'
import type { Envelope } from '../../envelope/envelope.ts'
import type { JsonSchema } from '../../format/jsonSchema.ts'
import { memoize } from '../../support/memoize.ts'
import { sampleFailure } from '../bodies.ts'
import { toOpenapiSchema, type Version } from './dialect.ts'
import { headersOfEntry, type Header } from './headers.ts'
import { namesOf, type Component } from './names.ts'

/** The documentation of a code in one envelope. */
export interface DocumentedCode {
  readonly entry: Entry
  /** Its schema in `components.schemas`: for the object that holds the code, or for the whole body. */
  readonly component: Component
  /** The schema of the whole body. */
  readonly body: JsonSchema
  /** The members that lead to the code; `elsewhere` and `none` as in the envelope. */
  readonly place: readonly string[] | 'elsewhere' | 'none'
}

/** The documentation of the codes of a catalog. */
export interface DocumentedCatalog {
  readonly catalog: Catalog
  readonly codeOf: (entry: Entry, envelope: Envelope) => DocumentedCode
  readonly headersOf: (entry: Entry) => ReadonlyArray<readonly [name: string, header: Header]>
  readonly exampleOf: (entry: Entry, envelope: Envelope) => unknown
}

/** Describe the codes of a catalog in the JSON Schema of an OpenAPI version. Describes each code on first use. */
export function documentCatalog (catalog: Catalog, version: Version): DocumentedCatalog {
  const names = namesOf(catalog)
  const sampleOf = memoize((entry: Entry) => sampleFailure(catalog, entry))
  const envelopes = memoize((envelope: Envelope) => {
    const isMain = envelope.name === catalog.envelope
    const bodyOf = memoize((entry: Entry) => toOpenapiSchema(envelope.schemaOf(entry), version))
    const placeOf = memoize((status: number) => placeOfStatus(catalog, envelope, { status, bodyOf }))
    return memoize((entry: Entry): DocumentedCode => {
      const [body, place] = [bodyOf(entry), placeOf(entry.status)]
      const value = {
        ...aboutEntry(entry),
        ...typeof place === 'string' ? body : schemaAt(body, place.slice(0, -1)),
        'x-error-codes': [entry.code],
        'x-retry': entry.retry
      }
      const name = names.get(entry) as string
      return { entry, body, place, component: { base: isMain ? name : name.replace(/(Error)?$/, 'Problem'), owner: catalog.name, value } }
    })
  })
  return {
    catalog,
    codeOf: (entry, envelope) => envelopes(envelope)(entry),
    headersOf: memoize((entry: Entry) => headersOfEntry(entry, catalog, sampleOf(entry))),
    exampleOf: (entry, envelope) => JSON.parse(envelope.serialize(sampleOf(entry))) as unknown
  }
}

/** The path of the code in all bodies of a status; `elsewhere` if the bodies differ in it. */
function placeOfStatus (
  catalog: Catalog, envelope: Envelope, { status, bodyOf }: { status: number, bodyOf: (entry: Entry) => JsonSchema }
): DocumentedCode['place'] {
  const entries = [...catalog.entries.values()].filter(entry => entry.status === status)
  const places = entries.map(envelope.placeOfCode)
  const [place] = places
  if (places.some(other => other === 'none')) return 'none'
  if (place === undefined || typeof place === 'string' || places.some(other => String(other) !== String(place))) return 'elsewhere'
  const wrappers = new Set(entries.map(entry => JSON.stringify(withSchemaAt(bodyOf(entry), place.slice(0, -1), {}))))
  return wrappers.size === 1 ? place : 'elsewhere'
}

type Properties = Readonly<Record<string, JsonSchema>>

function schemaAt (schema: JsonSchema, path: readonly string[]): JsonSchema {
  return path.reduce((at, name) => (at['properties'] as Properties)[name] as JsonSchema, schema)
}

/** The schema with another one at a path of properties. */
export function withSchemaAt (schema: JsonSchema, [name, ...rest]: readonly string[], inner: JsonSchema): JsonSchema {
  if (name === undefined) return inner
  const properties = schema['properties'] as Properties
  return { ...schema, properties: { ...properties, [name]: withSchemaAt(properties[name] as JsonSchema, rest, inner) } }
}

function aboutEntry (entry: Entry) {
  const { code, message, meaning, action } = entry
  return {
    title: code,
    description: [message.text, meaning ?? [], action ?? []].flat().join('\n\n'),
    ...deprecationOf(entry) !== undefined ? { deprecated: true } : {}
  }
}
