import type { JsonSchema } from '../../format/jsonSchema.ts'
import { literal, nameText } from '../typeText.ts'

/** The type of a detail for readers: as a catalog writes it, such as `integer` or `string[]`. */
export function typeWords (schema: JsonSchema): string {
  if ('const' in schema) return literal(schema['const'])
  if ('enum' in schema) return union((schema['enum'] as unknown[]).map(literal))
  const parts = (schema['anyOf'] ?? schema['oneOf']) as JsonSchema[] | undefined
  if (parts !== undefined) return union(parts.map(typeWords))
  const types = [schema['type'] ?? []].flat()
  return types.length === 0 ? 'any' : union(types.map(type => wordsOfType(String(type), schema)))
}

function wordsOfType (type: string, schema: JsonSchema): string {
  if (type === 'array') return arrayWords(schema)
  if (type === 'object') return objectWords(schema)
  const { format } = schema
  return typeof format === 'string' ? `${type} (${format})` : type
}

function arrayWords ({ items = {} }: JsonSchema): string {
  const item = typeWords(items as JsonSchema)
  return /[ |]/.test(item) && !item.startsWith('{') ? `(${item})[]` : `${item}[]`
}

function objectWords ({ properties, required = [], additionalProperties, patternProperties = {} }: JsonSchema): string {
  if (properties !== undefined) {
    const members = Object.entries(properties as Record<string, JsonSchema>)
    const mark = (name: string) => (required as string[]).includes(name) ? '' : '?'
    return `{ ${members.map(([name, schema]) => `${nameText(name)}${mark(name)}: ${typeWords(schema)}`).join(', ')} }`
  }
  const [values = additionalProperties] = Object.values(patternProperties as Record<string, JsonSchema>)
  return typeof values === 'object' ? `{ [name]: ${typeWords(values as JsonSchema)} }` : 'object'
}

function union (parts: readonly string[]): string {
  return [...new Set(parts)].join(' | ')
}
