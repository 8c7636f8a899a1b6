import AjvCompiler from '@fastify/ajv-compiler'
import type { FastifyInstance, RouteOptions } from 'fastify'

/** The part of Fastify's `ajv` option that a validator is built from. */
interface AjvOptions {
  readonly customOptions?: Readonly<Record<string, unknown>>
  readonly plugins?: readonly unknown[]
  readonly onCreate?: (ajv: unknown) => void
}

interface Part {
  readonly schema: unknown
  readonly httpPart?: string
  readonly contentType?: string
}

type Compile = (part: Part) => unknown
type Build = (schemas: unknown, options: { customOptions: Readonly<Record<string, unknown>>, plugins: readonly unknown[] }) => Compile

// Fastify's defaults turn the body { "amount": "12" } into a number and drop fields the schema does not know:
// a client is told 200 for a request that was not understood. What is text by nature has to be converted.
const strict = { coerceTypes: false, removeAdditional: false, useDefaults: true, allErrors: true }
const converting = { ...strict, coerceTypes: 'array' }
const forms = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i

/**
 * A validator compiler for Ajv: bodies as they are, with all issues; query, params, headers and forms converted.
 *
 * The user's own `ajv.customOptions` win. Give it to `schemaController.compilersFactory.buildValidator`.
 */
export function buildValidator (schemas: unknown, { customOptions = {}, plugins = [], ...rest }: AjvOptions = {}): Compile {
  const build = AjvCompiler() as unknown as Build
  const bodies = build(schemas, { ...rest, plugins, customOptions: { ...strict, ...customOptions } })
  const others = build(schemas, { ...rest, plugins, customOptions: { ...converting, ...customOptions } })
  return part => {
    if (part.httpPart === 'body' && !forms.test(part.contentType ?? '')) return bodies(part)
    return others(part.httpPart === 'headers' ? { ...part, schema: withLowerCaseNames(part.schema) } : part)
  }
}

/** Let the routes of an instance be validated so, unless the user has set a validator compiler. */
export function addValidator (app: FastifyInstance) {
  const compilers = new WeakMap<FastifyInstance, Compile>()
  app.addHook('onRoute', function (this: FastifyInstance, route: RouteOptions) {
    if (route.schema === undefined || route.validatorCompiler !== undefined || isCustom(this)) return
    // Schemas may be added and compilers set until the server is ready, so it is decided when the route is compiled.
    const compile: Compile = part => {
      if (isCustom(this) && this.validatorCompiler !== undefined) return this.validatorCompiler(part as never)
      let compiler = compilers.get(this)
      if (compiler === undefined) {
        compiler = buildValidator(this.getSchemas(), internal<{ ajv?: AjvOptions }>(this, 'fastify.options')?.ajv)
        compilers.set(this, compiler)
      }
      return compiler(part)
    }
    route.validatorCompiler = compile as NonNullable<RouteOptions['validatorCompiler']>
  })
}

function isCustom (app: FastifyInstance): boolean {
  return internal<{ isCustomValidatorCompiler?: boolean }>(app, 'fastify.schemaController')?.isCustomValidatorCompiler === true
}

/**
 * NOTE: the only place that reads what Fastify keeps behind symbols: whether a validator compiler is the user's own,
 * and the `ajv` options, which no public member tells. Absent, both count as not given.
 */
function internal<T> (app: FastifyInstance, description: string): T | undefined {
  for (let at: object | null = app; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const key = Object.getOwnPropertySymbols(at).find(symbol => symbol.description === description)
    if (key !== undefined) return (at as Record<symbol, unknown>)[key] as T
  }
  return undefined
}

/**
 * A schema of headers with the names in lower case, as Node gives them (RFC 9110, section 5.1).
 *
 * Fastify does this itself only for its own validator (lib/validation.js, isCustom).
 */
function withLowerCaseNames (schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withLowerCaseNames)
  if (typeof schema !== 'object' || schema === null || Object.getPrototypeOf(schema) !== Object.prototype) return schema
  return Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, lowerCased(keyword, value)]))
}

function lowerCased (keyword: string, value: unknown): unknown {
  if (['const', 'enum', 'default', 'examples'].includes(keyword)) return value
  if (keyword === 'required') return (value as string[]).map(name => name.toLowerCase())
  if (['properties', 'dependencies', 'dependentSchemas', 'dependentRequired'].includes(keyword)) {
    return Object.fromEntries(Object.entries(value as object).map(([name, inner]) => [
      name.toLowerCase(),
      Array.isArray(inner) ? inner.map(other => String(other).toLowerCase()) : withLowerCaseNames(inner)
    ]))
  }
  return withLowerCaseNames(value)
}
