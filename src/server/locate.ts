import { isUnion, meantOf } from './branches.ts'
import { readOwn } from './read.ts'
import { isSchema, resolve, segmentsOf, type Placed, type Schema } from './subschemas.ts'

/** What was validated: the value, by which schema, and the schemas that this one may refer to. */
export interface Subject {
  readonly schema: unknown
  readonly shared: Schema
  readonly value: unknown
}

/** A value within what was validated, and the schemas that speak about it. */
export interface Place {
  readonly schemas: readonly Placed[]
  readonly value: unknown
}

/** Go to the value at a JSON Pointer; of a union only the branch speaks that the value was meant for. */
export function locate ({ schema, shared, value }: Subject, pointer: string): Place {
  let place: Place = { value, schemas: isSchema(schema) ? speaking([{ schema, root: schema }], value, shared) : [] }
  for (const name of segmentsOf(pointer)) {
    const inner = readOwn(place.value, name)
    place = { value: inner, schemas: speaking(place.schemas.flatMap(from => childrenOf(from, name)), inner, shared) }
  }
  return place
}

/** Schemas and those that apply wherever they do; references in a circle are followed once. */
function speaking (placed: readonly Placed[], value: unknown, shared: Schema, seen = new Set<Schema>()): Placed[] {
  return placed.filter(({ schema }) => !seen.has(schema)).flatMap(at => {
    seen.add(at.schema)
    const { schema, root } = at
    const within = [schema['allOf'], schema['then'], schema['else']].flat().filter(isSchema).map(inner => ({ schema: inner, root }))
    const others = [resolve(at, shared), isUnion(at) ? meantOf({ at, value, shared }) : undefined].filter(other => other !== undefined)
    return [at, ...speaking([...within, ...others], value, shared, seen)]
  })
}

function childrenOf ({ schema, root }: Placed, name: string): Placed[] {
  const { properties, patternProperties, additionalProperties, prefixItems, items, additionalItems } = schema
  const patterns = isSchema(patternProperties) ? Object.entries(patternProperties).filter(([pattern]) => isMatch(pattern, name)) : []
  const tuple = Array.isArray(items) ? items : prefixItems
  const isIndex = /^\d+$/.test(name)
  const named = [
    readOwn(properties, name),
    ...patterns.map(([, inner]) => inner),
    isIndex && Array.isArray(tuple) ? tuple[Number(name)] as unknown : undefined
  ].filter(isSchema)
  const rest = (isIndex ? [items, additionalItems, additionalProperties] : [additionalProperties]).filter(isSchema)
  return (named.length > 0 ? named : rest.slice(0, 1)).map(inner => ({ schema: inner, root }))
}

/** Some validators take patterns that are none with the flag `u`. */
function isMatch (pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(name)
  } catch {
    return false
  }
}
