import type { Code } from '../../catalog/registerTypes.ts'
import type { Entry } from '../../catalog/entry.ts'
import { copyOf } from '../fastify/copies.ts'
import { declarationOf, type Declaration, type Declaring } from './declaredErrors.ts'
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
  return copyOf<{ readonly errorsOf: typeof errorsOf }>(route.config)?.errorsOf(route) ?? []
}

/** The errors of a route that this copy of the package serves. */
export function errorsOf (route: Declaring): RouteError[] {
  const declaration = declarationOf(route) as Declaration
  const { codes } = declaration
  return entriesOf(declaration, impliedOn(declaration)).map(({ code, status }) => ({ code: code as Code, status, implied: codes?.has(code) !== true }))
}

/** The entries that a route and its scope declare, and those of some implied codes, in the order of the catalog. */
export function entriesOf ({ codes, scope: { catalog } }: Declaration, implied: ReadonlySet<string>): Entry[] {
  return [...catalog.entries.values()].filter(({ code }) => codes?.has(code) === true || implied.has(code))
}
