import { maxDepth } from './maxDepth.ts'
import type { Quick } from './source.ts'

/**
 * The value of a JSON text; `undefined` if it is invalid, a scalar or has a key twice: then the slower reader with places reads it.
 *
 * `JSON.parse` silently keeps the last of two equal keys (ECMA-262, InternalizeJSONProperty). Such a text has more colons
 * than its value: one after each key, and those in keys and strings.
 */
export function fastJson (text: string): Quick | undefined {
  const value = parse(text)
  if (typeof value !== 'object' || value === null || unusual.test(text)) return undefined
  return colonsOf(value, maxDepth) === colonsIn(text) ? { value } : undefined
}

/** An escaped colon, which a search for the character misses; a line end that YAML knows and the reader with places does not. */
const unusual = /\\u003a|\r(?!\n)/i

function parse (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function colonsIn (text: string): number {
  let count = 0
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) count++
  return count
}

/** The number of colons of the value as JSON; NaN if it nests deeper than the limit. */
function colonsOf (value: unknown, levels: number): number {
  if (typeof value === 'string') return colonsIn(value)
  if (typeof value !== 'object' || value === null) return 0
  if (levels === 0) return NaN
  let count = 0
  if (Array.isArray(value)) {
    for (const item of value) count += colonsOf(item, levels - 1)
  } else {
    for (const [key, part] of Object.entries(value)) count += 1 + colonsIn(key) + colonsOf(part, levels - 1)
  }
  return count
}
