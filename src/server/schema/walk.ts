import { safeGetOwn } from '../../support/safeGet.ts'

/** A JSON Schema that is an object. */
export type Schema = Readonly<Record<string, unknown>>

/** Keywords that hold schemas under names that the author chooses. */
export const maps = new Set(['properties', 'patternProperties', 'definitions', '$defs', 'dependentSchemas', 'dependencies'])

/** Keywords that hold values and not schemas, even if a value looks like a schema. */
export const values = new Set([
  'const', 'enum', 'default', 'examples', 'required', 'dependentRequired', 'errorMessage', 'x-error-code', 'x-error-message'
])

export function isSchema (value: unknown): value is Schema {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** A schema and all schemas within it, each once with its JSON Pointer; references are not followed. */
export function * subschemasOf (
  schema: unknown, pointer = '', seen = new Set<unknown>()
): Generator<readonly [pointer: string, schema: Schema]> {
  if (seen.has(schema)) return
  seen.add(schema)
  if (Array.isArray(schema)) {
    for (const [index, item] of schema.entries()) yield * subschemasOf(item, `${pointer}/${index}`, seen)
  } else if (isSchema(schema)) {
    yield [pointer, schema]
    for (const [keyword, value] of Object.entries(schema).filter(([keyword]) => !values.has(keyword))) {
      if (!maps.has(keyword) || !isSchema(value)) yield * subschemasOf(value, `${pointer}/${keyword}`, seen)
      else for (const [name, inner] of Object.entries(value)) yield * subschemasOf(inner, `${pointer}/${keyword}/${escaped(name)}`, seen)
    }
  }
}

/** A schema with its document, which its references start from. */
export interface Placed {
  readonly schema: Schema
  readonly root: Schema
}

/** The shared schemas of a server, and the results for the schemas of a route: they apply to every request. */
export interface Shared {
  readonly schemas: Schema
  readonly parts: WeakMap<Schema, readonly Placed[]>
}

/** The target of a `$ref`: a place in its own document, or a schema by its `$id`, shared or within the document. */
export function resolve ({ schema: { $ref }, root }: Placed, { schemas }: Shared): Placed | undefined {
  if (typeof $ref !== 'string') return undefined
  const [id = '', given = ''] = $ref.split('#', 2)
  const fragment = decoded(given)
  // The name of a part of a document, which is not a pointer.
  if (fragment !== '' && !fragment.startsWith('/')) return undefined
  const to = id === '' || id === root['$id'] ? root : Object.hasOwn(schemas, id) ? schemas[id] : byId(root, id)
  if (!isSchema(to)) return undefined
  // Within a document an `$id` only names a part, as in TypeBox's recursive types.
  const document = Object.hasOwn(schemas, id) ? to : root
  const schema = segmentsOf(fragment).reduce<unknown>(safeGetOwn, to)
  return isSchema(schema) ? { schema, root: document } : undefined
}

/** Fragments of URIs are written with percent signs (RFC 6901, section 6). */
function decoded (fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return fragment
  }
}

function byId (root: Schema, id: string): Schema | undefined {
  for (const [, schema] of subschemasOf(root)) if (schema['$id'] === id) return schema
  return undefined
}

/** The names in a JSON Pointer (RFC 6901). */
export function segmentsOf (pointer: string): string[] {
  const names = pointer.split('/').slice(1)
  return pointer.includes('~') ? names.map(name => name.replaceAll('~1', '/').replaceAll('~0', '~')) : names
}

export function escaped (name: string | number): string {
  const text = String(name)
  return text.includes('~') || text.includes('/') ? text.replaceAll('~', '~0').replaceAll('/', '~1') : text
}

/** The pointer of the parent of the value at a pointer. */
export function parentOf (pointer: string): string {
  return pointer.slice(0, Math.max(pointer.lastIndexOf('/'), 0))
}
