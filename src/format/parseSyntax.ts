import { Kind, type TSchema } from '@sinclair/typebox'
import { Syntax } from '@sinclair/typebox/syntax'
import type { JsonSchema } from './jsonSchema.ts'
import { didYouMean } from '../support/didYouMean.ts'

/** The schema of a type in TypeScript syntax, or what is wrong with it. */
export function parseSyntax (type: string): JsonSchema | string {
  const parsed = parse(type)
  const fault = parsed === undefined ? 'must be a type in TypeScript syntax' : faultOfType(parsed)
  return fault ?? JSON.parse(JSON.stringify(parsed)) as JsonSchema
}

/**
 * `Syntax` stops quietly at what it cannot read: `string |` and `string garbage` are `string` to it
 * (TypeBox 0.34). Between brackets the rest of the text has to be read too, and text that closes one kind
 * of bracket itself does not fit the other.
 */
function parse (text: string): TSchema | undefined {
  // Template literals are not read to their end, and a member called __proto__ gets lost.
  if (/`|__proto__/.test(text)) return undefined
  try {
    const inner = Syntax(`(${text})`) as TSchema
    const outer = Syntax(`{ type: ${text} }`) as TSchema
    return inner[Kind] === 'Never' ? undefined : (outer['properties'] as Record<string, TSchema> | undefined)?.['type']
  } catch {
    // The parser is recursive: some thousand brackets are too many for it.
    return undefined
  }
}

const kinds = new Set(['String', 'Number', 'Integer', 'Boolean', 'Null', 'Literal', 'Object', 'Array', 'Union', 'Record'])
const names = ['string', 'number', 'integer', 'boolean', 'null']

function faultOfType (schema: TSchema): string | undefined {
  const kind = schema[Kind]
  if (kind === 'Any' || kind === 'Unknown') return 'must be written as a JSON Schema ({}) to accept anything'
  if (kind === 'Undefined') return 'must have a name that ends in ? to be optional'
  if (kind === 'Ref') return `must be made of known types: "${schema['$ref']}" is none${didYouMean(String(schema['$ref']), names)}`
  if (!kinds.has(kind)) return `must be made of strings, numbers, integers, booleans, null, literals, objects, arrays, unions and records, not ${kind}`
  if (schema['const'] === '') return 'must have no empty literal'
  const { anyOf = [], items = [], properties = {}, patternProperties = {} } = schema as Record<string, object>
  if (kind === 'Object' && Object.keys(properties).length === 0) return 'must say what members the object has'
  if (Object.keys(patternProperties).some(pattern => pattern !== '^(.*)$')) return 'must have a record whose keys are string'
  for (const part of [anyOf, items, Object.values(properties), Object.values(patternProperties)].flat()) {
    const fault = faultOfType(part as TSchema)
    if (fault !== undefined) return fault
  }
  return undefined
}
