import type { JsonSchema } from '../format/jsonSchema.ts'

/** A value that fits a schema: its example if it has one, else a string is `<name>`, or a string in its format. */
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
  string: ({ minLength = 0, maxLength, format }: JsonSchema, name: string) =>
    formats.get(String(format)) ?? `<${name}>`.padEnd(minLength as number, '.').slice(0, maxLength as number | undefined),
  number: numberOf,
  integer: numberOf,
  boolean: () => true,
  null: () => null,
  array: ({ items = {}, minItems = 1 }: JsonSchema, name: string) =>
    Array.from({ length: Math.max(1, minItems as number) }, () => sampleOf(items as JsonSchema, name)),
  object: ({ properties = {} }: JsonSchema) =>
    Object.fromEntries(Object.entries(properties as Record<string, JsonSchema>).map(([name, schema]) => [name, sampleOf(schema, name)]))
}

/** A string in each common format of JSON Schema. */
const formats: ReadonlyMap<string, string> = new Map(Object.entries({
  'date-time': '2030-01-31T12:00:00Z',
  date: '2030-01-31',
  time: '12:00:00Z',
  duration: 'P1D',
  email: 'ada@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  'uri-reference': '/path',
  uuid: '6f1e4c9a-8a3c-4f5e-9d0b-2f7c1a3b5d7e'
}))

/** The minimum, else 1 or the maximum. */
function numberOf ({ minimum, maximum = 1 }: JsonSchema): unknown {
  return minimum ?? Math.min(1, maximum as number)
}
