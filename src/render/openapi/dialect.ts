import type { JsonSchema } from '../../format/jsonSchema.ts'

/** The JSON Schema dialect of an OpenAPI version: 3.1 and 3.2 have the same. */
export type Version = '2.0' | '3.0' | '3.1'

/** The version of a document; `undefined` if it is not an OpenAPI document of a known version. */
export function versionOf ({ swagger, openapi }: Readonly<Record<string, unknown>>): Version | undefined {
  if (swagger === '2.0') return '2.0'
  const [, minor] = /^3\.([012])\./.exec(String(openapi)) ?? []
  return minor === undefined ? undefined : minor === '0' ? '3.0' : '3.1'
}

/** A JSON Schema in the dialect of an OpenAPI version. 3.0 has `nullable` and one type, and neither `const` nor `examples`. */
export function toOpenapiSchema (schema: JsonSchema, version: Version): JsonSchema {
  const { $comment, patternProperties, required, ...rest } = withEnum(schema)
  const [values] = Object.values((patternProperties ?? {}) as Record<string, JsonSchema>)
  const whole = withTypeOfValues({
    ...rest,
    ...values === undefined ? {} : { additionalProperties: values },
    ...Array.isArray(required) && required.length > 0 ? { required } : {}
  })
  const converted = mapSubschemas(whole, inner => toOpenapiSchema(inner, version))
  return version === '3.1' ? converted : toOpenapi30(converted)
}

/** A union of constants as an enum, which generators and pages show in one line. */
function withEnum (schema: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = schema
  const values = (anyOf as JsonSchema[] | undefined)?.flatMap(member =>
    'const' in member ? [member['const']] : member['type'] === 'null' ? [null] : [])
  return values === undefined || values.length < 2 || values.length !== (anyOf as JsonSchema[]).length ? schema : { ...rest, enum: values }
}

/** Generators read a constant or an enum as `unknown` if it has no type. */
function withTypeOfValues (schema: JsonSchema): JsonSchema {
  const values = 'const' in schema ? [schema['const']] : schema['enum'] as unknown[] | undefined
  if (values === undefined || schema['type'] !== undefined) return schema
  const types = [...new Set(values.map(typeOf))]
  return { type: types.length === 1 ? types[0] : types, ...schema }
}

function typeOf (value: unknown): string {
  return value === null ? 'null' : Number.isInteger(value) ? 'integer' : typeof value
}

function mapSubschemas (schema: JsonSchema, map: (inner: JsonSchema) => JsonSchema): JsonSchema {
  const mapped: Record<string, unknown> = { ...schema }
  for (const keyword of ['items', 'additionalProperties']) {
    if (typeof schema[keyword] === 'object') mapped[keyword] = map(schema[keyword] as JsonSchema)
  }
  for (const keyword of ['anyOf', 'oneOf']) {
    if (schema[keyword] !== undefined) mapped[keyword] = (schema[keyword] as JsonSchema[]).map(map)
  }
  if (schema['properties'] !== undefined) {
    const properties = Object.entries(schema['properties'] as Record<string, JsonSchema>)
    mapped['properties'] = Object.fromEntries(properties.map(([name, inner]) => [name, map(inner)]))
  }
  return mapped
}

/** The only schema of 3.0 that accepts only null. */
const onlyNull = { type: 'object', nullable: true, enum: [null] }

function toOpenapi30 (schema: JsonSchema): JsonSchema {
  const { const: value, examples, type, ...rest } = schema
  const plain = {
    ...rest,
    ...'const' in schema ? { enum: [value] } : {},
    ...Array.isArray(examples) && examples.length > 0 ? { example: examples[0] } : {}
  }
  return withNullable({ ...toTypes30([type ?? []].flat() as string[]), ...plain })
}

function toTypes30 (types: readonly string[]): JsonSchema {
  const others = types.filter(type => type !== 'null')
  if (others.length === 0) return types.length === 0 ? {} : onlyNull
  const nullable = others.length < types.length ? { nullable: true } : {}
  const [type] = others
  return others.length === 1 ? { type, ...nullable } : { anyOf: others.map(type => ({ type, ...nullable })) }
}

/** `anyOf: [A, null]` as `A` that is nullable: for generators the first is a union. */
function withNullable (schema: JsonSchema): JsonSchema {
  for (const keyword of ['anyOf', 'oneOf']) {
    const members = (schema[keyword] ?? []) as JsonSchema[]
    const others = members.filter(({ nullable, enum: values }) =>
      !(nullable === true && Array.isArray(values) && values.length === 1 && values[0] === null))
    const [only] = others
    if (others.length === 1 && members.length === 2 && only?.['type'] !== undefined) {
      const { [keyword]: union, ...rest } = schema
      return { ...rest, ...only, nullable: true }
    }
  }
  return schema
}
