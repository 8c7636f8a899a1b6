/** A function that makes the value of a key once. */
export function memoize<K, V> (make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>()
  return key => {
    if (!made.has(key)) made.set(key, make(key))
    return made.get(key) as V
  }
}
