import type { JsonSchema } from '../format/jsonSchema.ts'
import { createProjection, type Projection } from './project.ts'

/** One declared detail of an entry: a named, typed value that a failure carries. */
export interface Detail {
  readonly name: string
  readonly required: boolean
  /** Logged and never sent. */
  readonly private: boolean
  readonly schema: JsonSchema
  /** Text, number or boolean: may be a hole of a message. */
  readonly scalar: boolean
  readonly project: Projection
}

export function toDetail (name: string, schema: JsonSchema, { required, isPrivate }: { required: boolean, isPrivate: boolean }): Detail {
  let shared = known.get(schema)
  if (shared === undefined) known.set(schema, shared = { scalar: isScalar(schema), project: createProjection(schema) })
  return { name, required, private: isPrivate, schema, scalar: shared.scalar, project: shared.project }
}

/** What follows from a schema: details of one type share theirs (readType.ts). */
const known = new WeakMap<JsonSchema, Pick<Detail, 'scalar' | 'project'>>()

function isScalar ({ type, anyOf, oneOf, ...rest }: JsonSchema): boolean {
  if ('const' in rest || 'enum' in rest) return true
  const parts = (anyOf ?? oneOf) as JsonSchema[] | undefined
  if (parts !== undefined) return parts.every(isScalar)
  return [type].flat().every(name => name !== undefined && name !== 'object' && name !== 'array')
}

/** Optionality is the name's (`name?`); a type written as optional inside an object keeps its own. */
export function splitName (name: string): { name: string, required: boolean } {
  return name.endsWith('?') ? { name: name.slice(0, -1), required: false } : { name, required: true }
}
