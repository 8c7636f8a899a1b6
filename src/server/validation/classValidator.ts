import type { Violation } from './violation.ts'
import type { Params } from './messages.ts'
import { safeGetOwn } from '../../support/safeGet.ts'
import { escaped, parentOf } from '../schema/walk.ts'

/** An error of class-validator. */
export interface ClassValidatorError {
  /** Undefined for a value that is no instance of a class. */
  readonly property: string | undefined
  readonly value?: unknown
  /** Messages by the name of the broken constraint. */
  readonly constraints?: Readonly<Record<string, string>>
  /** The errors of nested objects. */
  readonly children?: readonly ClassValidatorError[]
}

interface Rule { readonly keyword: string, readonly params?: Params }

const type = (name: string): Rule => ({ keyword: 'type', params: { type: name } })
const format = (name: string): Rule => ({ keyword: 'format', params: { format: name } })

/** JSON Schema keywords of class-validator's constraints. The errors do not carry their limits. */
const rules: Readonly<Record<string, Rule>> = {
  isDefined: { keyword: 'required' },
  whitelistValidation: { keyword: 'additionalProperties' },
  isString: type('string'),
  isNumber: type('number'),
  isInt: type('integer'),
  isBoolean: type('boolean'),
  isArray: type('array'),
  isObject: type('object'),
  nestedValidation: type('object'),
  unknownValue: type('object'),
  isEmail: format('email'),
  isUuid: format('uuid'),
  isUrl: format('uri'),
  isIso8601: format('date-time'),
  isDateString: format('date-time'),
  isNotEmpty: { keyword: 'minLength', params: { limit: 1 } },
  minLength: { keyword: 'minLength' },
  maxLength: { keyword: 'maxLength' },
  isLength: { keyword: 'minLength' },
  min: { keyword: 'minimum' },
  max: { keyword: 'maximum' },
  isPositive: { keyword: 'exclusiveMinimum', params: { limit: 0 } },
  isDivisibleBy: { keyword: 'multipleOf' },
  equals: { keyword: 'const' },
  isIn: { keyword: 'enum' },
  isEnum: { keyword: 'enum' },
  matches: { keyword: 'pattern' },
  arrayMinSize: { keyword: 'minItems' },
  arrayMaxSize: { keyword: 'maxItems' },
  arrayUnique: { keyword: 'uniqueItems' }
}

export function isClassValidatorError (entry: object): entry is ClassValidatorError {
  const { property, constraints, children } = entry as Partial<Record<keyof ClassValidatorError, unknown>>
  if (property === undefined && safeGetOwn(constraints, 'unknownValue') !== undefined) return true
  return typeof property === 'string' && (Array.isArray(children) || (typeof constraints === 'object' && constraints !== null))
}

/**
 * The violations of an error of class-validator, those of its children included. Messages are not used: they may repeat the client's value.
 */
export function classValidatorViolations (
  { property, value, constraints = {}, children = [] }: ClassValidatorError, above = ''
): Violation[] {
  const pointer = property === undefined ? above : `${above}/${escaped(property)}`
  const names = Object.keys(constraints)
  const isMissing = property !== undefined && value === undefined && names.length > 0
  const own = isMissing
    ? [{ at: parentOf(pointer), pointer, keyword: 'required', params: {} }]
    : names.map(name => {
      const { keyword, params = {} } = Object.hasOwn(rules, name) ? rules[name] as Rule : { keyword: undefined }
      return { at: keyword === 'additionalProperties' ? parentOf(pointer) : pointer, pointer, keyword, params }
    })
  return [...own, ...children.filter(isClassValidatorError).flatMap(child => classValidatorViolations(child, pointer))]
}
