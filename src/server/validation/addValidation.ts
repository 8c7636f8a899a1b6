import type { FastifyInstance, RouteOptions } from 'fastify'
import { checkAnnotations } from './annotations.ts'
import { announceAnnotations, buildStrictValidator, kindOf } from './ajv.ts'
import { safeLog } from '../fastify/safeLog.ts'
import { lowerCaseHeaders } from '../schema/lowerCaseHeaders.ts'
import { requireScope } from '../scope/scope.ts'
import { locations, type Part } from '../../format/requestParts.ts'
import { loadAjv } from './loadAjv.ts'
import { markStrictCompiler, markStrictValidator, markUserCompiler } from './compilerMarks.ts'
import { loadTypeBoxRules } from './loadTypeBox.ts'
import { isTypeBox } from './typeBoxRules.ts'
import { formatterFor, isOurFormatter } from './schemaErrorFormatter.ts'
import { ajvOptionsOf, userBuilderOf, type Compile } from './userCompiler.ts'
import { setValidationOptions, validationOptionsOf, type ValidationOptions } from './validationOptions.ts'
import { contentSchemasOf } from './partSchema.ts'

/** A route with schemas, and the instance that it was added to. */
interface ValidatedRoute {
  readonly app: FastifyInstance
  readonly route: RouteOptions
}

/** Report the errors of validators of an instance; in the mode `strict` also compile its schemas. */
export function addValidation (app: FastifyInstance, options: ValidationOptions) {
  setValidationOptions(app, options)
  announceAnnotations(app)
  const routes: ValidatedRoute[] = []
  const compilers = new WeakMap<FastifyInstance, Compile>()
  const unaffected = new Set<string>()
  app.addHook('onRoute', function (this: FastifyInstance, route: RouteOptions) {
    if (route.schema === undefined || isOurFormatter(route.schemaErrorFormatter)) return
    route.schemaErrorFormatter = formatterFor(this, route.schemaErrorFormatter)
    routes.push({ app: this, route })
    const isStrict = validationOptionsOf(this).mode === 'strict'
    if (route.validatorCompiler !== undefined) {
      markUserCompiler(route.schema)
      if (isStrict) unaffected.add(nameOf(route))
    } else if (isStrict) {
      const onUserCompiler = () => { unaffected.add(nameOf(route)) }
      route.validatorCompiler = strictCompilerFor(this, compilers, onUserCompiler) as NonNullable<RouteOptions['validatorCompiler']>
    }
  })
  app.addHook('onReady', async () => {
    checkRoutes(routes)
    if (routes.length > 0) await loadAjv()
    const schemas = routes.flatMap(({ route }) => parts.flatMap(part => contentSchemasOf(route.schema, part)))
    if (schemas.some(isTypeBox)) await loadTypeBoxRules()
    routes.length = 0
    if (unaffected.size > 0) warnOfMode(app, [...unaffected])
  })
}

const parts = Object.keys(locations) as Part[]

function nameOf ({ method, url }: RouteOptions): string {
  return `${[method].flat().join(',')} ${url}`
}

/** Compilers can be set and schemas added until the server is ready, so this is decided when the route is compiled. */
function strictCompilerFor (app: FastifyInstance, compilers: WeakMap<FastifyInstance, Compile>, onUserCompiler: () => void): Compile {
  const compile: Compile = part => {
    const build = userBuilderOf(app)
    if (build !== undefined) onUserCompiler()
    const compiler = compilers.get(app) ?? (build ?? buildStrictValidator)(app.getSchemas(), ajvOptionsOf(app))
    compilers.set(app, compiler)
    const validate = compiler(part)
    if (build === undefined && typeof validate === 'function') markStrictValidator(validate, kindOf(part))
    return validate
  }
  markStrictCompiler(compile)
  return compile
}

/** @throws if a schema has an annotation that would fail later. */
function checkRoutes (routes: readonly ValidatedRoute[]) {
  const mistakes = routes.flatMap(({ app, route }) => parts.flatMap(part => contentSchemasOf(route.schema, part).flatMap(schema => {
    const shared = { schemas: app.getSchemas(), parts: new WeakMap() }
    const found = checkAnnotations(
      { schema: part === 'headers' ? lowerCaseHeaders(schema) : schema, shared }, requireScope(app).catalog.entries
    )
    return found.map(mistake => `${nameOf(route)}, ${part}: ${mistake}`)
  })))
  if (mistakes.length > 0) throw new Error(mistakes.join('; '))
}

function warnOfMode (app: FastifyInstance, routes: readonly string[]) {
  safeLog(app, 'warn', { routes }, 'validation: { mode: "strict" } has no effect on routes with their own validator compiler: ' +
    'it decides what is converted and which fields are allowed')
}
