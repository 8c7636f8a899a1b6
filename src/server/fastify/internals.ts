import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/**
 * A private member of a Fastify instance, by the description of its symbol; `undefined` in a version without it.
 *
 * NOTE: only this file reads symbols of Fastify. No public API has what these hold:
 *
 * - `fastify.options`: `ajv`, `clientErrorHandler`, `frameworkErrors`, `genReqId`, `return503OnClosing`. `initialConfig` lacks them.
 * - `fastify.state`: whether the server closes. A `preClose` hook learns it only when the hooks before it are done.
 * - `fastify.serverBindings`: the servers of `listen({ host: 'localhost' })`. `addresses()` has only their addresses.
 * - `fastify.hooks`: the hooks of a scope. `onRoute` has only those of the route.
 * - `fastify.acceptedHTTPMethods`: which methods have a body. `supportedMethods` has only the names.
 * - `fastify.schemaController`: the builder of a custom validator compiler. `validatorCompiler` is what it has built.
 * - `fastify.schemaErrorFormatter`: there is a setter only.
 * - `fastify.404ContextKey`, `fastify.canSetNotFoundHandler`: the default 404. `setNotFoundHandler` would take the user's place.
 */
export function internal<T> (app: FastifyInstance, description: string): T | undefined {
  for (let at: object | null = app; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const key = Object.getOwnPropertySymbols(at).find(symbol => symbol.description === description)
    if (key !== undefined) return ((at as Record<symbol, unknown>)[key] ?? undefined) as T | undefined
  }
  return undefined
}

/** An onSend or preSerialization hook, bound to its instance. */
type Hook = (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: (error: unknown, payload?: unknown) => void) => unknown

/** Fastify's context of a route (lib/context.js). */
export interface RouteContext {
  readonly server: FastifyInstance
  readonly config: { readonly method: string | string[], readonly url: string }
  readonly schema?: { readonly hide?: boolean }
  readonly errorHandler: object
  readonly validatorCompiler?: unknown
  /** Hooks of the route and of its scopes; null if there are none. */
  readonly onSend?: Hook[] | null
  readonly preSerialization?: Hook[] | null
}

// Each copy of Fastify has its own symbols: try the last one found first.
let kHeaders: symbol | undefined

/**
 * The headers that were set on a reply, by lower-case name.
 *
 * The public `reply.getHeaders()` also copies the headers of the response: with helmet that takes 7 % of a failure.
 */
export function headersOn (reply: FastifyReply): Readonly<Record<string, unknown>> {
  const from = reply as unknown as Readonly<Record<symbol, Readonly<Record<string, unknown>> | undefined>>
  return from[kHeaders as symbol] ?? from[(kHeaders = symbolOf(reply, 'fastify.reply.headers')) as symbol] ?? reply.getHeaders()
}

function symbolOf (from: object, description: string): symbol | undefined {
  return Object.getOwnPropertySymbols(from).find(symbol => symbol.description === description)
}

/**
 * The routes of a server, also those from before the plugin, which an `onRoute` hook does not see.
 *
 * When find-my-way prints routes with their metadata, it passes each to `buildPrettyMeta` (prettyPrint), which is replaced here.
 */
export function routesOf (root: FastifyInstance): RouteContext[] {
  const routes = new Set<RouteContext>()
  root.printRoutes({
    includeMeta: true,
    get buildPrettyMeta () {
      return ({ store }: { store: RouteContext }) => {
        routes.add(store)
        return {}
      }
    },
    set buildPrettyMeta (_own: unknown) {}
  } as { includeMeta: true })
  return [...routes]
}

/** The instance that all others of a server inherit from. */
export function rootOf (app: FastifyInstance): FastifyInstance {
  let root = app
  // The prototype of an encapsulated instance is its parent (Fastify, docs/Reference/Encapsulation.md).
  for (let up = Object.getPrototypeOf(app); 'register' in up; up = Object.getPrototypeOf(up)) root = up
  return root
}
