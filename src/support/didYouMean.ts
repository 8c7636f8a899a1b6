import leven, { closestMatch } from 'leven'

/** How many comparisons one check of many names may do. Each takes about a microsecond. */
const maxComparisons = 200_000

/**
 * `didYouMean` for many names that are compared with the same list.
 *
 * Thousands of unknown names in a catalog of thousands of codes would take minutes: only the first get a suggestion.
 */
export function createDidYouMean (names: () => Iterable<string>): (name: string) => string {
  let others: readonly string[] | undefined
  let left = maxComparisons
  return name => {
    others ??= [...names()]
    if (left <= 0) return ''
    left -= others.length
    return didYouMean(name, others)
  }
}

/** ` (did you mean "x"?)` if a known name is similar, else an empty string. */
export function didYouMean (name: string, names: Iterable<string>): string {
  // The time of a comparison grows with the length, and no name is this long.
  if (name.length > 100) return ''
  const others = new Map([...names].filter(other => other !== name).map(other => [other.toLowerCase(), other]))
  const match = closestMatch(name.toLowerCase(), [...others.keys()], { maxDistance: Math.ceil(name.length / 3) })
  return match === undefined ? '' : ` (did you mean "${others.get(match)}"?)`
}

/** Up to three similar names, the nearest first; names that contain the given one are nearest. */
export function nearest (name: string, names: Iterable<string>): string[] {
  const [given, farthest] = [name.toLowerCase(), Math.ceil(name.length / 3)]
  const distances = [...new Set(names)].map(other => {
    const lower = other.toLowerCase()
    return [other, lower.includes(given) ? 0 : leven(given, lower, { maxDistance: farthest + 1 })] as const
  })
  return distances.filter(([, distance]) => distance <= farthest).sort(([, a], [, b]) => a - b).slice(0, 3).map(([other]) => other)
}
