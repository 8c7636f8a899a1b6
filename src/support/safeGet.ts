/** A member of any value; getters and proxies may throw. */
export function safeGet (from: unknown, name: string): unknown {
  try {
    return (from as Record<string, unknown> | null | undefined)?.[name]
  } catch {
    return undefined
  }
}

/** An own member of a value: if names come from a client, `constructor` may be one of them. */
export function safeGetOwn (from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null && Object.hasOwn(from, name) ? safeGet(from, name) : undefined
}
