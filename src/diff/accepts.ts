import { isDeepStrictEqual } from 'node:util'
import type { JsonSchema } from '../format/jsonSchema.ts'

/** Keywords that describe values and limit none. */
const annotations = ['title', 'description', 'examples', 'default', 'deprecated', '$comment', 'readOnly', 'writeOnly']

/** Keywords that are compared part by part. */
const structure = ['type', 'enum', 'const', 'anyOf', 'oneOf', 'properties', 'required', 'items', 'additionalProperties']

/** Whether clients that handle all values of the old schema handle all of the new one. They ignore members that they do not know. */
export function accepts (old: JsonSchema, next: JsonSchema): boolean {
  const alternatives = alternativesOf(old)
  return alternativesOf(next).every(one => alternatives.some(other => acceptsOne(other, one)))
}

/** The values of an enumeration. */
export function isEnumeration (schema: JsonSchema): boolean {
  return alternativesOf(schema).every(each => 'const' in each)
}

/** A schema as alternatives, each with one type or one constant. */
function alternativesOf (schema: JsonSchema): JsonSchema[] {
  const { anyOf, oneOf, enum: values, type, ...rest } = schema
  const parts = (anyOf ?? oneOf) as JsonSchema[] | undefined
  if (parts !== undefined) return parts.flatMap(alternativesOf)
  if (values !== undefined) return (values as unknown[]).map(value => ({ const: value }))
  if ('const' in schema) return [{ const: schema['const'] }]
  return Array.isArray(type) ? type.map(each => ({ ...rest, type: each as string })) : [schema]
}

function acceptsOne (old: JsonSchema, next: JsonSchema): boolean {
  if ('const' in old) return 'const' in next && isDeepStrictEqual(old['const'], next['const'])
  if ('const' in next) return typesOf(next['const']).includes(String(old['type'])) && limitsOf(old).length === 0
  const isOfType = old['type'] === undefined || old['type'] === next['type'] || (old['type'] === 'number' && next['type'] === 'integer')
  return isOfType &&
    limitsOf(old).every(name => isDeepStrictEqual(old[name], next[name])) &&
    acceptsMembers(old, next) &&
    acceptsOthers(old, next) &&
    acceptsParts(old['items'], next['items'])
}

/** The types of JSON Schema that a value has. */
function typesOf (value: unknown): readonly string[] {
  if (value === null) return ['null']
  return typeof value === 'number' && Number.isInteger(value) ? ['integer', 'number'] : [typeof value]
}

/** The keywords that limit values, besides the structure. */
function limitsOf (schema: JsonSchema): string[] {
  return Object.keys(schema).filter(name => !annotations.includes(name) && !structure.includes(name))
}

/** Whether the new schema has every member that the old one declares, required if it was required, and of a type that clients handle. */
function acceptsMembers (old: JsonSchema, next: JsonSchema): boolean {
  const [before, after] = [membersOf(old), membersOf(next)]
  return before.required.every(name => after.required.includes(name)) &&
    Object.entries(before.properties).every(([name, schema]) => {
      const other = after.properties[name]
      return other !== undefined && accepts(schema, other)
    })
}

function membersOf ({ properties = {}, required = [] }: JsonSchema) {
  return { properties: properties as Readonly<Record<string, JsonSchema>>, required: required as readonly string[] }
}

/** Whether clients that read undeclared members handle those of the new schema, and the members that only it declares. */
function acceptsOthers (old: JsonSchema, next: JsonSchema): boolean {
  const others = othersOf(old)
  const declared = membersOf(old).properties
  const added = Object.entries(membersOf(next).properties).filter(([name]) => !Object.hasOwn(declared, name))
  return acceptsParts(others, othersOf(next)) &&
    (others === undefined || added.every(([, schema]) => accepts(others, schema)))
}

/** The schema of undeclared members. A server does not send them without `additionalProperties`. */
function othersOf ({ additionalProperties: others }: JsonSchema): JsonSchema | undefined {
  return others === true ? {} : others === false ? undefined : others as JsonSchema | undefined
}

function acceptsParts (old: unknown, next: unknown): boolean {
  if (typeof old !== 'object') return true
  return typeof next === 'object' && accepts(old as JsonSchema, next as JsonSchema)
}
