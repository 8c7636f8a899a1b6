import AjvCompiler from '@fastify/ajv-compiler'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { internal } from './internal.ts'

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
type Schemas = Readonly<Record<string, unknown>>
type Build = (schemas: Schemas, options: { customOptions: Readonly<Record<string, unknown>>, plugins: readonly unknown[] }) => Compile
type Kind = 'text' | 'headers' | 'data'

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
export function buildValidator (schemas: Schemas, { customOptions = {}, plugins = [], ...rest }: AjvOptions = {}): Compile {
  const build = AjvCompiler() as unknown as Build
  // Each is built when the first schema of its kind comes: an instance of Ajv takes milliseconds.
  const compilers: Partial<Record<Kind, Compile>> = {}
  return part => {
    const kind = kindOf(part)
    compilers[kind] ??= build(kind === 'headers' ? mapValues(schemas, withLowerCaseNames) : schemas, {
      ...rest, plugins, customOptions: { ...(kind === 'data' ? strict : converting), ...customOptions }
    })
    return compilers[kind](kind === 'headers' ? { ...part, schema: withLowerCaseNames(part.schema) } : part)
  }
}

function kindOf ({ httpPart, contentType = '' }: Part): Kind {
  if (httpPart === 'headers') return 'headers'
  return httpPart === 'body' && !forms.test(contentType) ? 'data' : 'text'
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

interface Controller {
  readonly isCustomValidatorCompiler?: boolean
  readonly opts?: { readonly compilersFactory?: { readonly buildValidator?: unknown } }
  readonly parent?: Controller
}

/** Whether the user has set a validator compiler, or a schema controller that brings one. */
function isCustom (app: FastifyInstance): boolean {
  const controller = internal<Controller>(app, 'fastify.schemaController')
  const builders: unknown[] = []
  for (let at = controller; at !== undefined; at = at.parent) builders.push(at.opts?.compilersFactory?.buildValidator)
  return controller?.isCustomValidatorCompiler === true || new Set(builders.filter(builder => builder !== undefined)).size > 1
}

const maps = ['properties', 'dependencies', 'dependentSchemas', 'dependentRequired']
const values = ['const', 'enum', 'default', 'examples']

/**
 * A schema of headers with the names in lower case, as Node gives them (RFC 9110, section 5.1).
 *
 * Fastify does this itself only for its own validator (lib/validation.js, isCustom), and not for shared schemas.
 */
function withLowerCaseNames (schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withLowerCaseNames)
  if (typeof schema !== 'object' || schema === null) return schema
  return mapValues(schema, (value, keyword) => {
    if (values.includes(keyword)) return value
    if (keyword === 'required') return lowerCased(value)
    if (!maps.includes(keyword)) return withLowerCaseNames(value)
    return Object.fromEntries(Object.entries(value as object).map(([name, inner]) => [name.toLowerCase(), withLowerCaseNames(lowerCased(inner))]))
  })
}

/** A list of names in lower case; anything else as it is. */
function lowerCased (names: unknown): unknown {
  return Array.isArray(names) ? names.map(name => String(name).toLowerCase()) : names
}

function mapValues (of: object, change: (value: unknown, key: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, change(value, key)]))
}
