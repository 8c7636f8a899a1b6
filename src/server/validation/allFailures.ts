import type { FastifyRequest } from 'fastify'
import { safeGet } from '../../support/safeGet.ts'
import { collectorOf, type Collect } from './collectErrors.ts'
import { copySmall } from './copySmall.ts'
import { locations, type Part } from '../../format/requestParts.ts'
import type { ValidationContext } from './issues.ts'
import { partValidationOf, type PartValidation } from './routeValidation.ts'
import { validationOptionsOf } from './validationOptions.ts'

/** The errors in one part of a request. */
export interface PartFailure {
  readonly list: readonly unknown[]
  readonly part: Part
  /** The validated value, if the request's validator reported the errors. */
  readonly context: ValidationContext | undefined
}

/** The parts of a request in the order in which Fastify validates them, up to the first invalid one (lib/validation.js, validate). */
const parts = Object.keys(locations) as Part[]

/** Fastify's name of the value of a part. */
const members = { params: 'params', body: 'body', querystring: 'query', headers: 'headers' } as const

/** The part of a request that the context of an error names. */
export function partOf (part: unknown): Part | undefined {
  return typeof part === 'string' && Object.hasOwn(locations, part) ? part as Part : undefined
}

/** The validated value of a part of a request. */
export function contextOfPart (request: FastifyRequest, part: Part): ValidationContext | undefined {
  const validation = partValidationOf(request, part)
  return validation && withValue(validation, request[members[part]])
}

/** Member by member: V8 gives each object that is built by spreading its own hidden class. */
function withValue ({ compiled: { schema, shared, annotated } }: PartValidation, value: unknown): ValidationContext {
  return { schema, shared, annotated, value }
}

/**
 * All errors of a request: Fastify's, then the other errors of that part and of the parts after it.
 *
 * Only small parts are validated again, so that no request takes much more work than with Fastify alone.
 */
export function allFailures (first: PartFailure, failed: Part | undefined, request: FastifyRequest): PartFailure[] {
  const { issues, limit } = validationOptionsOf(request.server)
  // With `attachValidation` the error has passed the user's handler.
  if (failed === undefined || issues === 'first' || request.routeOptions.attachValidation) return [first]
  const failures = [collectAgain(first, failed, request, limit)]
  for (let next = parts.indexOf(failed) + 1; next < parts.length; next++) {
    const failure = failureAfter(request, parts[next] as Part, limit)
    if (failure !== undefined) failures.push(failure)
  }
  return failures
}

function collectAgain (first: PartFailure, part: Part, request: FastifyRequest, limit: number): PartFailure {
  const validation = partValidationOf(request, part)
  const collect = validation && collectorOf(request.server, validation)
  if (collect === undefined) return first
  return failureIn(request, part, limit, validation as PartValidation, collect) ?? first
}

/** The errors of a part that Fastify did not validate. */
function failureAfter (request: FastifyRequest, part: Part, limit: number): PartFailure | undefined {
  const validation = partValidationOf(request, part)
  // Skip asynchronous validators: while an error handler waits, another response may be sent (Fastify, handlerTimeout).
  if (validation === undefined || validation.validate.schemaEnv?.$async === true) return undefined
  const collect = collectorOf(request.server, validation)
  return failureIn(request, part, limit, validation, (compiled, value) => collect?.(compiled, value) ?? validateOnce(validation, value))
}

function failureIn (
  request: FastifyRequest, part: Part, limit: number, validation: PartValidation, collect: Collect
): PartFailure | undefined {
  const small = copySmall(request[members[part]] ?? null, limit)
  if (small === undefined) return undefined
  try {
    const list = collect(validation.compiled, small.copy)
    return list === undefined || list.length === 0 ? undefined : { list, part, context: withValue(validation, small.copy) }
  } catch {
    // The validator threw; one failure is known, and it is sent.
    return undefined
  }
}

/** Call a validator that is not the plugin's for all errors, as Fastify calls it (lib/validation.js, validateParam). */
function validateOnce ({ validate }: PartValidation, value: unknown): readonly unknown[] {
  const result = validate.schemaEnv === undefined
    ? validate(value)
    : validate(value, { parentData: { value }, parentDataProperty: 'value' })
  if (typeof safeGet(result, 'then') === 'function') {
    (result as Promise<unknown>).then(undefined, () => {})
    return []
  }
  const error = result === false ? validate.errors : safeGet(result, 'error')
  const lists = [error, safeGet(error, 'errors'), safeGet(error, 'issues'), safeGet(error, 'details')]
  return error ? lists.find(Array.isArray) as unknown[] | undefined ?? [{}] : []
}
