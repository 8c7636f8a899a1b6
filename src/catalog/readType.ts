import { checkSchema } from './checkSchema.ts'
import type { JsonSchema } from '../format/jsonSchema.ts'
import type { Finding } from '../source/diagnostic.ts'
import { parseType } from '../format/parseType.ts'

/**
 * The schema of the type of the detail `name`; mistakes are reported with their path within the type.
 *
 * An invalid type reads as one that fits wherever a detail is used, so that it causes no further mistakes.
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

/** By type: ten thousand codes have some dozens of types. */
const schemas = new Map<string, JsonSchema>()

/** Fits a hole, a link to Retry-After and `$string`. */
const standIn: JsonSchema = { type: 'integer' }
