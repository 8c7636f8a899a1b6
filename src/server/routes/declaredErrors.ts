import type { FastifyInstance, RouteOptions } from 'fastify'
import { findEntry, type Catalog } from '../../catalog/catalog.ts'
import { counted } from '../../support/counted.ts'
import type { Entry } from '../../catalog/entry.ts'
import { didYouMean } from '../../support/didYouMean.ts'
import { copyOf, stamp } from '../fastify/copies.ts'
import { findScope, type Scope } from '../scope/scope.ts'

/** The errors that a route and its scope declare. */
export interface Declaration {
  readonly app: FastifyInstance
  readonly route: RouteOptions
  readonly scope: Scope
  /** Missing if neither the route nor its scope declares any: then no error is undeclared. */
  readonly codes?: ReadonlySet<string>
  /** The errors that the framework adds, once they were requested. */
  implied?: ReadonlySet<string>
  /** The undeclared codes that were logged. */
  readonly reported: Set<string>
}

const kDeclaration = Symbol('fastify-error-catalog.declaration')

/** A route, as `onRoute` or `request.routeOptions` provides it. */
export interface Declaring {
  readonly config?: object
}

/** The declaration of a route with a catalog. */
export function declarationOf ({ config }: Declaring = {}): Declaration | undefined {
  return (config as { readonly [kDeclaration]?: Declaration } | undefined)?.[kDeclaration]
}

/** Attach a declaration to every route of an instance. @throws if a route is added that declares unknown codes. */
export function addDeclarations (app: FastifyInstance) {
  app.addHook('onRoute', function (this: FastifyInstance, route) {
    const { config } = route
    // Registered where the hook was added, or nearer to the route.
    const scope = findScope(this) as Scope
    const { errors } = scope
    checkErrors(config?.errors, scope.catalog, `config.errors of ${nameOf(route)}`)
    const lists = [errors ?? [], config?.errors ?? []]
    const codes = lists.flat().map(code => (findEntry(scope.catalog, code) as Entry).code)
    const isDeclaring = errors !== undefined || config?.errors !== undefined
    const declaration: Declaration = { app: this, route, scope, reported: new Set(), ...isDeclaring ? { codes: new Set(codes) } : {} }
    // A copy: several routes may share one config of the user.
    route.config = stamp({ ...config, [kDeclaration]: declaration }, copyOf(this)) as NonNullable<RouteOptions['config']>
  })
}

/** `GET /invoices/:id` */
export function nameOf ({ method, url }: RouteOptions): string {
  return `${[method].flat().join(', ')} ${url}`
}

/** Reject declared codes that the catalog does not have. @throws TypeError that lists every problem. */
export function checkErrors (errors: unknown = [], catalog: Catalog, place: string) {
  const mistakes = isCodes(errors)
    ? errors.filter(code => findEntry(catalog, code) === undefined)
      .map(code => `"${code}" is not a code of the catalog${didYouMean(code, catalog.entries.keys())}`)
    : [`it must be a list of codes, got ${JSON.stringify(errors) ?? typeof errors}`]
  if (mistakes.length > 0) throw new TypeError(`${counted(mistakes.length, 'problem')} in ${place}: ${mistakes.join('; ')}`)
}

export function isCodes (value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(code => typeof code === 'string')
}
