import type { JsonSchema } from '../format/jsonSchema.ts'
import type { Finding } from '../source/diagnostic.ts'
import { check } from '../format/check.ts'
import { parseType } from '../format/parseType.ts'
import { SchemaInput } from '../format/schemaInput.ts'

/**
 * The schema of the type of the detail `name`; problems are reported with their path within the type.
 *
 * An invalid type is read as one that is valid for every use of a detail, so that it causes no further problems.
 */
export function readType (name: string, type: string | JsonSchema, report: (mistake: Finding) => void): JsonSchema {
  if (typeof type !== 'string') return checkSchema(type, report) ? type : standIn
  const schema = schemas.get(type) ?? parseType(type)
  if (typeof schema !== 'string') {
    schemas.set(type, schema)
    return schema
  }
  report({ path: [], message: `${name} ${schema}, got "${type}"` })
  return standIn
}

/** By type: ten thousand codes have only some dozens of types. */
const schemas = new Map<string, JsonSchema>()

/** A type that a placeholder, a link to Retry-After and `$string` accept. */
const standIn: JsonSchema = { type: 'integer' }

/** Annotation keywords, which do not restrict a value. */
const annotations = new Set(['title', 'description', '$comment', 'examples', 'default', 'deprecated', 'format'])

/** Whether a JSON Schema declares which part of a value may be sent. Reports its problems. */
function checkSchema (schema: JsonSchema, report: (mistake: Finding) => void): boolean {
  const shape = check(SchemaInput, schema)
  const mistakes = shape.length > 0 ? shape : findingsIn(schema, [])
  for (const mistake of mistakes) report(mistake)
  return mistakes.length === 0
}

function findingsIn (schema: JsonSchema, path: readonly string[]): Finding[] {
  return [
    ...faultsOf(schema).map(message => ({ path, message })),
    ...partsOf(schema).flatMap(([at, part]) => findingsIn(part, [...path, ...at]))
  ]
}

function faultsOf (schema: JsonSchema): string[] {
  const { type = [], properties, required = [], additionalProperties = false, pattern } = schema as Record<string, never>
  const keywords = Object.keys(schema).filter(keyword => !annotations.has(keyword))
  const alternatives = ['anyOf', 'oneOf'].find(keyword => keyword in schema)
  if (alternatives !== undefined) {
    return keywords.length === 1 ? [] : [`${alternatives} must stand alone, got ${keywords.join(', ')}: move the others into its schemas`]
  }
  if ('const' in schema || 'enum' in schema || keywords.length === 0) return []
  const unknown = additionalProperties === false ? (required as string[]).filter(name => !Object.hasOwn(properties ?? {}, name)) : []
  return [
    ...'type' in schema ? [] : [`a schema with ${keywords.join(', ')} must have a type`],
    // Only declared members are sent. An object schema without properties would send nothing.
    ...[type].flat().includes('object' as never) && properties === undefined && additionalProperties === false
      ? ['an object must have properties, or additionalProperties: true to send whatever it holds']
      : [],
    ...unknown.map(name => `required must name properties, got "${name}"`),
    ...pattern === undefined || isRegExp(pattern) ? [] : [`pattern must be a regular expression, got "${pattern}"`]
  ]
}

function partsOf (
  { items, anyOf = [], oneOf = [], properties = {}, additionalProperties }: JsonSchema
): Array<readonly [path: readonly string[], schema: JsonSchema]> {
  const among = (keyword: string, parts: object) =>
    Object.entries(parts).map(([key, part]) => [[keyword, key], part as JsonSchema] as const)
  const single = { items, additionalProperties }
  return [
    ...among('anyOf', anyOf as object),
    ...among('oneOf', oneOf as object),
    ...among('properties', properties as object),
    ...Object.entries(single)
      .filter(([, part]) => typeof part === 'object')
      .map(([keyword, part]) => [[keyword], part as JsonSchema] as const)
  ]
}

function isRegExp (pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp
  } catch {
    return false
  }
}
