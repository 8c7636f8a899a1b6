import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyReply } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { FailOptions } from '../catalog/catalogError.ts'
import { counted } from '../catalog/diagnostic.ts'
import type { CatalogSource } from '../catalog/read.ts'
import { shapeMistakes } from '../catalog/shape.ts'
import type { Code, FailArgs } from '../catalog/typed.ts'
import { loadContract } from '../envelope/load.ts'
import { failFor, failWith } from './fail.ts'
import { addResponseHooks, addSuccessHook } from './hooks.ts'
import { log } from './log.ts'
import { setRequestIds } from './requestId.ts'
import { isAnswered, resend } from './respond.ts'
import { addScope, rootOf, scopeOf, type Scope } from './scope.ts'
import { addValidator } from './validator.ts'

export interface ErrorCatalogOptions {
  /**
   * Where the catalog is: a path (`./catalog.yaml`, with `#name` where the file holds several), a file: URL,
   * or the content from `defineCatalog`. Default: the shipped catalog `http`.
   */
  readonly catalog?: CatalogSource
}

const Options = Type.Object({
  catalog: Type.Optional(Type.Unknown({ errorMessage: 'must be a path, a file: URL or a catalog' }))
}, { additionalProperties: false, errorMessage: 'must be an object' })

declare module 'fastify' {
  interface FastifyReply {
    /**
     * Answer with a code of the catalog of this scope: status, body and headers are the catalog's.
     *
     * Never throws. `return` it from async handlers and hooks. After a reply was sent it logs and does nothing.
     */
    fail<K extends Code> (code: K, ...args: FailArgs<K, FailOptions>): this
  }
}

async function register (app: FastifyInstance, options: ErrorCatalogOptions) {
  const { catalog = { extends: 'http' } } = checkOptions(options)
  const root = rootOf(app)
  warnOfEarlyRoutes(app, root)
  const scope = addScope(app, await loadContract(catalog))
  if (!app.hasReplyDecorator('fail')) app.decorateReply('fail', fail as never)
  setRequestIds(app, scope)
  addResponseHooks(root)
  if (scope.envelope.wrap !== undefined) addSuccessHook(app)
  addValidator(app)
  app.setErrorHandler((error, request, reply) => {
    if (isAnswered(reply)) {
      resend(reply, error)
    } else if (reply.raw.headersSent) {
      log(reply, 'error', { err: error }, 'a reply failed after its headers were sent: the connection is closed')
      reply.raw.destroy()
    } else {
      failFor(reply, scopeOf(request) ?? scope, error)
    }
  })
}

function fail (this: FastifyReply, code: string, details?: unknown, options?: unknown) {
  if (this.sent || this.raw.headersSent || isAnswered(this)) {
    log(this, 'warn', { code }, 'reply.fail came after the reply was sent and did nothing')
    return this
  }
  const trace = (message: string) => {
    const error = new Error(message)
    Error.captureStackTrace(error, fail)
    return error
  }
  // Decorated where a scope was added, so there is one.
  return failWith(this, scopeOf(this.request) as Scope, { code, details, options, trace })
}

/** An error handler holds for routes that are added after it (Fastify, docs/Reference/Server.md#seterrorhandler). */
function warnOfEarlyRoutes (app: FastifyInstance, root: FastifyInstance) {
  const routes = app === root ? app.printRoutes({ commonPrefix: false }) : ''
  if (/[(]/.test(routes.replace('(empty tree)', ''))) {
    app.log.warn(`fastify-error-catalog was registered after routes, whose failures it does not answer: register it before them\n${routes}`)
  }
}

function checkOptions (options: ErrorCatalogOptions): ErrorCatalogOptions {
  const mistakes = shapeMistakes(Options, options)
  const { catalog } = options
  const isSource = typeof catalog === 'string' || catalog instanceof URL || (typeof catalog === 'object' && catalog !== null && !Array.isArray(catalog))
  const all = [
    ...mistakes.map(({ message }) => message),
    ...catalog === undefined || isSource ? [] : [`catalog must be a path, a file: URL or a catalog, got ${catalog === null ? 'null' : typeof catalog}`]
  ]
  if (all.length > 0) throw new TypeError(`${counted(all.length, 'mistake')} in the options of fastify-error-catalog: ${all.join('; ')}`)
  return options
}

/** The plugin: answers every failure of the scope it is registered in from one catalog. */
export const errorCatalog = fastifyPlugin(register, { name: 'fastify-error-catalog', fastify: '5.x' })
