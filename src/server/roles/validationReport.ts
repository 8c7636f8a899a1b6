import { safeGet } from '../../support/safeGet.ts'

/** The members of an error in which validators list invalid fields. */
export interface ValidationReport {
  /** The part of the request that Fastify reports as invalid. */
  readonly context: unknown
  /** Fastify's list. */
  readonly validation: unknown
  /** The list of Zod and of Standard Schema. */
  readonly issues: unknown
  /** Joi's list. */
  readonly details: unknown
  /** The list of an error that Ajv itself throws. An AggregateError has one too, without a context. */
  readonly errors: unknown
}

export function readReport (error: unknown): ValidationReport {
  const context = safeGet(error, 'validationContext')
  return {
    context,
    validation: safeGet(error, 'validation'),
    issues: safeGet(error, 'issues'),
    details: safeGet(error, 'isJoi') === true ? safeGet(error, 'details') : undefined,
    errors: context === undefined ? undefined : safeGet(error, 'errors')
  }
}
