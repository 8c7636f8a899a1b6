import type { FastifyRequest } from 'fastify'
import { safeGet } from '../../support/safeGet.ts'
import type { Part } from '../../format/requestParts.ts'

/** A compiled validator: Ajv's, or one that returns its result as an object. */
export type Validate = ((value: unknown, context?: object) => unknown) & {
  errors?: unknown
  /** Ajv's compiled schema. */
  readonly schema?: unknown
  readonly schemaEnv?: { readonly $async?: boolean }
}

/** The schemas of a part of a route: a body may have one for each content type. */
export function contentSchemasOf (schemas: unknown, part: Part): unknown[] {
  const schema = safeGet(schemas, part)
  const content = part === 'body' ? safeGet(schema, 'content') : undefined
  if (typeof content !== 'object' || content === null) return [schema]
  return Object.values(content).map(entry => safeGet(entry, 'schema'))
}

/** The schema of a part of a request. */
export function partSchemaOf (request: FastifyRequest, schemas: unknown, part: Part): unknown {
  const schema = safeGet(schemas, part)
  const content = part === 'body' ? safeGet(schema, 'content') : undefined
  return content === undefined ? schema : safeGet(safeGet(content, mediaTypeOf(request)), 'schema')
}

/** The validator that Fastify calls for a part of a request. */
export function validatorOf (request: FastifyRequest, part: Part): Validate | undefined {
  const validate: unknown = request.getValidationFunction(part)
  if (typeof validate === 'function') return validate as Validate
  return part === 'body' ? safeGet(validate, mediaTypeOf(request)) as Validate | undefined : undefined
}

function mediaTypeOf ({ headers }: FastifyRequest): string {
  return String(headers['content-type']).replace(/;.*/s, '').trim().toLowerCase()
}
