import type { TSchema } from '@sinclair/typebox'
import { ValueErrorType, type ValueError } from '@sinclair/typebox/errors'
import { Value } from '@sinclair/typebox/value'
import type { Mistake } from './diagnostic.ts'
import { hintOf } from './nearest.ts'

/** What is wrong with the shape of a value: what each part must be and what it is, one mistake a part. */
export function shapeMistakes (schema: TSchema, value: unknown): Mistake[] {
  if (Value.Check(schema, value)) return []
  const seen = new Set<string>()
  return [...Value.Errors(schema, value)].flatMap(error => {
    // TypeBox tells of a missing property twice: that it is missing, and that undefined is of the wrong type.
    if (seen.has(error.path)) return []
    seen.add(error.path)
    return [toMistake(schema, error)]
  })
}

function toMistake (root: TSchema, error: ValueError): Mistake {
  const path = error.path.split('/').slice(1).map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  const name = path.at(-1) ?? 'the catalog'
  if (error.type === ValueErrorType.ObjectAdditionalProperties) {
    const known = Object.keys((error.schema['properties'] ?? {}) as object)
    const hint = hintOf(name, known)
    return { path, atKey: true, message: `"${name}" is not a known key${hint === '' ? `: use ${known.join(', ')}` : hint}` }
  }
  const must = String(error.schema['errorMessage'] ?? `must be ${error.message}`)
  if (error.type === ValueErrorType.ObjectRequiredProperty) {
    return { path: path.slice(0, -1), atKey: true, message: `${path.at(-2) ?? 'the catalog'} must have a ${name}: it ${must}` }
  }
  return { path, message: `${name} ${must}, got ${shown(error.value)}${hintFor(error)}` }
}

/** The nearest allowed text, where the allowed ones are a closed set. */
function hintFor ({ schema, value }: ValueError): string {
  const allowed = ((schema['anyOf'] ?? []) as TSchema[]).map(({ const: text }) => text as unknown).filter(text => typeof text === 'string')
  return typeof value === 'string' ? hintOf(value, allowed) : ''
}

function shown (value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  const text = String(JSON.stringify(value) ?? typeof value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
