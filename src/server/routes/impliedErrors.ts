import type { FastifyInstance, RouteOptions } from 'fastify'
import { findEntry } from '../../catalog/catalog.ts'
import type { Role } from '../../format/roles.ts'
import { codesIn } from '../validation/annotations.ts'
import { policiesOf, type RateLimitPolicy } from '../rateLimit/policy.ts'
import { passesWhileClosing, passesWithoutHost } from '../fastify/serverSettings.ts'
import type { Declaration } from './declaredErrors.ts'
import { internal } from '../fastify/internals.ts'
import { errors } from '../roles/knownErrors.ts'
import { safeGet } from '../../support/safeGet.ts'
import { rootOf } from '../fastify/internals.ts'

/** An error that a route can return without declaring it, and the condition. */
interface Row {
  readonly what: string
  readonly roles: readonly Role[]
  readonly when: (declaration: Declaration) => boolean
  /** The codes that maps of the catalog, or options, use instead of the role's. */
  readonly also?: (declaration: Declaration) => ReadonlyArray<string | undefined>
}

/**
 * The errors that the framework adds to those that a route declares.
 *
 * Malformed URLs, oversized headers and other errors before routing belong to no route.
 */
const rows: readonly Row[] = [
  { what: 'A bug', roles: ['internal'], when: () => true },
  {
    what: 'A part of the request that is invalid by its schema',
    roles: ['validation'],
    when: ({ route }) => route.attachValidation !== true && parts.some(part => safeGet(route.schema, part) !== undefined),
    also: ({ app, route, scope: { catalog: { map } } }) => [
      map.errors.get('FST_ERR_VALIDATION'),
      ...map.validation.values(),
      ...parts.flatMap(part =>
        codesIn({ schema: safeGet(route.schema, part), shared: { schemas: app.getSchemas(), parts: new WeakMap() } }))
    ]
  },
  {
    what: 'A body that cannot be read',
    roles: ['malformedBody', 'payloadTooLarge', 'unsupportedMediaType'],
    when: ({ app, route }) => [route.method].flat().some(method => hasBody(app, method))
  },
  {
    what: 'An exceeded limit of @fastify/rate-limit, or one that cannot be counted',
    roles: ['rateLimited', 'banned', 'unavailable'],
    when: isLimited,
    also: ({ scope: { catalog: { map } } }) => [map.statuses.get('429')]
  },
  {
    what: 'An exceeded rate limit, or one that cannot be counted',
    roles: ['unavailable'],
    when: declaration => policiesOn(declaration).length > 0,
    also: declaration => policiesOn(declaration).map(({ code }) => code)
  },
  {
    what: 'A client that a rate limit bans',
    roles: ['banned'],
    when: declaration => policiesOn(declaration).some(({ ban }) => ban !== undefined)
  },
  {
    what: 'An Idempotency-Key that is missing, invalid, in use or too old, and a store that does not answer',
    roles: [],
    when: ({ route }) => impliedRolesOf(route).length > 0,
    also: ({ route, scope: { catalog } }) => impliedRolesOf(route).map(role => catalog.roles[role])
  },
  { what: 'A handler timeout', roles: ['handlerTimeout'], when: hasTimeout },
  {
    what: 'A request during shutdown',
    roles: ['unavailable'],
    when: ({ app, scope }) => scope.requestGuards && passesWhileClosing(rootOf(app))
  },
  { what: 'A request without Host', roles: ['badRequest'], when: ({ app, scope }) => scope.requestGuards && passesWithoutHost(rootOf(app)) }
]

const kImplied = Symbol('fastify-error-catalog.impliedRoles')

type Implying = NonNullable<RouteOptions['config']> & { readonly [kImplied]?: readonly Role[] }

/** Let a route imply the codes of some roles: for plugins of this package that add failures to it. */
export function implyRoles (route: RouteOptions, roles: readonly Role[]) {
  route.config = { ...route.config, [kImplied]: [...impliedRolesOf(route), ...roles] } as Implying
}

function impliedRolesOf ({ config }: RouteOptions): readonly Role[] {
  return (config as Implying | undefined)?.[kImplied] ?? []
}

/** The parts of a request that a route may have a schema for, by all their names. */
const parts = ['body', 'querystring', 'query', 'params', 'headers'] as const

/** The codes that a route may return without declaring them. */
export function impliedOn (declaration: Declaration): Set<string> {
  const { scope: { catalog } } = declaration
  const codes = rows.filter(({ when }) => when(declaration)).flatMap(({ roles, also }) => [
    ...roles.flatMap(role => [catalog.roles[role], ...namesOf(role).map(name => catalog.map.errors.get(name))]),
    ...also?.(declaration) ?? []
  ])
  return new Set(codes.flatMap(code => findEntry(catalog, code ?? '')?.code ?? []))
}

/** The errors of Fastify that have a role: a catalog may map one of them to another code. */
function namesOf (role: Role): string[] {
  return errors.filter(row => row.role === role).flatMap(({ names }) => names).filter(name => name.startsWith('FST_ERR_'))
}

const bodiless = ['GET', 'HEAD', 'TRACE']

/** The methods with a body, as Fastify knows them, including those of `addHttpMethod`; else as HTTP defines them. */
function hasBody (app: FastifyInstance, method: string): boolean {
  const known = internal<{ readonly bodywith: ReadonlySet<string> }>(app, 'fastify.acceptedHTTPMethods')
  return known?.bodywith.has(method) ?? !bodiless.includes(method)
}

/** The timeout of the route, else of the server, which the types of `initialConfig` lack (Fastify, lib/context.js). */
function hasTimeout ({ app, route: { handlerTimeout } }: Declaration): boolean {
  return Boolean(handlerTimeout ?? safeGet(app.initialConfig, 'handlerTimeout'))
}

/** The hooks that can reject a request because of a limit. */
const stages = ['onRequest', 'preParsing', 'preValidation', 'preHandler'] as const

type Hook = (...args: never) => unknown

/**
 * The hooks of a route's scope and of the route that run before its handler.
 *
 * If a version of Fastify no longer exposes the hooks of the scope, their limits are not implied and must be declared.
 */
function hooksOn ({ app, route }: Declaration): Hook[] {
  const shared = internal<Record<typeof stages[number], Hook[]>>(app, 'fastify.hooks')
  return stages.flatMap(stage => [shared?.[stage] ?? [], (route as Pick<RouteOptions, typeof stage>)[stage] ?? []].flat() as Hook[])
}

function policiesOn (declaration: Declaration): RateLimitPolicy[] {
  return hooksOn(declaration).flatMap(policiesOf)
}

/**
 * Whether a limit of @fastify/rate-limit applies to a route: global, of its config, or a hook from `app.rateLimit()`.
 *
 * `config.rateLimit` shows only the second: the plugin does not expose `global`, and its hooks have no mark. But all three
 * are closures of one function (its index.js, rateLimitRequestHandler), so the source text of one identifies the others.
 */
function isLimited (declaration: Declaration): boolean {
  const { app } = declaration
  if (!app.hasPlugin('@fastify/rate-limit')) return false
  const limiter = String((app as unknown as { rateLimit: () => Hook }).rateLimit())
  return hooksOn(declaration).some(hook => String(hook) === limiter)
}
