import { isObject, type Json } from './openApiRefs.ts'

/** The structure of a JSON body, from a schema or from an example. */
export type BodyShape =
  | { readonly kind: 'object', readonly members: Readonly<Record<string, BodyShape>> }
  | { readonly kind: 'array', readonly item: BodyShape }
  | { readonly kind: 'leaf', readonly values: readonly unknown[], readonly isConstant: boolean }

type Resolve = (value: unknown) => unknown

/** Schemas may refer to themselves. */
const maxDepth = 8

const unknown: BodyShape = { kind: 'leaf', values: [], isConstant: false }

/** The alternatives of a schema: one for each branch of `oneOf` and `anyOf`. */
export function shapesOfSchema (given: unknown, resolve: Resolve, depth = 0): BodyShape[] {
  const schema = resolve(given)
  if (!isObject(schema) || depth > maxDepth) return [unknown]
  const branches = [schema['oneOf'], schema['anyOf']].filter(Array.isArray).flat() as unknown[]
  const own = shapeOfOne(schema, resolve, depth)
  if (branches.length === 0) return [own]
  return branches.flatMap(branch => shapesOfSchema(branch, resolve, depth + 1)).map(branch => join(own, branch))
}

function shapeOfOne (schema: Json, resolve: Resolve, depth: number): BodyShape {
  const first = (value: unknown) => shapesOfSchema(value, resolve, depth + 1)[0] as BodyShape
  const parts = Array.isArray(schema['allOf']) ? schema['allOf'].map(first) : []
  return [...parts, shapeOfKeywords(schema, first)].reduce(join)
}

function shapeOfKeywords (schema: Json, first: (value: unknown) => BodyShape): BodyShape {
  const properties = schema['properties']
  if (isObject(properties)) {
    return { kind: 'object', members: Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, first(value)])) }
  }
  if (schema['items'] !== undefined) return { kind: 'array', item: first(schema['items']) }
  const list = (value: unknown) => Array.isArray(value) ? value as unknown[] : []
  const constants = [...'const' in schema ? [schema['const']] : [], ...list(schema['enum'])]
  const values = [...constants, ...'example' in schema ? [schema['example']] : [], ...list(schema['examples'])]
  return { kind: 'leaf', values, isConstant: constants.length === 1 }
}

/** Merge two structures: members of both, and values of both. */
function join (one: BodyShape, other: BodyShape): BodyShape {
  if (one.kind === 'object' && other.kind === 'object') {
    const names = [...new Set([...Object.keys(one.members), ...Object.keys(other.members)])]
    return {
      kind: 'object',
      members: Object.fromEntries(names.map(name => [name, join(one.members[name] ?? unknown, other.members[name] ?? unknown)]))
    }
  }
  if (one.kind === 'leaf' && other.kind === 'leaf') return other.values.length > 0 ? other : one
  return one.kind === 'leaf' ? other : one
}

/** The structure of an example. */
export function shapeOfValue (value: unknown): BodyShape {
  if (Array.isArray(value)) return { kind: 'array', item: value.length === 0 ? unknown : shapeOfValue(value[0]) }
  if (!isObject(value)) return { kind: 'leaf', values: [value], isConstant: false }
  return { kind: 'object', members: Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOfValue(member)])) }
}
