import { checkOptions, type OptionRules } from '../../support/checkOptions.ts'
import { addErrorResponses } from '../../render/openapi/document.ts'
import { finishDocument, type Data } from './finishDocument.ts'
import { fillMarker, markerKey, markerOf, toPlain } from './markers.ts'

interface Transformed {
  readonly schema?: object | null
  readonly url?: string
}

/** The two options of `@fastify/swagger` that `withErrors` wraps. */
export interface Transforms {
  readonly transform?: ((data: never) => Transformed) | null | undefined
  readonly transformObject?: ((data: never) => object) | null | undefined
}

interface RouteData {
  readonly schema?: object
  readonly url: string
  readonly route?: { readonly method: string | string[] }
}

interface DocumentData {
  readonly openapiObject?: object
  readonly swaggerObject?: object
}

const isTransform = (value: unknown) => value === null || typeof value === 'function'

const rules: OptionRules<keyof Transforms> = {
  transform: { must: 'a function', holds: isTransform },
  transformObject: { must: 'a function', holds: isTransform }
}

/**
 * The options of `@fastify/swagger` that show the errors of routes in its document: for a decorator with another name than
 * `swagger`, and for a transform that drops extensions.
 *
 * @throws TypeError if a transform is not a function, or an option is unknown.
 * @example await app.register(swagger, { decorator: 'openapi', openapi: {}, ...withErrors({ transform: jsonSchemaTransform }) })
 */
export function withErrors (transforms: Transforms = {}) {
  checkOptions(Object(transforms) as object, rules, 'the options of withErrors')
  const { transform, transformObject } = Object(transforms) as Transforms
  return {
    // `any`: the types of @fastify/swagger depend on the document version, and this package must work without them.
    transform (data: any): any {
      return transformRoute(data as RouteData, transform as ((data: RouteData) => Transformed) | null | undefined)
    },
    transformObject (data: any): any {
      const { openapiObject, swaggerObject } = data as DocumentData
      const transformed = (transformObject as ((data: DocumentData) => object) | null | undefined)?.(data as DocumentData)
      return finishDocument((transformed ?? openapiObject ?? swaggerObject) as Data, addErrorResponses)
    }
  }
}

function transformRoute (data: RouteData, transform: ((data: RouteData) => Transformed) | null | undefined): Transformed {
  const marker = markerOf(data.schema)
  if (marker !== undefined) fillMarker(marker)
  const transformed = transform == null ? data : callTransform(data, transform)
  if (marker === undefined) return transformed
  return { ...transformed, schema: { ...toPlain(transformed.schema ?? data.schema as object), [markerKey]: marker } }
}

/** @throws an error that names the route, because @fastify/swagger rethrows the error of a transform without it. */
function callTransform (data: RouteData, transform: (data: RouteData) => Transformed): Transformed {
  try {
    const transformed: unknown = transform(data)
    if (typeof transformed !== 'object' || transformed === null) {
      throw new TypeError(`it must return { schema, url }, got ${String(transformed)}`)
    }
    return transformed
  } catch (error) {
    const methods = [data.route?.method ?? []].flat().join(', ')
    const name = `${methods} ${data.url}`.trim()
    throw new Error(
      `the transform of @fastify/swagger failed for the route ${name}: ${String((error as Error | undefined)?.message ?? error)}`,
      { cause: error }
    )
  }
}
