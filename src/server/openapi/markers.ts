import type { RouteOptions } from 'fastify'
import { isPublic } from '../../catalog/catalog.ts'
import type { OperationErrors } from '../../render/openapi/document.ts'
import { copyOf, stamp } from '../fastify/copies.ts'
import { declarationOf, nameOf, type Declaration } from '../routes/declaredErrors.ts'
import { impliedOn } from '../routes/impliedErrors.ts'
import { entriesOf } from '../routes/routeErrors.ts'
import type { OpenapiSettings } from '../scope/scope.ts'

/** The marker in the schema of a route: @fastify/swagger copies it into the document. Its codes are known once the server is ready. */
export type Marker = string[]

/** The key in the schema of a route and in the operation of a document: @fastify/swagger copies extensions by reference. */
export const markerKey = 'x-error-codes'

const declarations = new WeakMap<object, Declaration>()

/**
 * Put a marker into the schema of a route, which leads to the document. The user's schema is not changed, since routes may share it.
 *
 * @throws TypeError if the schema has `x-error-codes` of the user.
 */
export function markRoute (route: RouteOptions): Marker {
  // A user may write `schema: isPublic && { … }`.
  const schema = (route.schema as object | undefined | false | null) || {}
  if (markerKey in schema && markerOf(schema) === undefined) {
    const owner = `the schema of ${nameOf(route)}`
    throw new TypeError(`${owner} must not have ${markerKey}, which the plugin writes: list the codes in config.errors`)
  }
  const marker = stamp<Marker>([], copyOf(route.config))
  route.schema = { ...toPlain(schema), [markerKey]: marker } as NonNullable<RouteOptions['schema']>
  declarations.set(marker, declarationOf(route) as Declaration)
  return marker
}

const parts = ['body', 'querystring', 'query', 'params', 'headers', 'response']

/** A plain copy of the schema of a route, with its getters and inherited members: Fastify reads these too. */
export function toPlain (schema: object): object {
  const copy: Record<string, unknown> = { ...schema }
  const names = new Set(parts)
  for (let at = schema; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name)
  }
  for (const name of names) {
    const value = (schema as Record<string, unknown>)[name]
    if (value !== undefined && typeof value !== 'function') copy[name] = value
  }
  return copy
}

/** The marker of a schema, if this package has set it. */
export function markerOf (schema: unknown): Marker | undefined {
  const marker = (schema as { readonly [markerKey]?: Marker } | undefined)?.[markerKey]
  return copyOf(marker) === undefined ? undefined : marker
}

/** Write the codes of a route into its marker. Plugins may add codes, so the list is complete only when the server is ready. */
export function fillMarker (marker: Marker) {
  if (marker.length === 0) marker.push(...(errorsOf(marker) as OperationErrors).entries.map(({ code }) => code))
}

/** The documented errors of the operation with a marker. Another copy of the package may have set the marker. */
export function errorsOf (marker: unknown): OperationErrors | undefined {
  return copyOf<{ readonly documentedErrors: typeof documentedErrors }>(marker)?.documentedErrors(marker as Marker)
}

const none: ReadonlySet<string> = new Set()

/** The documented errors of a route that this copy of the package serves. Call it once the server is ready. */
export function documentedErrors (marker: Marker): OperationErrors {
  const declaration = declarations.get(marker) as Declaration
  const { catalog, envelope, problem, openapi } = declaration.scope
  // Only scopes that document errors mark their routes.
  const { media, implied, examples } = openapi as OpenapiSettings
  if (implied) declaration.implied ??= impliedOn(declaration)
  const isOther = problem !== undefined && problem.contentType !== envelope.contentType
  return {
    catalog,
    entries: entriesOf(declaration, (implied ? declaration.implied : undefined) ?? none).filter(isPublic),
    envelopes: media === 'all' && isOther ? [envelope, problem] : [envelope],
    examples,
    wraps: true
  }
}
