/** The size of each value: 250 empty objects are as much work as a string of 16,000 characters. */
const sizeOfValue = 64

/** Values that nest deeper are never small: a recursive schema is applied once for each level. */
const maxLevels = 32

/**
 * Copy a JSON value whose size is at most `limit`: 1 for each character of a string or a name, 64 for each value.
 *
 * @returns `undefined` if it is larger, nests deeper than 32 levels, or contains anything else, such as a buffer or a stream.
 * The walk stops at the limit, so a large value costs no more than one of that size.
 */
export function copySmall (value: unknown, limit: number): { readonly copy: unknown } | undefined {
  const walk = { left: limit }
  const copy = copyOf(value, walk, 0)
  return walk.left < 0 ? undefined : { copy }
}

function copyOf (value: unknown, walk: { left: number }, level: number): unknown {
  walk.left -= sizeOfValue
  switch (typeof value) {
    case 'string':
      walk.left -= value.length
      return value
    case 'number': case 'boolean': case 'undefined': return value
    case 'object':
      if (value === null) return value
      if (walk.left >= 0 && level <= maxLevels) return Array.isArray(value) ? listOf(value, walk, level) : membersOf(value, walk, level)
  }
  walk.left = -1
  return undefined
}

function listOf (list: readonly unknown[], walk: { left: number }, level: number): unknown[] {
  const copy: unknown[] = []
  if (list.length * sizeOfValue > walk.left) walk.left = -1
  for (let index = 0; index < list.length && walk.left >= 0; index++) copy.push(copyOf(list[index], walk, level + 1))
  return copy
}

function membersOf (object: object, walk: { left: number }, level: number): object {
  const prototype = Object.getPrototypeOf(object) as object | null
  const copy = (prototype === Object.prototype ? {} : Object.create(null)) as Record<string, unknown>
  // Parsers of query strings return objects with a prototype that has none itself.
  const isPlain = prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null
  if (!isPlain) walk.left = -1
  for (const name in object) {
    walk.left -= name.length
    if (name === '__proto__') walk.left = -1
    if (walk.left < 0) break
    copy[name] = copyOf((object as Record<string, unknown>)[name], walk, level + 1)
  }
  return copy
}
