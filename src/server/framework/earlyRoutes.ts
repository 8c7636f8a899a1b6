import type { FastifyInstance } from 'fastify'
import { routesOf, type RouteContext } from '../fastify/internals.ts'
import { safeLog } from '../fastify/safeLog.ts'
import { isStrictCompiler } from '../validation/compilerMarks.ts'

/** The plugin's error handlers, as bound by Fastify. */
const handlers = new WeakSet<object>()

/** Note that the error handler of an instance is the plugin's. */
export function markHandler (app: FastifyInstance) {
  handlers.add(app.errorHandler)
}

/**
 * When the server is ready, warn about routes of an instance that were added before the plugin.
 *
 * An error handler and an onRoute hook apply to routes that are added later (Fastify, docs/Reference/Server.md#seterrorhandler).
 * Without `await` the next routes are added before the hook, but not before the handler.
 *
 * Routes that are hidden from API documents are skipped: @fastify/cors, @fastify/static and others add such routes for themselves.
 */
export function watchEarlyRoutes (app: FastifyInstance, isStrict: boolean) {
  const isBelow = (server: FastifyInstance) => server === app || Object.prototype.isPrototypeOf.call(app, server)
  const early = routesOf(app).filter(({ server, schema }) => isBelow(server) && schema?.hide !== true)
  app.addHook('onReady', done => {
    const unseen = early.filter(route => !isSeen(route))
    const unvalidated = early.filter(route => isStrict && isSeen(route) && isValidated(route) && !isStrictCompiler(route.validatorCompiler))
    warn(app, unseen, 'its errors do not reach the catalog')
    warn(app, unvalidated, 'its errors are answered from the catalog, but its requests are not validated in the mode "strict"')
    done()
  })
}

function warn (app: FastifyInstance, routes: readonly RouteContext[], what: string) {
  const [first] = routes
  if (first === undefined) return
  const others = routes.length === 1 ? '' : `, as for ${routes.length - 1} more`
  safeLog(app, 'warn', { routes: routes.map(nameOf) },
    `the route ${nameOf(first)} was added before fastify-error-catalog was registered: ${what}${others}. ` +
    `Write "await app.register(errorCatalog, …)" before the routes of the scope "${app.prefix || '/'}"`)
}

function nameOf ({ config: { method, url } }: RouteContext): string {
  return `${[method].flat().join(',')} ${url}`
}

function isSeen ({ errorHandler }: RouteContext): boolean {
  // The prototype of each handler is the handler above it (Fastify, lib/error-handler.js, buildErrorHandler).
  for (let at: { func?: object } | null = errorHandler; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (at.func !== undefined && handlers.has(at.func)) return true
  }
  return false
}

function isValidated ({ schema }: RouteContext): boolean {
  return ['body', 'querystring', 'params', 'headers'].some(part => schema !== undefined && part in schema)
}
