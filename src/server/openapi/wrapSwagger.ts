import type { FastifyInstance } from 'fastify'
import { safeLog } from '../fastify/safeLog.ts'
import { finishDocument, type Data } from './finishDocument.ts'
import { fillMarker, type Marker } from './markers.ts'
import { requireRenderer } from './renderer.ts'

type Swagger = (this: FastifyInstance, options?: { readonly yaml?: boolean }) => unknown
/** Not an extension of FastifyInstance: its types may have those of @fastify/swagger. */
interface Documented {
  swagger: Swagger
}

/** The markers of the routes that a wrapped `app.swagger` may show. */
const markersOf = new WeakMap<Swagger, Marker[]>()

/** Let each `app.swagger` that an instance has, or inherits, show the errors of a route. Wraps it once. */
export function wrapSwagger (app: FastifyInstance, marker: Marker) {
  for (let at = app as unknown as Documented; 'register' in at; at = Object.getPrototypeOf(at) as Documented) {
    if (!Object.hasOwn(at, 'swagger')) continue
    if (!markersOf.has(at.swagger)) at.swagger = wrap(at.swagger, app)
    markersOf.get(at.swagger)?.push(marker)
  }
}

function wrap (swagger: Swagger, owner: FastifyInstance): Swagger {
  const markers: Marker[] = []
  const texts = new WeakMap<object, string>()
  const wrapped: Swagger = function (options) {
    markers.forEach(fillMarker)
    const built = build(swagger, this)
    const { addErrorResponses, toYaml } = requireRenderer()
    const document = finishDocument(built, addErrorResponses, () => warnOfLost(owner))
    if (options?.yaml !== true) return document
    // A second pass of @fastify/swagger would build another document.
    const text = texts.get(document) ?? toYaml(document)
    texts.set(document, text)
    return text
  }
  markersOf.set(wrapped, markers)
  return wrapped
}

function build (swagger: Swagger, app: FastifyInstance): Data {
  try {
    return swagger.call(app) as Data
  } catch (error) {
    // Its own error before the server is ready.
    if (/after \.ready\(\)/.test(String(error))) throw error
    throw new Error(`@fastify/swagger cannot build the document: ${String((error as Error | undefined)?.message ?? error)}. ` +
      'The cause is the schema of a route, or the transform of @fastify/swagger: ' +
      'routes with schemas of a type provider need its transform', { cause: error })
  }
}

function warnOfLost (app: FastifyInstance) {
  safeLog(app, 'warn', {}, 'the OpenAPI document shows no errors: ' +
    'the transform of @fastify/swagger drops "x-error-codes" from the schemas. ' +
    "Keep it, or register swagger with ...withErrors({ transform }) of 'fastify-error-catalog/openapi'")
}
