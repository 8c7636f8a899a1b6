import { isUnion, intendedBranch } from './unions.ts'
import { safeGetOwn } from '../../support/safeGet.ts'
import { isSchema, parentOf, resolve, segmentsOf, type Placed, type Schema, type Shared } from './walk.ts'

/** A validated value, its schema, and the schemas that this one may refer to. */
export interface Subject {
  readonly schema: unknown
  readonly shared: Shared
  readonly value: unknown
}

/** A value within the validated one, and the schemas that apply to it. */
export interface Place {
  readonly schemas: readonly Placed[]
  readonly value: unknown
}

/** Finds the value at a JSON Pointer. */
export type Locate = (pointer: string) => Place

/** A function that finds values in the validated one; of a union only the branch for the value applies. */
export function createLocate ({ schema, shared, value }: Subject): Locate {
  // Issues have near pointers: the path to one is part of the path to the next.
  const places = new Map<string, Place>([
    ['', { value, schemas: applicableSchemas([schema].filter(isSchema).map(root => ({ schema: root, root })), value, shared) }]
  ])
  const locate: Locate = pointer => {
    const known = places.get(pointer)
    if (known !== undefined) return known
    const from = locate(parentOf(pointer))
    const name = segmentsOf(pointer).at(-1) as string
    const inner = safeGetOwn(from.value, name)
    const place = { value: inner, schemas: applicableSchemas(from.schemas.flatMap(at => childrenOf(at, name)), inner, shared) }
    places.set(pointer, place)
    return place
  }
  return locate
}

/** Schemas and those that apply together with them; circular references are followed once. */
function applicableSchemas (placed: readonly Placed[], value: unknown, shared: Shared, seen = new Set<Schema>()): Placed[] {
  return placed.filter(({ schema }) => !seen.has(schema)).flatMap(at => {
    seen.add(at.schema)
    const { schema, root } = at
    const within = [schema['allOf'], schema['then'], schema['else']].flat().filter(isSchema).map(inner => ({ schema: inner, root }))
    const intended = isUnion(at) ? intendedBranch({ at, value, shared }) : undefined
    const others = [resolve(at, shared), intended].filter(other => other !== undefined)
    return [at, ...applicableSchemas([...within, ...others], value, shared, seen)]
  })
}

function childrenOf ({ schema, root }: Placed, name: string): Placed[] {
  const { properties, patternProperties, additionalProperties, prefixItems, items, additionalItems } = schema
  const patterns = isSchema(patternProperties) ? Object.entries(patternProperties).filter(([pattern]) => isMatch(pattern, name)) : []
  const tuple = Array.isArray(items) ? items : prefixItems
  const isIndex = /^\d+$/.test(name)
  const named = [
    safeGetOwn(properties, name),
    ...patterns.map(([, inner]) => inner),
    isIndex && Array.isArray(tuple) ? tuple[Number(name)] as unknown : undefined
  ].filter(isSchema)
  const rest = (isIndex ? [items, additionalItems, additionalProperties] : [additionalProperties]).filter(isSchema)
  return (named.length > 0 ? named : rest.slice(0, 1)).map(inner => ({ schema: inner, root }))
}

/** Some validators accept patterns that are invalid with the flag `u`. */
function isMatch (pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(name)
  } catch {
    return false
  }
}
