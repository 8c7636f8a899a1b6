import type { FastifyInstance, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { registerStatuses } from '../failure/registry.ts'
import { compact } from '../support/compact.ts'
import { loadContract, type Contract } from '../envelope/load.ts'
import { createRateLimits as createHook } from './rateLimit/createRateLimits.ts'
import { errorsOf } from './routes/routeErrors.ts'
import { handleFrameworkError } from './framework/serverOptions.ts'
import { failureOf } from './reply/answer.ts'
import type { RateLimitPolicy } from './rateLimit/policy.ts'
import { addDeclarations, checkErrors } from './routes/declaredErrors.ts'
import { markHandler, watchEarlyRoutes } from './framework/earlyRoutes.ts'
import { warnWithoutRoutes } from './framework/emptyScope.ts'
import { checkDecorators, decorate } from './decorators.ts'
import { handleError } from './reply/fail.ts'
import { isFromObject, markReplayed } from './reply/bodySource.ts'
import { addServerHooks, addSuccessHook } from './hooks.ts'
import { safeLog } from './fastify/safeLog.ts'
import { loadPreferences } from './reply/negotiate.ts'
import { copyFor, version } from './fastify/copies.ts'
import { checkOptions, toOpenapiSettings, type ErrorCatalogOptions } from './options.ts'
import { addOpenapi } from './openapi/addOpenapi.ts'
import { documentedErrors } from './openapi/markers.ts'
import { implyRoles } from './routes/impliedErrors.ts'
import { setRequestIds } from './scope/requestId.ts'
import { loadRouter } from './scope/prefixRouter.ts'
import { addScope, findScope, scopeOf, type Scope } from './scope/scope.ts'
import { rootOf } from './fastify/internals.ts'
import { toUndeclared } from './routes/enforceDeclared.ts'
import { addValidation } from './validation/addValidation.ts'
import { loadAjv } from './validation/loadAjv.ts'

async function registerScope (app: FastifyInstance, options: ErrorCatalogOptions) {
  const {
    catalog = { extends: 'http' }, validation = {}, replaceErrorBodies = false, requestGuards = true, trustStatus = 'own',
    undeclared, errors, onFailure, openapi, watch = false
  } = checkOptions(app, options)
  const root = rootOf(app)
  checkDecorators(app)
  watchEarlyRoutes(app, validation.mode === 'strict')
  warnWithoutRoutes(app)
  if (validation.mode === 'strict') await loadAjv()
  await loadRouter(app.prefix)
  const contract = await loadContract(catalog)
  const check = (contract: Contract) => checkErrors(errors, contract.catalog, 'the option errors of fastify-error-catalog')
  check(contract)
  const scope = addScope(app, {
    ...contract,
    replaceErrorBodies,
    requestGuards,
    trustStatus,
    undeclared: toUndeclared(undeclared),
    openapi: toOpenapiSettings(openapi),
    ...compact({ errors, onFailure, Preferences: await loadPreferences(contract) })
  })
  const registered = registerStatuses(contract.catalog)
  const release = watch && process.env['NODE_ENV'] !== 'production'
    ? await (await import('./reload.ts')).reloadOnChange(app, scope, catalog, check, registered)
    : registered
  app.addHook('onClose', async () => await release())
  decorate(app)
  setRequestIds(app, scope)
  addServerHooks(root)
  if (scope.envelope.wrap !== undefined) addSuccessHook(app)
  addValidation(app, validation)
  addDeclarations(app)
  addOpenapi(app)
  setHandler(app, scope)
}

function setHandler (app: FastifyInstance, scope: Scope) {
  app.setErrorHandler((error: unknown, request, reply) => handleError(reply, scopeOf(request) ?? scope, error))
  markHandler(app)
  const { errorHandler } = app
  app.addHook('onReady', done => {
    if (app.errorHandler !== errorHandler) warnOfShadow(app)
    done()
  })
}

function warnOfShadow (app: FastifyInstance) {
  safeLog(app, 'warn', {},
    `setErrorHandler was called in the scope "${app.prefix || '/'}" after fastify-error-catalog was registered there: ` +
    'what fails there is no longer answered from the catalog. ' +
    'Remove that handler, or set it inside app.register(async scope => …) and throw what it does not answer')
}

const own = {
  version,
  register: registerScope,
  createRateLimits: createHook,
  handleFrameworkError,
  errorsOf,
  findScope,
  scopeOf,
  failureOf,
  isFromObject,
  markReplayed,
  implyRoles,
  documentedErrors
}

/** The functions by which other copies of the package use the state of this one. */
export type Copy = typeof own

async function register (app: FastifyInstance, options: ErrorCatalogOptions) {
  await copyFor(app, own).register(app, options)
}

/** The plugin: sends every failure of its scope as the catalog describes it. */
export const errorCatalog = fastifyPlugin(register, { name: 'fastify-error-catalog', fastify: '5.x' })

/**
 * A hook that counts a request in each rate limit, in their order, and throws the code of the first exceeded one.
 *
 * Later rate limits are not counted: with the narrowest first, a client that exceeds its own rate limit does not use up a
 * shared one. `app` is the instance where @fastify/rate-limit is registered, or one below it.
 */
export function createRateLimits (app: FastifyInstance, policies: readonly RateLimitPolicy[]): (request: FastifyRequest) => Promise<void> {
  return copyFor(app, own).createRateLimits(app, policies)
}
