import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify'
import { buildValidator } from './buildValidator.ts'
import { failFor } from './fail.ts'
import { internal } from './internal.ts'
import { scopeOf } from './scope.ts'

/** Which failures a server leaves to the plugin, for which it has no hook unless it was built so. */
export interface Covered {
  /** A URL that cannot be routed. */
  readonly url: boolean
  /** A request that comes while the server closes. */
  readonly closing: boolean
  /** A request without Host, or with several. */
  readonly host: boolean
}

const kCovered = Symbol.for('fastify-error-catalog.covered')

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
  const { schemaController, frameworkErrors: ownErrors, return503OnClosing } = own as Own
  const { isSecure, settings } = settingsOf(own as Own)
  const covered: Covered = {
    url: ownErrors === undefined,
    closing: return503OnClosing === undefined,
    host: settings?.requireHostHeader === undefined
  }
  return {
    frameworkErrors,
    return503OnClosing: false,
    ...own,
    [isSecure ? 'https' : 'http']: { requireHostHeader: false, ...settings },
    schemaController: {
      ...schemaController,
      compilersFactory: { buildValidator, ...schemaController?.compilersFactory }
    },
    [kCovered]: { covered, frameworkErrors }
  } as unknown as T & FastifyServerOptions
}

/** The options of Node's server. */
function settingsOf ({ http, https }: Own) {
  // Fastify builds a server of the one or of the other.
  const isSecure = https !== undefined && https !== null && https !== false
  const given = isSecure ? https : http
  return { isSecure, settings: typeof given === 'object' && given !== null ? given : undefined }
}

interface Built extends Own {
  readonly [kCovered]?: { readonly covered: Covered, readonly frameworkErrors: unknown }
}

/** What a server leaves to the plugin: nothing without `serverOptions`, and nothing that was set again beside them. */
export function coveredBy (root: FastifyInstance): Covered {
  const built = internal<Built>(root, 'fastify.options') ?? {}
  const { covered, frameworkErrors } = built[kCovered] ?? {}
  return {
    url: covered?.url === true && built.frameworkErrors === frameworkErrors,
    closing: covered?.closing === true && built.return503OnClosing === false,
    host: covered?.host === true && settingsOf(built).settings?.requireHostHeader === false
  }
}

/** `reply.send(error)` would end in Fastify's default handler here: no hooks run and nothing is decorated. */
function frameworkErrors (error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const scope = scopeOf(request)
  if (scope === undefined) request.server.errorHandler(error, request, reply)
  else failFor(reply, scope, error)
}
