import type { TSchema } from '@sinclair/typebox'
import { ValueErrorType, type ValueError } from '@sinclair/typebox/errors'
import { Value, ValuePointer } from '@sinclair/typebox/value'
import type { Finding } from '../source/diagnostic.ts'
import { didYouMean } from '../support/didYouMean.ts'
import { schemas, type Shape } from './schemas.ts'

/**
 * What is wrong with a value that has not the shape: what each part must be and what it is, one mistake a part.
 *
 * What a part must be is the `errorMessage` of its schema, which every schema needs.
 */
export function explain (shape: Shape, value: unknown): Finding[] {
  const seen = new Set<string>()
  return [...Value.Errors(schemas[shape], value)].flatMap(error => {
    // TypeBox tells of a missing property twice: that it is missing, and that undefined is of the wrong type.
    if (seen.has(error.path)) return []
    seen.add(error.path)
    return [toMistake(value, error)]
  })
}

function toMistake (root: unknown, error: ValueError): Finding {
  const keys = error.path.split('/').slice(1)
  const path = keys.map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  const name = subjectOf(root, keys, path)
  if (error.type === ValueErrorType.ObjectAdditionalProperties) {
    const known = Object.keys(error.schema['properties'] as object)
    const hint = didYouMean(name, known)
    return { path, atKey: true, message: `"${name}" is not a known key${hint === '' ? `: use ${known.join(', ')}` : hint}` }
  }
  const must = String(error.schema['errorMessage'])
  if (error.type === ValueErrorType.ObjectRequiredProperty) {
    return { path: path.slice(0, -1), atKey: true, message: `${subjectOf(root, keys.slice(0, -1), path.slice(0, -1))} must have ${name}: it ${must}` }
  }
  return { path, message: `${name} ${must}, got ${shown(error.value)}${hintFor(error)}` }
}

/** The last key of a path, and for an item of a list the list's as well: `causes[0]`. */
function subjectOf (root: unknown, keys: readonly string[], path: readonly string[]): string {
  const [name, list] = [path.at(-1), path.at(-2)]
  if (name === undefined) return 'the catalog'
  if (list !== undefined && Array.isArray(ValuePointer.Get(root, keys.slice(0, -1).map(key => `/${key}`).join('')))) return `${list}[${name}]`
  return name === '' ? 'the empty name' : name
}

/** The nearest allowed text, where the allowed ones are a closed set. */
function hintFor ({ schema, value }: ValueError): string {
  const allowed = ((schema['anyOf'] ?? []) as TSchema[]).map(({ const: text }) => text as unknown).filter(text => typeof text === 'string')
  return typeof value === 'string' ? didYouMean(value, allowed) : ''
}

function shown (value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  if (typeof value !== 'string') return String(value)
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
