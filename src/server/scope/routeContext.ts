import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Catalog } from '../../catalog/catalog.ts'
import { contextOf, internal, type RouteContext } from '../fastify/internals.ts'
import { findScope, scopeForUrl, type Scope } from './scope.ts'

/** What is the same for all requests of a route. */
export interface Route {
  /** What Fastify keeps of it. */
  readonly context: RouteContext | undefined
  /** The scope of its instance. */
  readonly scope: Scope | undefined
  /** Whether it stands for all that no route matches. */
  readonly is404: boolean
  /** What its replies are sent by, unless somebody has replaced it on one. */
  readonly send: FastifyReply['send'] | undefined
  /** Whether it has no hook of onSend but ours: then what is sent leaves at once. */
  readonly isAlone: boolean
  /** Whether its ids are Fastify's own. They count from 1 in every process, so support could not search by them. */
  readonly hasDefaultIds: boolean
  /** The rules its ids are made by, where it is us who make them. */
  readonly idRules: IdRules | undefined
}

export type IdRules = Catalog['requestId']

/** The name of our hook of onSend: Fastify binds hooks, so that they cannot be told by identity. */
export const hookName = 'errorCatalogOnSend'

/** Marks a generator of ids that is ours. */
export const kIdRules = Symbol.for('fastify-error-catalog.idRules')

const kRoute = Symbol.for('fastify-error-catalog.route')

/** The route of a request, looked at once: by the time of the first request all its plugins are there. */
export function routeOf (request: FastifyRequest): Route {
  const context = contextOf(request) as Known | undefined
  const known = context?.[kRoute]
  // The 404 of a route has that of its scope as prototype (Fastify, lib/four-oh-four.js, setContext).
  if (known !== undefined && known.context === context) return known
  const route = toRoute(request, context)
  if (context !== undefined) context[kRoute] = route
  return route
}

/** The scope that answers a request. */
export function scopeOf (request: FastifyRequest, { is404, scope } = routeOf(request)): Scope | undefined {
  return is404 ? scopeForUrl(request) : scope
}

type Known = RouteContext & { [kRoute]?: Route }

function toRoute ({ server, is404 }: FastifyRequest, context: RouteContext | undefined): Route {
  const hooks = context?.onSend ?? []
  return {
    context,
    scope: findScope(server),
    is404,
    send: context?.Reply?.prototype.send,
    isAlone: hooks.length === 1 && hooks[0]?.name === `bound ${hookName}`,
    hasDefaultIds: hasDefaultIds(server),
    idRules: generatorOf(server)[kIdRules]
  }
}

/** A generator of ids: ours by the rules of a catalog, Fastify's own, or the user's. */
type Generate = ((raw: object) => string) & { [kIdRules]?: IdRules }

export function generatorOf (app: FastifyInstance): Generate {
  return (app as unknown as { genReqId: Generate }).genReqId
}

/** Where the option `requestIdHeader` wraps the generator, it has no name of its own (Fastify, lib/req-id-gen-factory.js). */
export function hasDefaultIds (app: FastifyInstance): boolean {
  const generate = generatorOf(app)
  if (generate.name === 'defaultGenReqId') return true
  const isWrapped = app.initialConfig.requestIdHeader !== false && generate[kIdRules] === undefined
  return isWrapped && internal<{ genReqId?: unknown }>(app, 'fastify.options')?.genReqId === undefined
}
