import type { FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify'
import { urlPath } from '../../support/urlPath.ts'
import { rootOf } from './internals.ts'

/** The methods the router would take for the URL of a request; of a route that answers, always its own. */
export function methodsOf (request: FastifyRequest): string[] {
  const { server, is404 } = request
  return methodsIn(server).filter(method => (!is404 && method === request.method) || matches(request, method))
}

const used = new WeakMap<FastifyInstance, readonly string[]>()

/** The methods that any route of a server has: the router knows some 35, and each costs a search. None is added once requests come in. */
function methodsIn (app: FastifyInstance): readonly string[] {
  const root = rootOf(app)
  let methods = used.get(root)
  if (methods === undefined) {
    methods = root.supportedMethods.filter(method => root.printRoutes({ method: method as HTTPMethods }) !== noRoutes)
    used.set(root, methods)
  }
  return methods
}

/** What `printRoutes` prints of a method that no route has (find-my-way, lib/pretty-print.js). */
const noRoutes = '(empty tree)'

type FindRoute = (
  route: { method: string, url: string, constraints: object }
) => { params: Record<string, string>, searchParams?: object } | null

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
