import type { Shape } from './shape.ts'

type Members = Readonly<Record<string, unknown>>

/**
 * The keys next to a key of a mapping that belong into it, by that key: in YAML their lines lack indentation.
 *
 * They follow a key without a value, or continue a mapping after strings and numbers.
 */
export function findMisplaced ({ properties = {}, additionalProperties }: Shape, members: Members): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  if (additionalProperties === undefined) return found
  let above: string | undefined
  for (const key of Object.keys(members)) {
    const value = members[key]
    if (above !== undefined && !Object.hasOwn(properties, key) && belongs(shapeOf(above), key, value, members[above] === null)) {
      found.set(above, [...found.get(above) ?? [], key])
    } else {
      above = value === null || isMapping(value) ? key : undefined
    }
  }
  return found

  function shapeOf (key: string): Shape {
    return (Object.hasOwn(properties, key) ? properties[key] : additionalProperties) || {}
  }
}

/** A member of an entry, such as `status`, or an entry of a mapping of entries. */
function belongs ({ properties = {}, required = [], additionalProperties }: Shape, key: string, value: unknown, isEmpty: boolean): boolean {
  if (required.length > 0 && Object.hasOwn(properties, key)) {
    return isEmpty ? !hasOneOf(value, required) : !isMapping(value) && value !== null
  }
  return isEmpty && typeof additionalProperties === 'object' && hasOneOf(value, additionalProperties.required ?? [])
}

function hasOneOf (value: unknown, names: readonly string[]): boolean {
  return isMapping(value) && names.some(name => Object.hasOwn(value, name))
}

function isMapping (value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
