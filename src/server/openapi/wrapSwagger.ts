import type { FastifyInstance } from 'fastify'
import { safeLog } from '../fastify/safeLog.ts'
import { finishDocument, type Data } from './finishDocument.ts'
import { fillMarker, type Marker } from './markers.ts'
import { requireRenderer } from './renderer.ts'

type Swagger = (this: FastifyInstance, options?: { readonly yaml?: boolean }) => unknown
/** Does not extend FastifyInstance, whose types may already include @fastify/swagger. */
interface Documented {
  swagger: Swagger
}

/** The marker of a route, and whether documents show the route. */
interface Marked {
  readonly marker: Marker
  readonly isShown: boolean
}

/** The routes that a wrapped `app.swagger` may show. */
const routesOf = new WeakMap<Swagger, Marked[]>()

/** Wrap each `app.swagger` that an instance has or inherits, so that it shows the errors of a route. Returns whether there is any. */
export function wrapSwagger (app: FastifyInstance, marked: Marked): boolean {
  let isWrapped = false
  for (let at = app as unknown as Documented; 'register' in at; at = Object.getPrototypeOf(at) as Documented) {
    if (!Object.hasOwn(at, 'swagger')) continue
    if (!routesOf.has(at.swagger)) at.swagger = wrap(at.swagger, app)
    routesOf.get(at.swagger)?.push(marked)
    isWrapped = true
  }
  return isWrapped
}

function wrap (swagger: Swagger, owner: FastifyInstance): Swagger {
  const routes: Marked[] = []
  const texts = new WeakMap<object, string>()
  const wrapped: Swagger = function (options) {
    for (const { marker } of routes) fillMarker(marker)
    const built = build(swagger, this)
    const { addErrorResponses, versionOf, toYaml } = requireRenderer()
    const document = finishDocument(built, addErrorResponses, () => {
      if (versionOf(built) !== undefined && routes.some(({ isShown }) => isShown)) warnOfLost(owner)
    })
    if (options?.yaml !== true) return document
    // A second pass of @fastify/swagger would build another document.
    const text = texts.get(document) ?? toYaml(document)
    texts.set(document, text)
    return text
  }
  routesOf.set(wrapped, routes)
  return wrapped
}

function build (swagger: Swagger, app: FastifyInstance): Data {
  try {
    return swagger.call(app) as Data
  } catch (error) {
    // Before the server is ready, call @fastify/swagger, which throws its error.
    if (/after \.ready\(\)/.test(String(error))) throw error
    throw new Error(`@fastify/swagger cannot build the document: ${String((error as Error | undefined)?.message ?? error)}. ` +
      'The cause is the schema of a route, or the transform of @fastify/swagger: ' +
      'routes with schemas of a type provider need its transform', { cause: error })
  }
}

function warnOfLost (app: FastifyInstance) {
  safeLog(app, 'warn', {}, 'the OpenAPI document shows no errors: ' +
    'the transform of @fastify/swagger drops or copies "x-error-codes" of the schemas, or the document is static. ' +
    "Keep the list itself, register swagger with ...withErrors({ transform }) of 'fastify-error-catalog/openapi', or set openapi: false")
}
