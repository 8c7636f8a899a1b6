/** What is wanted, with each pattern that fits replaced by what it fits: equal to what came, where that is as wanted. */
export function toExact (want: unknown, got: unknown): unknown {
  if (want instanceof RegExp) return want.test(String(got)) ? got : want
  if (typeof want !== 'object' || want === null) return want
  const at = (name: string | number) => (got as Record<string | number, unknown> | null | undefined)?.[name]
  if (Array.isArray(want)) return want.map((item, index) => toExact(item, at(index)))
  return Object.fromEntries(Object.entries(want).map(([name, value]) => [name, toExact(value, at(name))]))
}
