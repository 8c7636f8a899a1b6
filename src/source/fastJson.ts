import { maxDepth } from './maxDepth.ts'
import type { Quick } from './source.ts'

/**
 * The value of a JSON text, or nothing where it is none, a mere scalar or has a key twice: then it is read with places.
 *
 * `JSON.parse` keeps the last of two equal keys and tells nobody (ECMA-262, InternalizeJSONProperty). Of such a text more
 * colons are read than there are in the value: one behind each key, and those in keys and texts.
 */
export function fastJson (text: string): Quick | undefined {
  const value = parse(text)
  if (typeof value !== 'object' || value === null || unusual.test(text)) return undefined
  return colonsOf(value, maxDepth) === colonsIn(text) ? { value } : undefined
}

/** A colon that a search for the sign does not find; a line end that YAML knows and the reader with places does not. */
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

/** The colons that the value has as JSON; no number where it nests deeper than so many levels. */
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
