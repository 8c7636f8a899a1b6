import type { JsonSchema } from '../format/jsonSchema.ts'
import type { Entry } from '../catalog/entry.ts'
import { isAlways, variableOf, type Node, type ObjectNode } from './node.ts'

/**
 * The JSON Schema of the bodies that a folded template writes for its entry.
 *
 * It requires no detail: the server omits a missing detail and still sends the failure.
 */
export function toSchema (node: Node, entry: Entry): JsonSchema {
  switch (node.kind) {
    case 'literal': return { const: node.value }
    case 'variable':
      if (node.name === 'details') return { type: 'object', properties: propertiesOf(entry) }
      return { type: variableOf(node.name).type }
    case 'detail': return propertiesOf(entry)[node.name] as JsonSchema
    case 'list': return listSchema(node.items, entry)
    case 'object': return objectSchema(node, entry)
    case 'each': {
      const items = { type: 'array', items: toSchema(node.as, entry), minItems: 1 }
      return node.byPath ? { type: 'object', additionalProperties: items, minProperties: 1 } : items
    }
    case 'first': return { anyOf: node.nodes.map(inner => toSchema(inner, entry)) }
    case 'string':
      return node.of.kind === 'variable' && node.of.name === 'details'
        ? { type: 'object', properties: mapValues(propertiesOf(entry), () => ({ type: 'string' })) }
        : { type: 'string' }
  }
}

function objectSchema ({ members, spreadAt }: ObjectNode, entry: Entry): JsonSchema {
  const own = members.map(([name, node]) => [name, toSchema(node, entry)] as const)
  const details = spreadAt === undefined ? {} : propertiesOf(entry)
  return {
    type: 'object',
    properties: { ...details, ...Object.fromEntries(own) },
    required: members.filter(([, node]) => isAlways(node)).map(([name]) => name)
  }
}

function listSchema (items: readonly Node[], entry: Entry): JsonSchema {
  const least = items.filter(isAlways).length
  if (items.length === 0) return { type: 'array', maxItems: 0 }
  const schemas = items.map(item => toSchema(item, entry))
  return { type: 'array', items: schemas.length === 1 ? schemas[0] : { anyOf: schemas }, minItems: least, maxItems: items.length }
}

function propertiesOf ({ details }: Entry): Record<string, JsonSchema> {
  return Object.fromEntries(details.filter(detail => !detail.private).map(({ name, schema }) => [name, schema]))
}

function mapValues<T, U> (record: Record<string, T>, to: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]))
}
