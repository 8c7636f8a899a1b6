import type { JsonSchema } from '../format/jsonSchema.ts'

/** A value that fits a schema: its own example where it has one, else a text is `<name>`. */
export function sampleOf (schema: JsonSchema, name: string): unknown {
  const { examples = [], enum: values = [], anyOf, oneOf } = schema as { [K in 'examples' | 'enum' | 'anyOf' | 'oneOf']?: unknown[] }
  const given = [...examples, ...['default', 'const'].filter(keyword => keyword in schema).map(keyword => schema[keyword]), ...values]
  if (given.length > 0) return given[0]
  const [first] = (anyOf ?? oneOf ?? []) as JsonSchema[]
  if (first !== undefined) return sampleOf(first, name)
  const [type = 'null'] = [schema['type'] ?? []].flat()
  return samples[type as keyof typeof samples](schema, name)
}

const samples = {
  string: ({ minLength = 0, maxLength }: JsonSchema, name: string) =>
    `<${name}>`.padEnd(minLength as number, '.').slice(0, maxLength as number | undefined),
  number: numberOf,
  integer: numberOf,
  boolean: () => true,
  null: () => null,
  array: ({ items = {}, minItems = 1 }: JsonSchema, name: string) =>
    Array.from({ length: Math.max(1, minItems as number) }, () => sampleOf(items as JsonSchema, name)),
  object: ({ properties = {} }: JsonSchema) =>
    Object.fromEntries(Object.entries(properties as Record<string, JsonSchema>).map(([name, schema]) => [name, sampleOf(schema, name)]))
}

/** The least that is allowed, else 1 or the most. */
function numberOf ({ minimum, maximum = 1 }: JsonSchema): unknown {
  return minimum ?? Math.min(1, maximum as number)
}
