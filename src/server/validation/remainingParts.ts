import type { FastifyRequest } from 'fastify'
import { locations, type Part } from './issues.ts'
import type { Validate } from './trackedValidator.ts'
import { safeGet } from '../../support/safeGet.ts'
import type { PartFailure } from './validationFailure.ts'

/** The parts of a request in the order in which Fastify validates them, up to the first that fails (lib/validation.js, validate). */
const parts = Object.keys(locations) as Part[]

/** Fastify's name of the value of a part. */
const members = { params: 'params', body: 'body', querystring: 'query', headers: 'headers' } as const

/** What is wrong with the parts that Fastify did not come to, since one before them failed. */
export function validateRemainingParts (request: FastifyRequest, failed: Part): PartFailure[] {
  const failures: PartFailure[] = []
  for (let next = parts.indexOf(failed) + 1; next < parts.length; next++) {
    try {
      const failure = failureIn(request, parts[next] as Part)
      if (failure !== undefined) failures.push(failure)
    } catch {
      // The validator could not do its work; one failure is known, and that one is answered.
    }
  }
  return failures
}

function failureIn (request: FastifyRequest, part: Part): PartFailure | undefined {
  const validate = validatorOf(request, part)
  // Who validates later cannot be waited for: an error handler that waits can be overtaken (Fastify, handlerTimeout).
  if (validate === undefined || validate.schemaEnv?.$async === true) return undefined
  const member = members[part]
  const value = request[member] ?? null
  // As Fastify asks: Ajv can only replace a value whose parent it knows.
  const result = validate.schemaEnv === undefined ? validate(value) : validate(value, { parentData: request, parentDataProperty: member })
  if (typeof safeGet(result, 'then') === 'function') {
    (result as Promise<unknown>).then(undefined, () => {})
    return undefined
  }
  const told = result === false ? validate.errors : safeGet(result, 'error')
  const list = [told, safeGet(told, 'errors'), safeGet(told, 'issues')].find(Array.isArray) as unknown[] | undefined
  return told ? { list: list ?? [{}], part, told } : undefined
}

/** One for the part, or for each content type of a body. */
function validatorOf (request: FastifyRequest, part: Part): Validate | undefined {
  const validate: unknown = request.getValidationFunction(part)
  if (typeof validate === 'function') return validate as Validate
  if (part !== 'body') return undefined
  const type = String(request.headers['content-type']).replace(/;.*/s, '').trim().toLowerCase()
  return safeGet(validate, type) as Validate | undefined
}
