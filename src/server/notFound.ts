import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { failAs } from './fail.ts'
import { prepare } from './respond.ts'
import { pathOf, scopeOf } from './scope.ts'

/**
 * The body of Fastify's own 404 becomes that of the catalog, or a 405 where another method would match.
 *
 * A handler of our own would take the one place that `setNotFoundHandler` has for each prefix, and two scopes
 * with one prefix would not boot; the default answer is always the same, so it is replaced as it is sent.
 */
export function replaceNotFound (request: FastifyRequest, reply: FastifyReply, payload: unknown): string | undefined {
  if (reply.statusCode !== 404 || !isDefault(payload)) return undefined
  const scope = scopeOf(request)
  if (scope === undefined) return undefined
  const allowed = methodsOf(request)
  if (allowed.length === 0) return prepare(reply, failAs(reply, scope, 'notFound'), scope)
  const failure = failAs(reply, scope, 'methodNotAllowed')
  return prepare(reply, failure, scope, failure.status === 405 ? [{ allow: allowed.join(', ') }] : [])
}

// Fastify's lib/four-oh-four.js, basic404.
function isDefault (payload: unknown): boolean {
  return typeof payload === 'string' &&
    payload.startsWith('{"message":"Route ') && payload.endsWith(' not found","error":"Not Found","statusCode":404}')
}

/** The methods that the router would take for this URL, where the one that was used is not among them. */
function methodsOf (request: FastifyRequest): string[] {
  const { server } = request
  const methods = server.supportedMethods.filter(method => matches(server, method, request))
  return methods.includes(request.method) ? [] : methods
}

function matches (server: FastifyInstance, method: string, request: FastifyRequest): boolean {
  const { host, 'accept-version': version } = request.headers
  const constraints = { ...host === undefined ? {} : { host }, ...typeof version === 'string' ? { version } : {} }
  try {
    const url = pathOf(request.url)
    const route = server.findRoute({ method, url, constraints } as unknown as Parameters<typeof server.findRoute>[0]) as { params?: Record<string, string>, searchParams?: unknown } | null
    // Without searchParams it is the router's answer to a bad URL; a wildcard over everything is a
    // catch-all, such as the OPTIONS * of @fastify/cors or the /* of a single-page application.
    return route !== null && route.searchParams !== undefined && route.params?.['*'] !== url.slice(1) && route.params?.['*'] !== url
  } catch {
    // A constraint of the user's own that cannot be derived from a URL.
    return false
  }
}
