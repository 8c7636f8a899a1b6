import { violationsAt, type Violation } from './violation.ts'
import type { Params } from './messages.ts'
import { escaped, parentOf } from '../schema/walk.ts'

/** An error of ArkType. */
export interface ArkError {
  readonly code: string
  readonly path: readonly PropertyKey[]
  readonly expected: string
  readonly actual: string
  readonly data?: unknown
  readonly rule?: unknown
  readonly exclusive?: boolean
  readonly domain?: unknown
  readonly errors?: readonly ArkError[]
  readonly unit?: unknown
}

interface Rule { readonly keyword?: string, readonly params?: Params }

const limit = (end: 'Minimum' | 'Maximum') => ({ rule, exclusive }: ArkError): Rule =>
  ({ keyword: exclusive === true ? `exclusive${end}` : end.toLowerCase(), params: { limit: rule } })
const length = (end: 'min' | 'max') =>
  ({ rule, data }: ArkError): Rule => ({ keyword: end + (Array.isArray(data) ? 'Items' : 'Length'), params: { limit: rule } })

const dateTime: Rule = { keyword: 'format', params: { format: 'date-time' } }

/** What the description of a proto, a pattern or a predicate says of a type or a format. */
const described: Readonly<Record<string, Rule>> = {
  'an array': { keyword: 'type', params: { type: 'array' } },
  'a Date': dateTime,
  'an ISO 8601 (YYYY-MM-DDTHH:mm:ss.sssZ) date': dateTime,
  'an email address': { keyword: 'format', params: { format: 'email' } },
  'a UUID': { keyword: 'format', params: { format: 'uuid' } },
  'a URL string': { keyword: 'format', params: { format: 'uri' } }
}

const types: ReadonlySet<string> = new Set(['a string', 'a number', 'an object', 'a boolean', 'an array', 'null'])

/** The requirement of a union, such as `"a" or "b"` and `a number, a string or null`. */
function ofUnion ({ expected }: ArkError): Rule {
  const texts = expected.split(/ or |, /)
  if (texts.length < 2) return {}
  if (texts.every(text => types.has(text))) return { keyword: 'anyOf' }
  try {
    return { keyword: 'enum', params: { allowedValues: texts.map(text => JSON.parse(text) as unknown) } }
  } catch {
    return {}
  }
}

/** Values of which one is allowed: both booleans are the type. */
function ofUnits (errors: readonly ArkError[]): Rule {
  const allowedValues = errors.map(({ unit }) => unit)
  return allowedValues.length > 0 && allowedValues.every(value => typeof value === 'boolean')
    ? { keyword: 'type', params: { type: 'boolean' } }
    : { keyword: 'enum', params: { allowedValues } }
}

const describedOr = (other: (error: ArkError) => Rule) => (error: ArkError): Rule =>
  Object.hasOwn(described, error.expected) ? described[error.expected] as Rule : other(error)

/** JSON Schema keywords of ArkType's codes, with the params of Ajv. */
const rules: Readonly<Record<string, (error: ArkError) => Rule>> = {
  domain: ({ domain }) => ({ keyword: 'type', params: { type: domain } }),
  proto: describedOr(() => ({ keyword: 'type', params: { type: 'object' } })),
  pattern: describedOr(({ rule }) => ({ keyword: 'pattern', params: { pattern: rule } })),
  predicate: describedOr(ofUnion),
  divisor: ({ rule }) =>
    rule === 1 ? { keyword: 'type', params: { type: 'integer' } } : { keyword: 'multipleOf', params: { multipleOf: rule } },
  min: limit('Minimum'),
  max: limit('Maximum'),
  minLength: length('min'),
  maxLength: length('max'),
  unit: ({ unit }) => ({ keyword: 'const', params: { allowedValue: unit } }),
  union: ({ errors = [] }) => errors.every(({ code }) => code === 'unit')
    ? ofUnits(errors)
    : { keyword: 'anyOf' }
}

export function isArkError (entry: object): entry is ArkError {
  const { code, path, expected, actual } = entry as Partial<ArkError>
  return typeof code === 'string' && Array.isArray(path) && typeof expected === 'string' && typeof actual === 'string'
}

/** The violations of an error of ArkType. Its message is not used: it repeats the client's value. */
export function arkViolations (error: ArkError): Violation[] {
  const { code, path, expected, actual } = error
  const pointer = Array.from(path, name => `/${escaped(String(name))}`).join('')
  const ofMember = { at: parentOf(pointer), pointer, params: {} }
  const isMissing = code === 'required' || (code === 'predicate' && actual === 'undefined' && path.length > 0)
  if (isMissing) return [{ ...ofMember, keyword: 'required' }]
  if (code === 'predicate' && expected === 'removed') return [{ ...ofMember, keyword: 'additionalProperties' }]
  const { keyword, params = {} } = Object.hasOwn(rules, code) ? (rules[code] as (error: ArkError) => Rule)(error) : {}
  return violationsAt(pointer, { keyword, params })
}
