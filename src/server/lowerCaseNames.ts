const maps = ['properties', 'dependencies', 'dependentSchemas', 'dependentRequired']
const values = ['const', 'enum', 'default', 'examples', 'x-error-code', 'x-error-message']

/**
 * A schema of headers with the names in lower case, as Node gives them (RFC 9110, section 5.1).
 *
 * Fastify does this itself only for its own validator (lib/validation.js, isCustom), and not for shared schemas.
 */
export function withLowerCaseNames (schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withLowerCaseNames)
  if (typeof schema !== 'object' || schema === null) return schema
  return mapValues(schema, (value, keyword) => {
    if (values.includes(keyword)) return value
    if (keyword === 'required') return lowerCased(value)
    if (!maps.includes(keyword)) return withLowerCaseNames(value)
    return Object.fromEntries(Object.entries(value as object).map(([name, inner]) => [name.toLowerCase(), withLowerCaseNames(lowerCased(inner))]))
  })
}

/** A list of names in lower case; anything else as it is. */
function lowerCased (names: unknown): unknown {
  return Array.isArray(names) ? names.map(name => String(name).toLowerCase()) : names
}

export function mapValues (of: object, change: (value: unknown, key: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, change(value, key)]))
}
