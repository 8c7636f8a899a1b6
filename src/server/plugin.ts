import type {
  ContextConfigDefault, FastifyInstance, FastifyReply, FastifyRequest, FastifySchema, FastifyTypeProvider, FastifyTypeProviderDefault, RawReplyDefaultExpression,
  RawRequestDefaultExpression, RawServerBase, RawServerDefault, RouteGenericInterface
} from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { FailOptions } from '../failure/catalogError.ts'
import { registerStatuses } from '../failure/registry.ts'
import { compact } from '../support/compact.ts'
import type { FailArgs, KnownCode } from '../catalog/registerTypes.ts'
import { loadContract } from '../envelope/load.ts'
import { addDeclarations, checkErrors } from './routes/declaredErrors.ts'
import { dropAborted } from './reply/clientGone.ts'
import { markHandler, watchEarlyRoutes } from './framework/earlyRoutes.ts'
import { failFor, failWith } from './reply/fail.ts'
import { addServerHooks, addSuccessHook } from './hooks.ts'
import { safeLog } from './fastify/safeLog.ts'
import { loadPreferences } from './reply/negotiate.ts'
import { copyFor, version } from './copies.ts'
import { checkOptions, type ErrorCatalogOptions } from './options.ts'
import { setRequestIds } from './scope/requestId.ts'
import { answerOf } from './reply/answer.ts'
import { afterAnswer } from './reply/sendFailure.ts'
import { loadRouter } from './scope/prefixRouter.ts'
import { addScope, scopeOf, type Scope } from './scope/scope.ts'
import { rootOf } from './fastify/internals.ts'
import type { CatalogIn } from './typeProvider.ts'
import { toUndeclared } from './routes/enforceDeclared.ts'
import { addValidation } from './validation/addValidation.ts'
import { loadAjv } from './validation/loadAjv.ts'

/**
 * `reply.fail` for the codes of a catalog.
 *
 * A type of its own, so that the compiler tells two replies apart by the catalog: as a method of the reply it is
 * compared code by code (bench/types.ts measures it).
 */
export interface Fail<in out C> {
  <K extends string> (code: KnownCode<K, C>, ...args: FailArgs<K, FailOptions, C>): FastifyReply
}

declare module 'fastify' {
  // The parameters are Fastify's own, in its words: declarations that are merged have to agree in them (TS2428).
  /* eslint-disable @typescript-eslint/no-unused-vars */
  interface FastifyReply<
    RouteGeneric extends RouteGenericInterface = RouteGenericInterface,
    RawServer extends RawServerBase = RawServerDefault,
    RawRequest extends RawRequestDefaultExpression<RawServer> = RawRequestDefaultExpression<RawServer>,
    RawReply extends RawReplyDefaultExpression<RawServer> = RawReplyDefaultExpression<RawServer>,
    ContextConfig = ContextConfigDefault,
    SchemaCompiler extends FastifySchema = FastifySchema,
    TypeProvider extends FastifyTypeProvider = FastifyTypeProviderDefault
  > {
    /* eslint-enable @typescript-eslint/no-unused-vars */
    /**
     * Answer with a code of the catalog of this scope: status, body and headers are the catalog's.
     *
     * Never throws. `return` it from async handlers and hooks; in onSend, where Fastify waits for a payload, throw
     * a `CatalogError` instead. After a reply was sent it logs and does nothing.
     */
    fail: Fail<CatalogIn<TypeProvider>>
  }
}

async function registerScope (app: FastifyInstance, options: ErrorCatalogOptions) {
  const { catalog = { extends: 'http' }, validation = {}, replaceErrorBodies = false, requestGuards = true, trustStatus = 'own', undeclared, errors, onFailure } = checkOptions(options)
  const root = rootOf(app)
  checkFail(app)
  watchEarlyRoutes(app, validation.mode === 'strict')
  if (validation.mode === 'strict') await loadAjv()
  await loadRouter(app.prefix)
  const contract = await loadContract(catalog)
  checkErrors(errors, contract.catalog, 'the option errors of fastify-error-catalog')
  const scope = addScope(app, { ...contract, replaceErrorBodies, requestGuards, trustStatus, undeclared: toUndeclared(undeclared), ...compact({ errors, onFailure, Preferences: await loadPreferences(contract) }) })
  const release = registerStatuses(contract.catalog)
  app.addHook('onClose', (_app, done) => {
    release()
    done()
  })
  decorateFail(app)
  setRequestIds(app, scope)
  addServerHooks(root)
  if (scope.envelope.wrap !== undefined) addSuccessHook(app)
  addValidation(app, validation)
  addDeclarations(app)
  const answer = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    if (dropAborted(reply, error)) return
    if (answerOf(reply) !== undefined) {
      afterAnswer(reply, error)
    } else if (reply.raw.headersSent) {
      safeLog(reply, 'error', { err: error }, 'a reply failed after its headers were sent: the connection is closed')
      reply.raw.destroy()
    } else {
      failFor(reply, scopeOf(request) ?? scope, error)
    }
  }
  app.setErrorHandler(answer)
  markHandler(app)
  const { errorHandler } = app
  app.addHook('onReady', done => {
    if (app.errorHandler !== errorHandler) warnOfShadow(app)
    done()
  })
}

const kFail = Symbol('fastify-error-catalog.fail')

function hasFail (app: FastifyInstance): boolean {
  return (app as FastifyInstance & { [kFail]?: true })[kFail] === true
}

/** @throws where `reply.fail` is somebody else's, which would answer in its place. */
function checkFail (app: FastifyInstance) {
  if (hasFail(app) || !app.hasReplyDecorator('fail')) return
  throw new Error(`reply.fail is taken in the scope "${app.prefix || '/'}" by a decorateReply('fail', …) that is not fastify-error-catalog's: give that one another name`)
}

function decorateFail (app: FastifyInstance) {
  if (hasFail(app)) return
  app.decorate(kFail as unknown as string, true)
  app.decorateReply('fail', fail as never)
}

function fail (this: FastifyReply, code: string, details?: unknown, options?: unknown) {
  if (this.sent || this.raw.headersSent || answerOf(this) !== undefined) {
    safeLog(this, 'warn', { code }, 'reply.fail came after the reply was sent and did nothing')
    return this
  }
  // Decorated where a scope was added, so there is one.
  return failWith(this, scopeOf(this.request) as Scope, { code, details, options, at: fail })
}

function warnOfShadow (app: FastifyInstance) {
  safeLog(app, 'warn', {}, `setErrorHandler was called in the scope "${app.prefix || '/'}" after fastify-error-catalog was registered there: ` +
    'what fails there is no longer answered from the catalog. Remove that handler, or set it inside app.register(async scope => …) and throw what it does not answer')
}

const own = { version, register: registerScope }

async function register (app: FastifyInstance, options: ErrorCatalogOptions) {
  await copyFor(app, own).register(app, options)
}

/** The plugin: answers every failure of the scope it is registered in from one catalog. */
export const errorCatalog = fastifyPlugin(register, { name: 'fastify-error-catalog', fastify: '5.x' })
