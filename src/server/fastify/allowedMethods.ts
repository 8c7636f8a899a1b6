import type { FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify'
import { urlPath } from '../../support/urlPath.ts'
import { rootOf } from './internals.ts'

/** The methods that the router accepts for the URL of a request. */
export function methodsOf (request: FastifyRequest): string[] {
  const { server, is404 } = request
  return methodsIn(server).filter(method => (!is404 && method === request.method) || matches(request, method))
}

const used = new WeakMap<FastifyInstance, readonly string[]>()

/** The methods of all routes of a server: the router knows about 35, and each costs a search. Routes cannot be added later. */
function methodsIn (app: FastifyInstance): readonly string[] {
  const root = rootOf(app)
  let methods = used.get(root)
  if (methods === undefined) {
    methods = root.supportedMethods.filter(method => root.printRoutes({ method: method as HTTPMethods }) !== noRoutes)
    used.set(root, methods)
  }
  return methods
}

/** The output of `printRoutes` for a method without routes (find-my-way, lib/pretty-print.js). */
const noRoutes = '(empty tree)'

type FindRoute = (
  route: { method: string, url: string, constraints: object }
) => { params: Record<string, string>, searchParams?: object } | null

function matches ({ server, url, headers }: FastifyRequest, method: string): boolean {
  const { host = headers[':authority'], 'accept-version': version } = headers
  const constraints = { ...host === undefined ? {} : { host }, ...typeof version === 'string' ? { version } : {} }
  const path = urlPath(url)
  const route = (server.findRoute as unknown as FindRoute)({ method, url: path, constraints })
  // Without searchParams it is the router's result for a bad URL (find-my-way, _onBadUrl).
  return route?.searchParams !== undefined && !isCatchAll(route.params['*'], path)
}

/** A wildcard for all URLs, such as `OPTIONS *` of @fastify/cors or `/*` of a single-page application. */
function isCatchAll (wildcard: string | undefined, path: string): boolean {
  return wildcard?.replaceAll('/', '') === decodeURIComponent(path).replaceAll('/', '')
}
