import type { Code } from '../../catalog/registerTypes.ts'
import { declarationOf, type Declaring } from './declaredErrors.ts'
import { impliedOn } from './impliedErrors.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The codes this route answers with, besides those of its scope and those that the framework adds. */
    errors?: readonly Code[]
  }
}

/** One way in which a route may fail. */
export interface RouteError {
  readonly code: Code
  readonly status: number
  /** Whether the framework adds it, and nobody has declared it. */
  readonly implied: boolean
}

/**
 * What a route may answer with, in the order of its catalog: what it and its scope declare, and what the framework adds.
 *
 * `route` is what a hook of `onRoute` got, or `request.routeOptions`. What plugins add to a route is known when the
 * server is ready. Of a route that no catalog answers for, nothing is known.
 */
export function routeErrors (route: Declaring): RouteError[] {
  const declaration = declarationOf(route)
  if (declaration === undefined) return []
  const { codes, scope: { catalog } } = declaration
  const implied = impliedOn(declaration)
  return [...catalog.entries.values()]
    .filter(({ code }) => codes?.has(code) === true || implied.has(code))
    .map(({ code, status }) => ({ code: code as Code, status, implied: codes?.has(code) !== true }))
}
