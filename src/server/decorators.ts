import type {
  ContextConfigDefault, FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest, FastifySchema, FastifyTypeProvider,
  FastifyTypeProviderDefault, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerBase, RawServerDefault, RouteGenericInterface
} from 'fastify'
import type { FailArgs, KnownCode } from '../catalog/registerTypes.ts'
import type { FailOptions } from '../failure/catalogError.ts'
import { describe, type DescribedFailure } from './reply/describe.ts'
import { failWithCode, failWithError } from './reply/fail.ts'
import { requireScope, scopeOf, type Scope } from './scope/scope.ts'
import type { CatalogIn } from './typeProvider.ts'

/**
 * `reply.fail` for the codes of a catalog.
 *
 * An interface, so that the compiler compares two replies by their catalog. A method of the reply would be compared code
 * by code (bench/types.ts measures it).
 */
export interface Fail<in out C> {
  <K extends string> (code: KnownCode<K, C>, ...args: FailArgs<K, FailOptions, C>): FastifyReply
}

declare module 'fastify' {
  // Merged declarations must repeat Fastify's type parameters exactly (TS2428).
  /* eslint-disable @typescript-eslint/no-unused-vars -- the merged declaration needs all type parameters */
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
     * Send a failure by its code: the catalog of this scope decides status, body and headers.
     *
     * Never throws. `return` it from async handlers and hooks; in onSend, where Fastify waits for a payload, throw
     * a `CatalogError` instead. After a reply was sent it logs and does nothing. Once a stream has begun it closes the connection.
     */
    fail: Fail<CatalogIn<TypeProvider>>
    /**
     * Send the response that the error handler would send for this error: for `catch` blocks and custom error handlers. Never throws.
     */
    failWith (error: unknown): FastifyReply
  }

  /* eslint-disable @typescript-eslint/no-unused-vars -- the merged declaration needs all type parameters */
  interface FastifyInstance<
    RawServer extends RawServerBase = RawServerDefault,
    RawRequest extends RawRequestDefaultExpression<RawServer> = RawRequestDefaultExpression<RawServer>,
    RawReply extends RawReplyDefaultExpression<RawServer> = RawReplyDefaultExpression<RawServer>,
    Logger extends FastifyBaseLogger = FastifyBaseLogger,
    TypeProvider extends FastifyTypeProvider = FastifyTypeProviderDefault
  > {
    /* eslint-enable @typescript-eslint/no-unused-vars */
    /**
     * Describe an error for clients that get no HTTP response: GraphQL, tRPC, SSE, WebSocket, queues. Only public parts, in the
     * language of the request where one is given. Never throws, logs nothing, and calls no `onFailure`.
     */
    describeFailure (error: unknown, request?: FastifyRequest): DescribedFailure
  }
}

const kDecorated = Symbol('fastify-error-catalog.decorated')

function isDecorated (app: FastifyInstance): boolean {
  return (app as FastifyInstance & { [kDecorated]?: true })[kDecorated] === true
}

/** @throws if another plugin uses one of the names: its decorator would be called instead of the catalog's. */
export function checkDecorators (app: FastifyInstance) {
  if (isDecorated(app)) return
  const where = `is taken in the scope "${app.prefix || '/'}"`
  for (const name of ['fail', 'failWith']) {
    if (app.hasReplyDecorator(name)) {
      throw new Error(`reply.${name} ${where} by a decorateReply('${name}', …) that is not fastify-error-catalog's: rename that decorator`)
    }
  }
  if (app.hasDecorator('describeFailure')) {
    throw new Error(
      `app.describeFailure ${where} by a decorate('describeFailure', …) that is not fastify-error-catalog's: rename that decorator`
    )
  }
}

/** Add `reply.fail`, `reply.failWith` and `app.describeFailure`, unless a scope above has them. */
export function decorate (app: FastifyInstance) {
  if (isDecorated(app)) return
  app.decorate(kDecorated as unknown as string, true)
  app.decorateReply('fail', fail as never)
  app.decorateReply('failWith', failWith)
  app.decorate('describeFailure', describeFailure)
}

// The decorators are added together with a scope, so a scope exists.
function fail (this: FastifyReply, code: string, details?: unknown, options?: unknown) {
  return failWithCode(this, scopeOf(this.request) as Scope, { code, details, options, at: fail })
}

function failWith (this: FastifyReply, error: unknown) {
  return failWithError(this, scopeOf(this.request) as Scope, error)
}

function describeFailure (this: FastifyInstance, error: unknown, request?: FastifyRequest) {
  return describe(this, requireScope(this), error, request)
}
