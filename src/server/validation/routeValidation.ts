import type { FastifyInstance, FastifyRequest } from 'fastify'
import { lowerCaseHeaders, mapValues } from '../schema/lowerCaseHeaders.ts'
import { hasUserCompiler, strictKindOf } from './compilerMarks.ts'
import { isAnnotated } from './annotations.ts'
import { strictOptions } from './ajv.ts'
import type { Part } from '../../format/requestParts.ts'
import type { CompiledSchema } from './issues.ts'
import { isTypeBox } from './typeBoxRules.ts'
import { partSchemaOf, validatorOf, type Validate } from './partSchema.ts'
import { userBuilderOf } from './userCompiler.ts'

/** How a part of a route's requests is validated. */
export interface PartValidation {
  readonly validate: Validate
  readonly compiled: CompiledSchema
  /** The options of Ajv that collect all errors of a value, where the validator is Fastify's own or that of the mode `strict`. */
  readonly collecting: Readonly<Record<string, unknown>> | undefined
}

const known = new WeakMap<Validate, PartValidation>()

/** How a part of a request is validated; `undefined` if it is not. It is looked up for the first invalid request. */
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
  const isOwn = validate.schemaEnv !== undefined &&
    (kind !== undefined || (!hasUserCompiler(schema) && userBuilderOf(server) === undefined))
  const options = kind === undefined ? fastifyOptions : strictOptions(kind)
  return { validate, compiled, collecting: isOwn ? options : undefined }
}

/** Names of headers are in lower case: Fastify lowers the names in a schema, the mode `strict` also those in shared schemas. */
function toCompiledSchema (app: FastifyInstance, part: Part, isStrict: boolean, schema: unknown): CompiledSchema {
  const isOfHeaders = part === 'headers' && !isTypeBox(schema)
  const schemas = app.getSchemas()
  const shared = { schemas: isOfHeaders && isStrict ? mapValues(schemas, lowerCaseHeaders) : schemas, parts: new WeakMap() }
  const asked = { schema: isOfHeaders ? lowerCaseHeaders(schema) : schema, shared }
  return { ...asked, annotated: isAnnotated(asked) }
}

/** The options of Fastify's own compiler: `@fastify/ajv-compiler` sets them. */
const fastifyOptions = {}
