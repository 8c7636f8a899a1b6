import { checkSchema } from './checkSchema.ts'
import type { JsonSchema } from '../format/jsonSchema.ts'
import type { Finding } from '../source/diagnostic.ts'
import { compiledCheck } from '../format/compiledCheck.ts'
import { parseSimple } from '../format/parseSimple.ts'
import { typeBox } from '../format/loadTypeBox.ts'

/**
 * The schema of the type of the detail `name`; mistakes are reported with their path within the type.
 *
 * A type with a mistake reads as one that fits wherever a detail is used, so that nothing else is wrong because of it.
 * One that is not simple only `loadTypeBox` lets it read.
 */
export function readType (name: string, type: string | JsonSchema, report: (mistake: Finding) => void): JsonSchema {
  if (typeof type !== 'string') return checkSchema(type, report) ? type : standIn
  const schema = simpleOf(type) ?? typeBox().parseSyntax(type)
  if (typeof schema !== 'string') {
    schemas.set(type, schema)
    return schema
  }
  report({ path: [], message: `${name} ${schema}, got "${type}"` })
  return standIn
}

/** Whether a type is read without TypeBox. */
export function isSimpleType (type: string | JsonSchema): boolean {
  return typeof type === 'string' ? simpleOf(type) !== undefined : compiledCheck.schema(type)
}

/** Those of types without a fault: ten thousand codes have some dozens, and to parse each took 75 of the 109 ms of building them. */
const schemas = new Map<string, JsonSchema>()

/** Fits a hole, a link to Retry-After and `$string`. */
const standIn: JsonSchema = { type: 'integer' }

function simpleOf (type: string): JsonSchema | undefined {
  const schema = schemas.get(type) ?? parseSimple(type)
  if (schema !== undefined) schemas.set(type, schema)
  return schema
}
