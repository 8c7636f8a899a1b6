import { rootOf } from '../fastify/internals.ts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { findEntry } from '../../catalog/catalog.ts'
import type { Failure } from '../../failure/failure.ts'
import type { Contract } from '../../envelope/contract.ts'
import { createPrefixes, type Prefixes } from './prefixRouter.ts'

/** The part of `negotiator` that is used. Users do not have its types, so declaration files must not import them. */
export type Preferences = new (request: Pick<FastifyRequest, 'headers'>) => {
  mediaType (available: string[]): string | undefined
  languages (): string[]
}

/** One registration of the plugin: a catalog and its envelope, for the routes below `prefix`. */
export interface Scope extends Contract, Reactions {
  readonly prefix: string
  /** The header of request ids, in lower case. */
  readonly idHeader: string
  /** Set if a client can choose a language or an envelope. */
  readonly Preferences?: Preferences
}

/** What to do about a failure that its route does not declare. */
export type Undeclared = 'warn' | 'throw' | 'off'

/** The options of a registration for failures. */
interface Reactions {
  /** Whether to replace bodies of 4xx and 5xx that other plugins have sent. */
  readonly replaceErrorBodies: boolean
  /** Whether to reject requests without Host and requests during shutdown if the server accepts them. */
  readonly requestGuards: boolean
  /** Whose status to trust. */
  readonly trustStatus: 'own' | 'known'
  /** The codes that any route may return, such as those of its hooks. */
  readonly errors?: readonly string[]
  readonly undeclared: Undeclared
  readonly onFailure?: OnFailure
  /** How the errors of routes are documented in OpenAPI. */
  readonly openapi: OpenapiSettings | false
}

/** What an OpenAPI document says about the errors of a scope. */
export interface OpenapiSettings {
  /** Document only the media type of the envelope, or also `application/problem+json` where the catalog negotiates. */
  readonly media: 'envelope' | 'all'
  /** Whether to document the errors that a route does not declare: validation, malformed bodies, rate limits, bugs. */
  readonly implied: boolean
  /** Whether each code has an example body. */
  readonly examples: boolean
}

/**
 * Called once for each failure, after its response is decided: it cannot change the response. What it sends is dropped and
 * logged, and an error that it throws is logged.
 *
 * There is no request if Node could not parse it, as for a malformed request line.
 */
export type OnFailure = (failure: Failure, request: FastifyRequest | undefined) => unknown

const kScope = Symbol('fastify-error-catalog.scope')
const kScopes = Symbol('fastify-error-catalog.scopes')

type Scoped = FastifyInstance & { [kScope]?: Scope, [kScopes]?: Prefixes<Scope> }

/** Set the scope of an instance. @throws if it has its own scope already. */
export function addScope (app: FastifyInstance, settings: Omit<Scope, 'prefix' | 'idHeader'>): Scope {
  if (Object.hasOwn(app, kScope)) {
    throw new Error(`fastify-error-catalog is registered twice in the scope "${app.prefix || '/'}": ` +
      'remove one, or register the second inside app.register(async scope => …)')
  }
  const scope: Scope = { ...settings, prefix: app.prefix, idHeader: settings.catalog.requestId.header.toLowerCase() }
  app.decorate(kScope as unknown as string, scope)
  const root = rootOf(app) as Scoped
  if (root[kScopes] === undefined) root.decorate(kScopes as unknown as string, createPrefixes<Scope>(root) as never)
  root[kScopes]?.add(app.prefix, scope)
  return scope
}

/** The scope without a request: the root's, else the first that was registered. */
export function rootScope (root: FastifyInstance): Scope | undefined {
  const { [kScope]: own, [kScopes]: scopes } = root as Scoped
  return own ?? scopes?.all[0]
}

/** The scope of an instance: its own, or that of an ancestor. */
export function findScope (app: FastifyInstance): Scope | undefined {
  return (app as Scoped)[kScope]
}

/** The scope of an unmatched route: the scope whose prefix the URL is under. */
function scopeForUrl ({ server, url }: FastifyRequest): Scope | undefined {
  const { [kScope]: own, [kScopes]: scopes } = server as Scoped
  const found = scopes?.find(url)
  // Of several scopes with one prefix, take the one whose 404 handler was called.
  return found === undefined || found.prefix === own?.prefix ? own : found
}

/** The scope of a request. */
export function scopeOf (request: FastifyRequest): Scope | undefined {
  return request.is404 ? scopeForUrl(request) : findScope(request.server)
}

/** The scope of the routes of an instance with a scope at or below it. */
export function requireScope (app: FastifyInstance): Scope {
  return (app as Scoped)[kScope] as Scope
}

/** The scope that has a code: below a prefix, a 404 handler may still be the root's and use its codes. */
export function scopeWithCode (own: Scope | undefined, scope: Scope, code: unknown): Scope {
  if (own === scope || own === undefined) return scope
  const knows = ({ catalog }: Scope) => findEntry(catalog, code as string) !== undefined
  return knows(own) && !knows(scope) ? own : scope
}
