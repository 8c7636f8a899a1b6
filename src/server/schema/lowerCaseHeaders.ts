import { maps, values } from './walk.ts'

/** Keywords with names of headers, or patterns of them. */
const naming: ReadonlyMap<string, (name: string) => string> = new Map([
  ...['properties', 'dependencies', 'dependentSchemas', 'dependentRequired'].map(keyword => [keyword, toLowerCase] as const),
  ['patternProperties', toLowerCasePattern]
])

/**
 * A schema of headers with the names in lower case, as Node provides them (RFC 9110, section 5.1).
 *
 * Fastify does this only for its own validator (lib/validation.js, isCustom), and not for shared schemas or patterns.
 */
export function lowerCaseHeaders (schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(lowerCaseHeaders)
  if (typeof schema !== 'object' || schema === null) return schema
  return mapValues(schema, (value, keyword) => {
    if (keyword === 'required') return lowerCased(value)
    const rename = naming.get(keyword) ?? (maps.has(keyword) ? String : undefined)
    if (rename !== undefined) {
      const members = Object.entries(Object(value) as object)
      return Object.fromEntries(members.map(([name, inner]) => [rename(name), lowerCaseHeaders(lowerCased(inner))]))
    }
    // ajv-errors has messages by name, too.
    return values.has(keyword) && keyword !== 'errorMessage' ? value : lowerCaseHeaders(value)
  })
}

function toLowerCase (name: string): string {
  return name.toLowerCase()
}

/** Literal letters, alone or in a range; `\D`, `\u004A` and `\p{Lu}` keep their meaning. */
function toLowerCasePattern (pattern: string): string {
  return pattern.replaceAll(/\\(?:[pP]\{[^}]*\}|[^])|[A-Z]+/g, part => part.startsWith('\\') ? part : part.toLowerCase())
}

/** A list of names in lower case; any other value unchanged. */
function lowerCased (names: unknown): unknown {
  return Array.isArray(names) ? names.map(name => String(name).toLowerCase()) : names
}

export function mapValues (of: object, change: (value: unknown, key: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, change(value, key)]))
}
