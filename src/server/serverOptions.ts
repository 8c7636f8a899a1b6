import type { FastifyError, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify'
import { buildValidator } from './buildValidator.ts'

/**
 * Options for `Fastify({...})` that a plugin cannot set later, merged with your own; yours win.
 *
 * - bad URLs and over-long parameters reach the catalog of the root scope,
 * - bodies are validated without conversion and without dropping fields, in every scope.
 */
export function serverOptions<T extends FastifyServerOptions> (own: T = {} as T): T & FastifyServerOptions {
  const { schemaController } = own as { schemaController?: { compilersFactory?: object } }
  return {
    frameworkErrors,
    ...own,
    schemaController: {
      ...schemaController,
      compilersFactory: { buildValidator, ...schemaController?.compilersFactory }
    }
  } as T & FastifyServerOptions
}

/** `reply.send(error)` would end in Fastify's default handler here: no hooks run and nothing is decorated. */
function frameworkErrors (error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  request.server.errorHandler(error, request, reply)
}
