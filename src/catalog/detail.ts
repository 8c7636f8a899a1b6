import { Kind, type TSchema } from '@sinclair/typebox'
import { Syntax } from '@sinclair/typebox/syntax'
import { hintOf } from './nearest.ts'
import { createProjection, type Projection } from './project.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

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

const kinds = new Set(['String', 'Number', 'Integer', 'Boolean', 'Null', 'Literal', 'Object', 'Array', 'Union', 'Record'])

const keywords = new Set([
  'type', 'const', 'enum', 'properties', 'required', 'additionalProperties', 'items', 'anyOf', 'oneOf',
  'minimum', 'maximum', 'minLength', 'maxLength', 'pattern', 'minItems', 'maxItems',
  'format', 'title', 'description', 'examples', 'default', 'deprecated', '$comment'
])

const types = new Set(['string', 'number', 'integer', 'boolean', 'null', 'object', 'array'])

/** The schema of a detail's type, or a sentence that says why it is none. */
export function readType (type: string | JsonSchema): { schema: JsonSchema } | { fault: string } {
  if (typeof type !== 'string') {
    const fault = faultOfSchema(type)
    return fault === undefined ? { schema: type } : { fault }
  }
  const schema = parseSyntax(type)
  if (schema === undefined) return { fault: `must be a type in TypeScript syntax, got "${type}"` }
  const fault = faultOfType(schema)
  return fault === undefined ? { schema: JSON.parse(JSON.stringify(schema)) as JsonSchema } : { fault: `${fault}, got "${type}"` }
}

export function toDetail (name: string, schema: JsonSchema, { required, isPrivate }: { required: boolean, isPrivate: boolean }): Detail {
  return { name, required, private: isPrivate, schema, scalar: isScalar(schema), project: createProjection(schema) }
}

/**
 * `Syntax` stops quietly at what it cannot read: `string |` and `string garbage` are `string` to it
 * (TypeBox 0.34). Between brackets the rest of the text has to be read too, and text that closes one kind
 * of bracket itself does not fit the other.
 */
function parseSyntax (text: string): TSchema | undefined {
  if (text.includes('`')) return undefined
  const inner = Syntax(`(${text})`) as TSchema
  const outer = Syntax(`{ type: ${text} }`) as TSchema
  if (inner[Kind] === 'Never' || outer[Kind] !== 'Object') return undefined
  const properties = outer['properties'] as Record<string, TSchema>
  return Object.keys(properties).length === 1 ? properties['type'] : undefined
}

function faultOfType (schema: TSchema): string | undefined {
  const kind = schema[Kind]
  if (kind === 'Any' || kind === 'Unknown') return 'must be written as a JSON Schema to accept anything'
  if (kind === 'Ref') return `must be made of known types: "${schema['$ref']}" is none${hintOf(String(schema['$ref']), types)}`
  if (!kinds.has(kind)) return `must be made of strings, numbers, integers, booleans, null, literals, objects, arrays, unions and records, not ${kind}`
  if (schema['const'] === '') return 'must have no empty literal'
  for (const part of partsOf(schema)) {
    const fault = faultOfType(part as TSchema)
    if (fault !== undefined) return fault
  }
  return undefined
}

function faultOfSchema (schema: JsonSchema): string | undefined {
  for (const keyword of Object.keys(schema)) {
    if (!keywords.has(keyword)) {
      return `must be a JSON Schema of the keywords that details understand: "${keyword}" is none${hintOf(keyword, keywords)}`
    }
  }
  for (const type of [schema['type'] ?? []].flat()) {
    if (!types.has(type as string)) return `must have a type of ${[...types].join(', ')}, got ${JSON.stringify(type)}`
  }
  const pattern = schema['pattern']
  if (pattern !== undefined && !isRegExp(pattern)) return `must have a pattern that is a regular expression, got ${JSON.stringify(pattern)}`
  for (const part of partsOf(schema)) {
    if (typeof part === 'boolean') continue
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return `must hold schemas within, got ${JSON.stringify(part)}`
    const fault = faultOfSchema(part as JsonSchema)
    if (fault !== undefined) return fault
  }
  return undefined
}

function partsOf (schema: JsonSchema): unknown[] {
  const { items, anyOf, oneOf, properties, patternProperties, additionalProperties } = schema
  return [
    items ?? [], anyOf ?? [], oneOf ?? [],
    Object.values(properties ?? {}), Object.values(patternProperties ?? {}), additionalProperties ?? []
  ].flat()
}

function isScalar (schema: JsonSchema): boolean {
  const parts = [schema['anyOf'] ?? [], schema['oneOf'] ?? []].flat() as JsonSchema[]
  if (parts.length > 0) return parts.every(isScalar)
  const values = 'const' in schema ? [schema['const']] : schema['enum'] as unknown[] | undefined
  if (values !== undefined) return values.every(value => typeof value !== 'object' || value === null)
  const type = [schema['type'] ?? 'object'].flat()
  return type.every(name => name !== 'object' && name !== 'array')
}

function isRegExp (pattern: unknown): boolean {
  try {
    return typeof pattern === 'string' && new RegExp(pattern, 'u') instanceof RegExp
  } catch {
    return false
  }
}

/** Optionality is the name's (`name?`); a type written as optional inside an object keeps its own. */
export function splitName (name: string): { name: string, required: boolean } {
  return name.endsWith('?') ? { name: name.slice(0, -1), required: false } : { name, required: true }
}
