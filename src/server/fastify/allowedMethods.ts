import type { FastifyInstance, FastifyRequest } from 'fastify'
import { routesOf } from './internals.ts'
import { urlPath } from '../../support/urlPath.ts'
import { rootOf } from './internals.ts'

/** The methods the router would take for the URL of a request; of a route that answers, always its own. */
export function methodsOf (request: FastifyRequest): string[] {
  const { server, is404 } = request
  return methodsIn(server).filter(method => (!is404 && method === request.method) || matches(request, method))
}

const kMethods = Symbol.for('fastify-error-catalog.methods')

type Routed = FastifyInstance & { [kMethods]?: readonly string[] }

/** The methods that any route has: the router knows some 35, and each costs a search. None is added once requests come in. */
function methodsIn (app: Routed): readonly string[] {
  app[kMethods] ??= usedOf(rootOf(app))
  return app[kMethods]
}

function usedOf (root: FastifyInstance): readonly string[] {
  const used = new Set(routesOf(root).flatMap(({ config }) => config.method))
  return root.supportedMethods.filter(method => used.has(method))
}

type FindRoute = (route: { method: string, url: string, constraints: object }) => { params: Record<string, string>, searchParams?: object } | null

function matches ({ server, url, headers }: FastifyRequest, method: string): boolean {
  const { host = headers[':authority'], 'accept-version': version } = headers
  const constraints = { ...host === undefined ? {} : { host }, ...typeof version === 'string' ? { version } : {} }
  const path = urlPath(url)
  const route = (server.findRoute as unknown as FindRoute)({ method, url: path, constraints })
  // Without searchParams it is the router's answer to a bad URL (find-my-way, _onBadUrl).
  return route?.searchParams !== undefined && !isCatchAll(route.params['*'], path)
}

/** A wildcard over everything, such as the `OPTIONS *` of @fastify/cors or the `/*` of a single-page application. */
function isCatchAll (wildcard: string | undefined, path: string): boolean {
  return wildcard?.replaceAll('/', '') === decodeURIComponent(path).replaceAll('/', '')
}
