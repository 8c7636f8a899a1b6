import { closestMatch } from 'leven'

/** ` (did you mean "x"?)` when a name is near enough to have been meant, else nothing. */
export function hintOf (name: string, names: Iterable<string>): string {
  const maxDistance = Math.max(2, Math.floor(name.length / 3))
  const match = closestMatch(name, [...names], { maxDistance })
  return match === undefined ? '' : ` (did you mean "${match}"?)`
}
