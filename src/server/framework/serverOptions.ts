import type { FastifyError, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify'
import { settingsOf, type Deciding } from '../fastify/serverSettings.ts'
import { compact } from '../../support/compact.ts'
import { failFor } from '../reply/fail.ts'
import { copyOf, stamp, version } from '../fastify/copies.ts'
import { scopeOf } from '../scope/scope.ts'

/**
 * Options for `Fastify({...})` that a plugin cannot set later, merged with your own; yours win.
 *
 * Malformed URLs, requests without Host and requests during shutdown then reach the catalog. The options work by value: a
 * copy of the result, such as a deep merge, does the same.
 */
export function serverOptions<T extends FastifyServerOptions> (own: T = {} as T): T & FastifyServerOptions {
  const { isSecure, settings } = settingsOf(own as Deciding)
  return {
    frameworkErrors,
    return503OnClosing: false,
    ...compact(own),
    [isSecure ? 'https' : 'http']: { requireHostHeader: false, ...compact(settings ?? {}) }
  } as unknown as T & FastifyServerOptions
}

/** What all copies of the package recognise as the function of `serverOptions`. */
const frameworkErrors = stamp((error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
  const copy = copyOf<{ readonly handleFrameworkError: typeof handleFrameworkError }>(request.server)
  if (copy === undefined) request.server.errorHandler(error, request, reply)
  else copy.handleFrameworkError(error, request, reply)
}, { version })

/** `reply.send(error)` would end in Fastify's default handler here: no hooks run and nothing is decorated. */
export function handleFrameworkError (error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const scope = scopeOf(request)
  if (scope === undefined) request.server.errorHandler(error, request, reply)
  else failFor(reply, scope, error)
}
