import type { FastifyInstance, FastifyRequest } from 'fastify'
import { lowerCaseHeaders, mapValues } from '../schema/lowerCaseHeaders.ts'
import { hasUserCompiler, strictKindOf } from './addValidation.ts'
import { isAnnotated } from './annotations.ts'
import { strictOptions } from './ajv.ts'
import { createCollector, type Collect } from './collectErrors.ts'
import type { Part } from '../../format/requestParts.ts'
import type { CompiledSchema } from './issues.ts'
import { isTypeBox } from './loadTypeBox.ts'
import { partSchemaOf, validatorOf, type Validate } from './partSchema.ts'
import { ajvOptionsOf, userBuilderOf } from './userCompiler.ts'

/** How a part of a route's requests is validated. */
export interface PartValidation {
  readonly validate: Validate
  readonly compiled: CompiledSchema
  /** Collects all errors of a value, where the validator is Fastify's own or that of the mode `strict`. */
  readonly collect: Collect | undefined
}

const known = new WeakMap<Validate, PartValidation>()

/** How a part of a request is validated: nothing where it is not. It is looked up when the first request is invalid. */
export function partValidationOf (request: FastifyRequest, part: Part): PartValidation | undefined {
  const validate = validatorOf(request, part)
  if (validate === undefined) return undefined
  let validation = known.get(validate)
  if (validation === undefined) known.set(validate, validation = toPartValidation(request, part, validate))
  return validation
}

function toPartValidation (request: FastifyRequest, part: Part, validate: Validate): PartValidation {
  const { server, routeOptions: { schema } } = request
  const kind = strictKindOf(validate)
  const compiled = toCompiledSchema(server, part, kind !== undefined, validate.schema ?? partSchemaOf(request, schema, part))
  const isOwn = validate.schemaEnv !== undefined && (kind !== undefined || (!hasUserCompiler(schema) && userBuilderOf(server) === undefined))
  return { validate, compiled, collect: isOwn ? collectorFor(server, kind === undefined ? fastifyOptions : strictOptions(kind)) : undefined }
}

/** Names of headers come in lower case: Fastify writes the names in a schema so, the mode `strict` also those in shared schemas. */
function toCompiledSchema (app: FastifyInstance, part: Part, isStrict: boolean, schema: unknown): CompiledSchema {
  const isOfHeaders = part === 'headers' && !isTypeBox(schema)
  const schemas = app.getSchemas()
  const shared = { schemas: isOfHeaders && isStrict ? mapValues(schemas, lowerCaseHeaders) : schemas, parts: new WeakMap() }
  const asked = { schema: isOfHeaders ? lowerCaseHeaders(schema) : schema, shared }
  return { ...asked, annotated: isAnnotated(asked) }
}

/** Those of Fastify's own compiler: `@fastify/ajv-compiler` sets them. */
const fastifyOptions = {}

const collectors = new WeakMap<object, WeakMap<object, Collect>>()

/** One for each server and kind of conversion: an instance of Ajv takes milliseconds and hundreds of kilobytes. */
function collectorFor (app: FastifyInstance, options: Readonly<Record<string, unknown>>): Collect | undefined {
  const ajv = ajvOptionsOf(app)
  if (ajv === undefined || ajv.mode === 'JTD' || ajv.customOptions?.['allErrors'] === true) return undefined
  let ofServer = collectors.get(ajv)
  if (ofServer === undefined) collectors.set(ajv, ofServer = new WeakMap())
  let collect = ofServer.get(options)
  if (collect === undefined) ofServer.set(options, collect = createCollector(ajv, options))
  return collect
}
