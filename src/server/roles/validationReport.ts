import { safeGet } from '../../support/safeGet.ts'

/** The members of an error in which validators list invalid fields. */
export interface ValidationReport {
  /** The part of the request that Fastify reports as invalid. */
  readonly context: unknown
  /** Fastify's list. */
  readonly validation: unknown
  /** The list of Zod, of Standard Schema, and of libraries with other lists. */
  readonly issues: unknown
  /** Joi's list. */
  readonly details: unknown
  /** The list of an error that Ajv itself throws. An AggregateError has one too, without a context. */
  readonly errors: unknown
}

/** Zod, Standard Schema and Valibot; yup; ArkType. class-validator and ArkType throw the list itself. */
function listIn (error: unknown): unknown {
  if (isList(error)) return isIssue(safeGet(error, '0')) ? error : undefined
  const inner = safeGet(error, 'inner')
  if (isList(inner)) return inner.length === 0 ? [error] : inner
  return safeGet(error, 'issues') ?? safeGet(error, 'arkErrors')
}

/**
 * Issues of class-validator have a property, or none for a value of another type. Other issues have a path, or the kind of Valibot. Errors
 * in another list have none of them.
 */
function isIssue (value: unknown): boolean {
  const path = safeGet(value, 'path')
  const unknownValue = safeGet(safeGet(value, 'constraints'), 'unknownValue')
  return isList(path) || [path, safeGet(value, 'property'), safeGet(value, 'kind'), unknownValue].some(member => typeof member === 'string')
}

function isList (value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value)
  } catch {
    // A revoked proxy.
    return false
  }
}

export function readReport (error: unknown): ValidationReport {
  const context = safeGet(error, 'validationContext')
  return {
    context,
    validation: safeGet(error, 'validation'),
    issues: listIn(error),
    details: safeGet(error, 'isJoi') === true ? safeGet(error, 'details') : undefined,
    errors: context === undefined ? undefined : safeGet(error, 'errors')
  }
}
