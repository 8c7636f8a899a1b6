type Compact<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Only the members that have a value. */
export function compact<T extends object> (members: T): Compact<T> {
  const some: Compact<T> = {}
  // A loop takes a fifth of the time of lists of pairs.
  for (const name in members) if (members[name] !== undefined) some[name] = members[name] as Compact<T>[typeof name]
  return some
}
