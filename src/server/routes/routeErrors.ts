import type { Code } from '../../catalog/registerTypes.ts'
import type { Entry } from '../../catalog/entry.ts'
import { copyOf } from '../fastify/copies.ts'
import { declarationOf, type Declaration, type Declaring } from './declaredErrors.ts'
import { impliedOn } from './impliedErrors.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The codes that this route may return, in addition to those of its scope and of the framework. */
    errors?: readonly Code[]
  }
}

/** One error of a route. */
export interface RouteError {
  readonly code: Code
  readonly status: number
  /** Whether the framework adds it and nobody declared it. */
  readonly implied: boolean
}

/**
 * The errors of a route, in the order of its catalog: those that it and its scope declare, and those that the framework adds.
 *
 * `route` is the argument of an `onRoute` hook, or `request.routeOptions`. Call it when the server is ready, because plugins
 * add hooks to routes until then. A route without a catalog has no errors.
 */
export function routeErrors (route: Declaring): RouteError[] {
  return copyOf<{ readonly errorsOf: typeof errorsOf }>(route.config)?.errorsOf(route) ?? []
}

/** The errors of a route that this copy of the package serves. */
export function errorsOf (route: Declaring): RouteError[] {
  const declaration = declarationOf(route) as Declaration
  const { codes } = declaration
  return entriesOf(declaration, impliedOn(declaration)).map(({ code, status }) => ({
    code: code as Code,
    status,
    implied: codes?.has(code) !== true
  }))
}

/** The entries that a route and its scope declare, and those of some implied codes, in the order of the catalog. */
export function entriesOf ({ codes, scope: { catalog } }: Declaration, implied: ReadonlySet<string>): Entry[] {
  return [...catalog.entries.values()].filter(({ code }) => codes?.has(code) === true || implied.has(code))
}
