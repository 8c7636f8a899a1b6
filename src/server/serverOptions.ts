import type { FastifyError, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify'
import { buildValidator } from './buildValidator.ts'
import { withCovered } from './covered.ts'
import { failFor } from './fail.ts'
import { scopeOf } from './scope.ts'

interface Own {
  readonly schemaController?: { readonly compilersFactory?: object }
  readonly frameworkErrors?: unknown
  readonly return503OnClosing?: boolean
  readonly http?: { readonly requireHostHeader?: boolean } | null
  readonly https?: { readonly requireHostHeader?: boolean } | boolean | null
}

/**
 * Options for `Fastify({...})` that a plugin cannot set later, merged with your own; yours win.
 *
 * - URLs that cannot be routed, requests without Host and requests while the server closes reach the catalog,
 * - bodies are validated without conversion and without dropping fields, in every scope.
 */
export function serverOptions<T extends FastifyServerOptions> (own: T = {} as T): T & FastifyServerOptions {
  const { schemaController, frameworkErrors: ownErrors, return503OnClosing, http, https } = own as Own
  // Fastify builds a server of the one or of the other.
  const isSecure = https !== undefined && https !== null && https !== false
  const given = isSecure ? https : http
  const settings = typeof given === 'object' ? given : undefined
  const covered = {
    url: ownErrors === undefined,
    closing: return503OnClosing === undefined,
    host: settings?.requireHostHeader === undefined
  }
  return withCovered({
    frameworkErrors,
    return503OnClosing: false,
    ...own,
    [isSecure ? 'https' : 'http']: { requireHostHeader: false, ...settings },
    schemaController: {
      ...schemaController,
      compilersFactory: { buildValidator, ...schemaController?.compilersFactory }
    }
  } as unknown as T & FastifyServerOptions, covered)
}

/** `reply.send(error)` would end in Fastify's default handler here: no hooks run and nothing is decorated. */
function frameworkErrors (error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const scope = scopeOf(request)
  if (scope === undefined) request.server.errorHandler(error, request, reply)
  else failFor(reply, scope, error)
}
