import { violationsAt, type Violation } from './violation.ts'
import type { Params } from './messages.ts'
import { escaped, parentOf } from '../schema/walk.ts'

/** An issue of Valibot. */
export interface ValibotIssue {
  readonly kind: string
  readonly type: string
  readonly received: string
  readonly expected: unknown
  readonly requirement?: unknown
  readonly input?: unknown
  readonly path?: ReadonlyArray<{ readonly key: PropertyKey }>
}

interface Rule { readonly keyword: string, readonly params?: Params }

const type = (name: string) => (): Rule => ({ keyword: 'type', params: { type: name } })
const format = (name: string) => (): Rule => ({ keyword: 'format', params: { format: name } })
const limit = (keyword: string) => ({ requirement }: ValibotIssue): Rule => ({ keyword, params: { limit: requirement } })
const length = (end: 'min' | 'max') =>
  ({ requirement, input }: ValibotIssue): Rule => ({
    keyword: end + (Array.isArray(input) ? 'Items' : 'Length'),
    params: { limit: requirement }
  })

/** `("a" | "b")` as a list of values. */
const listed = ({ expected }: ValibotIssue): Rule => {
  try {
    return {
      keyword: 'enum',
      params: { allowedValues: String(expected).replace(/^\((.*)\)$/s, '$1').split(' | ').map(text => JSON.parse(text) as unknown) }
    }
  } catch {
    return { keyword: 'enum' }
  }
}

/** A single value, as JSON. */
const constant = (issue: ValibotIssue): Rule => {
  const { params } = listed(issue)
  const [allowedValue] = (params?.['allowedValues'] ?? []) as readonly unknown[]
  return { keyword: 'const', params: { allowedValue } }
}

/** JSON Schema keywords of Valibot's schemas and actions, with the params of Ajv. */
const rules: Readonly<Record<string, (issue: ValibotIssue) => Rule>> = {
  string: type('string'),
  number: type('number'),
  boolean: type('boolean'),
  array: type('array'),
  object: type('object'),
  strict_object: type('object'),
  loose_object: type('object'),
  record: type('object'),
  null: type('null'),
  date: format('date-time'),
  integer: type('integer'),
  safe_integer: type('integer'),
  picklist: listed,
  enum: listed,
  literal: constant,
  variant: issue => issue.expected === 'Object' ? { keyword: 'type', params: { type: 'object' } } : listed(issue),
  union: () => ({ keyword: 'anyOf' }),
  email: format('email'),
  uuid: format('uuid'),
  url: format('uri'),
  iso_timestamp: format('date-time'),
  iso_date_time: format('date-time'),
  iso_date: format('date'),
  regex: ({ requirement }) => ({ keyword: 'pattern', params: { pattern: requirement instanceof RegExp ? requirement.source : undefined } }),
  non_empty: issue => length('min')({ ...issue, requirement: 1 }),
  min_length: length('min'),
  max_length: length('max'),
  min_value: limit('minimum'),
  max_value: limit('maximum'),
  gt_value: limit('exclusiveMinimum'),
  lt_value: limit('exclusiveMaximum'),
  multiple_of: ({ requirement }) => ({ keyword: 'multipleOf', params: { multipleOf: requirement } })
}

export function isValibotIssue (entry: object): entry is ValibotIssue {
  const { kind, type, received } = entry as Partial<ValibotIssue>
  return typeof kind === 'string' && typeof type === 'string' && typeof received === 'string'
}

/** The violations of an issue of Valibot. Its message is not used: it repeats the client's value. */
export function valibotViolations (issue: ValibotIssue): Violation[] {
  const { kind, type, received, expected, path = [] } = issue
  const pointer = path.map(({ key }) => `/${escaped(String(key))}`).join('')
  const ofMember = { at: parentOf(pointer), pointer, params: {} }
  if (pointer !== '' && kind === 'schema' && received === 'undefined') return [{ ...ofMember, keyword: 'required' }]
  if (kind === 'schema' && expected === 'never') return [{ ...ofMember, keyword: 'additionalProperties' }]
  const { keyword, params = {} } = Object.hasOwn(rules, type)
    ? (rules[type] as (issue: ValibotIssue) => Rule)(issue)
    : { keyword: undefined }
  return violationsAt(pointer, { keyword, params })
}
