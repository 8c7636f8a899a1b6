import { closestMatch } from 'leven'

/** ` (did you mean "x"?)` when another name is near enough to have been meant, else nothing. */
export function hintOf (name: string, names: Iterable<string>): string {
  // The comparison takes time that grows with the length, and no name is this long.
  if (name.length > 100) return ''
  const others = new Map([...names].filter(other => other !== name).map(other => [other.toLowerCase(), other]))
  const match = closestMatch(name.toLowerCase(), [...others.keys()], { maxDistance: Math.ceil(name.length / 3) })
  return match === undefined ? '' : ` (did you mean "${others.get(match)}"?)`
}
