import { violationsAt, type Violation } from './violation.ts'
import type { Params } from './messages.ts'
import { escaped, parentOf } from '../schema/walk.ts'

/** One entry of the list `inner` of yup's ValidationError, or such an error without a list. */
export interface YupError {
  /** Such as `lines[0].sku`. */
  readonly path: string
  readonly type: string
  readonly params: Params
}

type Rule = { readonly keyword?: string, readonly params?: Params }

/** Limits on the length of a text or a list have the names of limits on a number: the value shows which they are. */
const limitOf = (end: 'min' | 'max', params: Params): Rule => {
  const noun = typeof params['value'] === 'string' ? 'Length' : Array.isArray(params['value']) ? 'Items' : 'imum'
  return { keyword: end + noun, params: { limit: params[end] } }
}

const format = (name: string) => (): Rule => ({ keyword: 'format', params: { format: name } })

/** JSON Schema keywords of the names of yup's tests, with the params of Ajv. */
const rules: Readonly<Record<string, (params: Params) => Rule>> = {
  required: () => ({ keyword: 'required' }),
  optionality: () => ({ keyword: 'required' }),
  defined: () => ({ keyword: 'required' }),
  nullable: () => ({ keyword: 'type' }),
  typeError: ({ type }) => type === 'date' ? format('date-time')() : { keyword: 'type', params: { type } },
  integer: () => ({ keyword: 'type', params: { type: 'integer' } }),
  min: params => params['more'] === undefined ? limitOf('min', params) : { keyword: 'exclusiveMinimum', params: { limit: params['more'] } },
  max: params => params['less'] === undefined ? limitOf('max', params) : { keyword: 'exclusiveMaximum', params: { limit: params['less'] } },
  matches: ({ regex }) => ({ keyword: 'pattern', params: { pattern: regex instanceof RegExp ? regex.source : undefined } }),
  email: format('email'),
  url: format('uri'),
  uuid: format('uuid'),
  datetime: format('date-time'),
  datetime_precision: format('date-time'),
  datetime_offset: format('date-time'),
  oneOf: ({ resolved }) => ({ keyword: 'enum', params: { allowedValues: resolved } }),
  noUnknown: ({ unknown }) => ({ keyword: 'additionalProperties', params: { additionalProperties: String(unknown).split(', ') } })
}

export function isYupError (entry: object): entry is YupError {
  const { path, type, params } = entry as Partial<Record<keyof YupError, unknown>>
  return typeof path === 'string' && typeof type === 'string' && typeof params === 'object' && params !== null
}

/** The violations of an entry of yup. Its message is not used: it may repeat the client's value. */
export function yupViolations ({ path, type, params }: YupError): Violation[] {
  const pointer = [...path.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)]
    .map(([, quoted, index, name]) => `/${escaped((quoted ?? index ?? name) as string)}`)
    .join('')
  const rule = Object.hasOwn(rules, type) ? (rules[type] as (params: Params) => Rule)(params) : {}
  if (rule.keyword === 'required') return [{ at: parentOf(pointer), pointer, keyword: 'required', params: {} }]
  return violationsAt(pointer, { keyword: rule.keyword, params: rule.params ?? {} })
}
