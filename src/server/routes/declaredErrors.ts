import type { FastifyInstance, RouteOptions } from 'fastify'
import { findEntry, type Catalog } from '../../catalog/catalog.ts'
import { counted } from '../../support/counted.ts'
import type { Entry } from '../../catalog/entry.ts'
import { didYouMean } from '../../support/didYouMean.ts'
import { copyOf, stamp } from '../fastify/copies.ts'
import { findScope, type Scope } from '../scope/scope.ts'

/** What a route says it fails with, for itself and by its scope. */
export interface Declaration {
  readonly app: FastifyInstance
  readonly route: RouteOptions
  readonly scope: Scope
  /** Missing where neither the route nor its scope declares any: then nothing it answers is undeclared. */
  readonly codes?: ReadonlySet<string>
  /** What the framework adds, once it was asked for. */
  implied?: ReadonlySet<string>
  /** The undeclared codes that the log was told of. */
  readonly told: Set<string>
}

const kDeclaration = Symbol('fastify-error-catalog.declaration')

/** A route, as `onRoute` or `request.routeOptions` gives it. */
export interface Declaring {
  readonly config?: object
}

/** The declaration of a route that a catalog answers for. */
export function declarationOf ({ config }: Declaring = {}): Declaration | undefined {
  return (config as { readonly [kDeclaration]?: Declaration } | undefined)?.[kDeclaration]
}

/** Let every route of an instance carry its declaration. @throws where a route is added that declares unknown codes. */
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
    const declaration: Declaration = { app: this, route, scope, told: new Set(), ...isDeclaring ? { codes: new Set(codes) } : {} }
    // A copy: a config that several routes share is the user's own.
    route.config = stamp({ ...config, [kDeclaration]: declaration }, copyOf(this)) as NonNullable<RouteOptions['config']>
  })
}

/** `GET /invoices/:id` */
export function nameOf ({ method, url }: RouteOptions): string {
  return `${[method].flat().join(', ')} ${url}`
}

/** Refuse declared codes that the catalog could not answer with. @throws TypeError with all mistakes. */
export function checkErrors (errors: unknown = [], catalog: Catalog, place: string) {
  const mistakes = isCodes(errors)
    ? errors.filter(code => findEntry(catalog, code) === undefined)
      .map(code => `"${code}" is not a code of the catalog${didYouMean(code, catalog.entries.keys())}`)
    : [`it must be a list of codes, got ${JSON.stringify(errors) ?? typeof errors}`]
  if (mistakes.length > 0) throw new TypeError(`${counted(mistakes.length, 'mistake')} in ${place}: ${mistakes.join('; ')}`)
}

export function isCodes (value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(code => typeof code === 'string')
}
