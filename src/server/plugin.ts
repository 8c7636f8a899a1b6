import type { FastifyInstance, FastifyReply } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { FailOptions } from '../catalog/catalogError.ts'
import { counted } from '../catalog/diagnostic.ts'
import type { CatalogSource } from '../catalog/read.ts'
import type { Code, FailArgs } from '../catalog/typed.ts'
import { loadContract } from '../envelope/load.ts'
import { failFor, failWith } from './fail.ts'
import { addResponseHooks, addSuccessHook } from './hooks.ts'
import { log } from './log.ts'
import { setRequestIds } from './requestId.ts'
import { isAnswered, resend } from './respond.ts'
import { addScope, rootOf, scopeOf, type Scope } from './scope.ts'
import { addValidator, issueOptions, type IssueOption } from './validator.ts'

export interface ErrorCatalogOptions {
  /**
   * Where the catalog is: a path (`./catalog.yaml`, with `#name` where the file holds several), a file: URL,
   * or the content from `defineCatalog`. Default: the shipped catalog `http`.
   */
  readonly catalog?: CatalogSource
  /**
   * What is told of a request that is wrong in several parts: `all` that is wrong, or what is wrong with the `first`
   * failing part, in Fastify's order: params, body, query, headers. Default: `all`.
   */
  readonly issues?: IssueOption
}

declare module 'fastify' {
  interface FastifyReply {
    /**
     * Answer with a code of the catalog of this scope: status, body and headers are the catalog's.
     *
     * Never throws. `return` it from async handlers and hooks; in onSend, where Fastify waits for a payload, throw
     * a `CatalogError` instead. After a reply was sent it logs and does nothing.
     */
    fail<K extends Code> (code: K, ...args: FailArgs<K, FailOptions>): this
  }
}

async function register (app: FastifyInstance, options: ErrorCatalogOptions) {
  const { catalog = { extends: 'http' }, issues = 'all' } = checkOptions(options)
  const root = rootOf(app)
  warnOfEarlyRoutes(app, root)
  const scope = addScope(app, await loadContract(catalog))
  if (!app.hasReplyDecorator('fail')) app.decorateReply('fail', fail as never)
  setRequestIds(app, scope)
  addResponseHooks(root)
  if (scope.envelope.wrap !== undefined) addSuccessHook(app)
  addValidator(app, issues)
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
  if (app !== root || app.printRoutes() === '(empty tree)') return
  app.log.warn('fastify-error-catalog was registered after routes, whose errors it does not see: register it before them')
}

function checkOptions (options: ErrorCatalogOptions): ErrorCatalogOptions {
  const { catalog, issues, ...others }: { catalog?: unknown, issues?: unknown } = typeof options === 'object' ? options : { [String(options)]: true }
  const isSource = typeof catalog === 'string' || (typeof catalog === 'object' && catalog !== null && !Array.isArray(catalog))
  const mistakes = Object.keys(others).map(name => `"${name}" is not an option${remedies[name] ?? ': use catalog or issues'}`)
  if (catalog !== undefined && !isSource) mistakes.push(`catalog must be a path, a file: URL or the content of a catalog, got ${JSON.stringify(catalog) ?? typeof catalog}`)
  if (issues !== undefined && !issueOptions.includes(issues as IssueOption)) mistakes.push(`issues must be "all" or "first", got ${JSON.stringify(issues) ?? typeof issues}`)
  if (mistakes.length > 0) throw new TypeError(`${counted(mistakes.length, 'mistake')} in the options of fastify-error-catalog: ${mistakes.join('; ')}`)
  return options
}

/** What to do about an option that looks right. */
const remedies: Readonly<Record<string, string>> = {
  prefix: ': register it inside app.register(async scope => …, { prefix })'
}

/** The plugin: answers every failure of the scope it is registered in from one catalog. */
export const errorCatalog = fastifyPlugin(register, { name: 'fastify-error-catalog', fastify: '5.x' })
