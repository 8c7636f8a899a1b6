import type { JsonSchema } from '../format/jsonSchema.ts'

/** A JSON Schema of a detail as TypeScript: the same type that `defineCatalog` infers from it. */
function typeText (schema: JsonSchema): string {
  const [, print] = forms.find(([keyword]) => keyword in schema) ?? []
  return print?.(schema) ?? 'unknown'
}

/** The first of these keywords that a schema has decides its type. */
const forms: ReadonlyArray<readonly [keyword: string, print: (schema: JsonSchema) => string]> = [
  ['const', ({ const: value }) => literal(value)],
  ['enum', ({ enum: values }) => union((values as unknown[]).map(literal))],
  ['anyOf', ({ anyOf }) => union((anyOf as JsonSchema[]).map(typeText))],
  ['oneOf', ({ oneOf }) => union((oneOf as JsonSchema[]).map(typeText))],
  ['type', schema => union([schema['type']].flat().map(type => types[type as keyof typeof types](schema)))]
]

const types = {
  string: () => 'string',
  number: () => 'number',
  integer: () => 'number',
  boolean: () => 'boolean',
  null: () => 'null',
  array: ({ items = {} }: JsonSchema) => `ReadonlyArray<${typeText(items as JsonSchema)}>`,
  object: objectText
}

/** The keywords for the members of an object. */
interface ObjectSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema | boolean
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
}

function objectText ({ properties, required = [], additionalProperties, patternProperties = {} }: ObjectSchema): string {
  if (properties !== undefined) {
    return membersText(Object.entries(properties).map(([name, schema]) => ({ name, required: required.includes(name), schema })))
  }
  // A record in TypeScript syntax is read as patternProperties.
  const [values = additionalProperties] = Object.values(patternProperties)
  return `Readonly<Record<string, ${typeof values === 'object' ? typeText(values) : 'unknown'}>>`
}

interface Member {
  readonly name: string
  readonly required: boolean
  readonly schema: JsonSchema
}

/** The members of an object. */
export function membersText (members: readonly Member[]): string {
  if (members.length === 0) return '{}'
  return `{ ${members.map(member => `readonly ${memberText(member)}`).join(', ')} }`
}

/** A member with its type. */
export function memberText ({ name, required, schema }: Member): string {
  return `${nameText(name)}${required ? '' : '?'}: ${typeText(schema)}`
}

/** A name as the key of a member. */
export function nameText (name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name)
}

/** A string in single quotes; any other value as JSON. */
export function literal (value: unknown): string {
  return typeof value === 'string'
    ? `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
    : JSON.stringify(value)
}

function union (parts: readonly string[]): string {
  return [...new Set(parts)].join(' | ')
}
