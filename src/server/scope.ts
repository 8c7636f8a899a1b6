import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Catalog } from '../catalog/catalog.ts'
import type { Failure } from '../catalog/failure.ts'
import type { Contract } from '../envelope/load.ts'

/** What one registration of the plugin answers with: a catalog and its envelope, for the routes below `prefix`. */
export interface Scope extends Contract {
  readonly prefix: string
}

// Symbols of the registry, since two copies of the package may meet in one server.
export const kScope = Symbol.for('fastify-error-catalog.scope')
const kScopes = Symbol.for('fastify-error-catalog.scopes')
const kFailure = Symbol.for('fastify-error-catalog.failure')

type Scoped = FastifyInstance & { [kScope]?: Scope, [kScopes]?: Scope[] }
type Failed = FastifyReply & { [kFailure]?: Failure }

/** The instance that all others of a server inherit from. */
export function rootOf (app: FastifyInstance): FastifyInstance {
  let root = app
  // An encapsulated instance is made with its parent as prototype (Fastify, docs/Reference/Encapsulation.md).
  for (let up = Object.getPrototypeOf(app); up !== null && 'register' in up; up = Object.getPrototypeOf(up)) root = up
  return root
}

/** Give an instance its scope. @throws where it has one of its own already. */
export function addScope (app: FastifyInstance, { catalog, envelope }: Contract): Scope {
  if (Object.hasOwn(app, kScope)) {
    throw new Error(`fastify-error-catalog is registered twice in the scope "${app.prefix || '/'}": remove one, or register the second inside app.register(async scope => …)`)
  }
  const scope: Scope = { catalog, envelope, prefix: app.prefix }
  app.decorate(kScope as unknown as string, scope)
  const root = rootOf(app) as Scoped
  if (root[kScopes] === undefined) root.decorate(kScopes as unknown as string, [])
  const scopes = root[kScopes] as unknown as Scope[]
  scopes.push(scope)
  // The most specific prefix first; of equals the one registered first.
  scopes.sort((a, b) => b.prefix.length - a.prefix.length)
  return scope
}

/**
 * The scope that answers a request: its route's, and where no route matched the one whose prefix it is under.
 */
export function scopeOf (request: FastifyRequest): Scope | undefined {
  const server = request.server as Scoped
  if (!request.is404) return server[kScope]
  return server[kScopes]?.find(({ prefix }) => isUnder(request.url, prefix)) ?? server[kScope]
}

/** A segment that is a parameter of the prefix matches any. */
function isUnder (url: string, prefix: string): boolean {
  if (prefix === '') return true
  const path = pathOf(url).split('/')
  return prefix.split('/').every((segment, index) => segment === path[index] || (segment.startsWith(':') && path[index] !== undefined))
}

export function pathOf (url: string): string {
  const end = url.search(/[?#;]/)
  return end === -1 ? url : url.slice(0, end)
}

/** The failure a reply was answered with, if it was. */
export function failureOf (reply: FastifyReply): Failure | undefined {
  return (reply as Failed)[kFailure]
}

export function markFailed (reply: FastifyReply, failure: Failure) {
  (reply as Failed)[kFailure] = failure
}

export function catalogOf (app: FastifyInstance): Catalog | undefined {
  return (app as Scoped)[kScope]?.catalog
}
