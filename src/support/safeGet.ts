/** A member of anything; getters and proxies may throw. */
export function safeGet (from: unknown, name: string): unknown {
  try {
    return (from as Record<string, unknown> | null | undefined)?.[name]
  } catch {
    return undefined
  }
}

/** A member that is the value's own: where names come from a client, `constructor` is one of them. */
export function safeGetOwn (from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null && Object.hasOwn(from, name) ? safeGet(from, name) : undefined
}
