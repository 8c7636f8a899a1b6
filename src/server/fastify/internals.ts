import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/**
 * What Fastify keeps on an instance behind a symbol of its own, by the symbol's description.
 *
 * NOTE: this file is the only place that reads it: options that no public member tells, whether the server closes, the
 * further servers of `listen({ host: 'localhost' })`, the hooks of a scope and of a route, the headers of a reply, which methods have a
 * body, the routes, and the default 404, whose handler `notFound` replaces.
 * Absent, each counts as not given.
 */
export function internal<T> (app: FastifyInstance, description: string): T | undefined {
  for (let at: object | null = app; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const key = Object.getOwnPropertySymbols(at).find(symbol => symbol.description === description)
    if (key !== undefined) return ((at as Record<symbol, unknown>)[key] ?? undefined) as T | undefined
  }
  return undefined
}

/** A hook of onSend or preSerialization, bound to its instance. */
type Hook = (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: (error: unknown, payload?: unknown) => void) => unknown

/** What Fastify keeps of a route (lib/context.js). */
export interface RouteContext {
  readonly server: FastifyInstance
  readonly config: { readonly method: string | string[], readonly url: string }
  readonly schema?: { readonly hide?: boolean }
  readonly errorHandler: object
  readonly validatorCompiler?: unknown
  /** Hooks of the route and of its scopes; null where there are none. */
  readonly onSend?: Hook[] | null
  readonly preSerialization?: Hook[] | null
}

// Each copy of Fastify has a symbol of its own: the one that was found last is asked first.
let kHeaders: symbol | undefined

/**
 * The headers that were set on a reply, by lower-case name.
 *
 * `reply.getHeaders()` copies those of the response too: behind helmet that takes 7 % of a failure.
 */
export function headersOn (reply: FastifyReply): Readonly<Record<string, unknown>> {
  const from = reply as unknown as Readonly<Record<symbol, Readonly<Record<string, unknown>> | undefined>>
  return from[kHeaders as symbol] ?? from[(kHeaders = symbolOf(reply, 'fastify.reply.headers')) as symbol] ?? reply.getHeaders()
}

function symbolOf (from: object, description: string): symbol | undefined {
  return Object.getOwnPropertySymbols(from).find(symbol => symbol.description === description)
}

/**
 * The routes of a server.
 *
 * Printed with their meta data, each is given to `buildPrettyMeta` (find-my-way, prettyPrint), which takes its place here.
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
  // An encapsulated instance is made with its parent as prototype (Fastify, docs/Reference/Encapsulation.md).
  for (let up = Object.getPrototypeOf(app); 'register' in up; up = Object.getPrototypeOf(up)) root = up
  return root
}
