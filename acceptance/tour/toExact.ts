/** The expected value, with each matching pattern replaced by the actual value. It equals the actual value only if that is as expected. */
export function toExact (want: unknown, got: unknown): unknown {
  if (want instanceof RegExp) return want.test(String(got)) ? got : want
  if (typeof want !== 'object' || want === null) return want
  const at = (name: string | number) => (got as Record<string | number, unknown> | null | undefined)?.[name]
  if (Array.isArray(want)) return want.map((item, index) => toExact(item, at(index)))
  return Object.fromEntries(Object.entries(want).map(([name, value]) => [name, toExact(value, at(name))]))
}
