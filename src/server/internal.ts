import type { FastifyInstance } from 'fastify'

/**
 * What Fastify keeps on an instance behind a symbol of its own, by the symbol's description.
 *
 * NOTE: the only place that reads it: options that no public member tells, whether the server closes, the further
 * servers of `listen({ host: 'localhost' })`, the hooks of a scope, and which methods have a body. Absent, each
 * counts as not given.
 */
export function internal<T> (app: FastifyInstance, description: string): T | undefined {
  for (let at: object | null = app; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const key = Object.getOwnPropertySymbols(at).find(symbol => symbol.description === description)
    if (key !== undefined) return ((at as Record<symbol, unknown>)[key] ?? undefined) as T | undefined
  }
  return undefined
}
