import type { FastifyInstance, RouteOptions } from 'fastify'
import { checkAnnotations, isAnnotated } from './annotations.ts'
import { buildValidator, type AjvOptions, type Compile } from './ajv.ts'
import { internal } from '../fastify/internals.ts'
import { maxIssues } from './issues.ts'
import { addValidationTracking, trackValidator, type Validate } from './trackedValidator.ts'
import { mapValues, lowerCaseHeaders } from '../schema/lowerCaseHeaders.ts'
import { requireScope } from '../scope/scope.ts'
import { withoutStack } from './withoutStack.ts'
import { isSchema } from '../schema/walk.ts'
import { isTypeBox, loadTypeBoxRules } from './loadTypeBox.ts'

/** Of a request that is wrong in several parts: all that is wrong, or what is wrong with the first of them. */
export const issueOptions = ['all', 'first'] as const

export type IssueOption = typeof issueOptions[number]

const kIssues = Symbol.for('fastify-error-catalog.issues')
const kOurs = Symbol.for('fastify-error-catalog.ours')

type Formatter = NonNullable<RouteOptions['schemaErrorFormatter']>

/** Let the routes of an instance be validated so that their failures can be told, by the user's own compiler if there is one. */
export function addValidator (app: FastifyInstance, issues: IssueOption) {
  app.decorate(kIssues as unknown as string, issues as never)
  addValidationTracking(app)
  const compilers = new WeakMap<FastifyInstance, Compile>()
  const loading: Array<Promise<void>> = []
  app.addHook('onRoute', function (this: FastifyInstance, route: RouteOptions) {
    if (route.schema === undefined || isOurs(route.validatorCompiler)) return
    const { validatorCompiler, schemaErrorFormatter } = route
    // Schemas may be added and compilers set until the server is ready, so it is decided when the route is compiled.
    const compile: Compile = part => {
      if (isTypeBox(part.schema)) loading.push(loadTypeBoxRules())
      return judgingCompile(this, part, (validatorCompiler as Compile | undefined) ?? compilerOf(this, compilers))
    }
    let formatter = schemaErrorFormatter
    // That of the scope may be set until the server is ready, so it is looked for when the first request fails.
    const format: Formatter = (errors, part) => toError((formatter ??= internal<Formatter>(this, 'fastify.schemaErrorFormatter') ?? joined)(errors, part))
    route.validatorCompiler = Object.assign(compile, { [kOurs]: true }) as unknown as NonNullable<RouteOptions['validatorCompiler']>
    route.schemaErrorFormatter = format
  })
  // Routes are compiled before (Fastify, lib/route.js, preReady).
  app.addHook('onReady', async () => { await Promise.all(loading) })
}

/** Which issues the routes of an instance tell. */
export function issueOptionOf (app: FastifyInstance): IssueOption | undefined {
  return (app as FastifyInstance & { [kIssues]?: IssueOption })[kIssues]
}

export function isOurs (compile: unknown): boolean {
  return typeof compile === 'function' && kOurs in compile
}

function judgingCompile (app: FastifyInstance, part: Parameters<Compile>[0], compile: Compile): unknown {
  const { schema, httpPart } = part
  // Names of headers come in lower case.
  const isOfHeaders = httpPart === 'headers' && isSchema(schema)
  const schemas = app.getSchemas()
  const shared = { schemas: isOfHeaders ? mapValues(schemas, lowerCaseHeaders) : schemas, parts: new WeakMap() }
  const question = { schema: isOfHeaders ? lowerCaseHeaders(schema) : schema, shared }
  const mistakes = checkAnnotations(question, requireScope(app).catalog.entries)
  if (mistakes.length > 0) throw new Error(`${httpPart ?? 'schema'}: ${mistakes.join('; ')}`)
  const validate = compile(part)
  return typeof validate === 'function' ? trackValidator(validate as Validate, { ...question, annotated: isAnnotated(question) }, app) : validate
}

/** An answer that is no error would be sent as a success (Fastify, lib/handle-request.js, validationCompleted). */
function toError (answer: unknown): Error {
  return answer instanceof Error ? answer : Object.assign(new Error('a part of the request is not valid'), answer)
}

/** As Fastify does it (lib/context.js, defaultSchemaErrorFormatter), but not longer than anybody reads: it is logged. */
const joined: Formatter = (errors, part) => {
  const texts = errors.slice(0, maxIssues).map(({ instancePath, message }) => `${part}${instancePath} ${message}`.slice(0, longestText))
  // Its stack would lead through Fastify only, and takes as much as half of a whole reply.
  return withoutStack(texts.join(', '))
}

const longestText = 500

interface Controller {
  readonly isCustomValidatorCompiler?: boolean
  readonly compilersFactory?: { readonly buildValidator?: unknown }
  readonly opts?: { readonly compilersFactory?: { readonly buildValidator?: unknown } }
  readonly parent?: Controller
}

/** The compiler that the user has set, or that a schema controller brings, else ours. */
function compilerOf (app: FastifyInstance, compilers: WeakMap<FastifyInstance, Compile>): Compile {
  const compiler = compilers.get(app) ?? (builderOf(app) ?? buildValidator)(app.getSchemas(), internal<{ ajv?: AjvOptions }>(app, 'fastify.options')?.ajv)
  compilers.set(app, compiler)
  return compiler
}

function builderOf (app: FastifyInstance): typeof buildValidator | undefined {
  const controllers: Controller[] = []
  for (let at = internal<Controller>(app, 'fastify.schemaController'); at !== undefined; at = at.parent) controllers.push(at)
  const builders = new Set(controllers.map(({ opts }) => opts?.compilersFactory?.buildValidator).filter(builder => builder !== undefined))
  const isCustom = controllers[0]?.isCustomValidatorCompiler === true || builders.size > 1
  const builder = controllers.map(({ compilersFactory }) => compilersFactory?.buildValidator).find(build => typeof build === 'function')
  return isCustom ? builder as typeof buildValidator : undefined
}
