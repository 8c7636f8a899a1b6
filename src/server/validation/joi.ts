import { violationsAt, type Violation } from './violation.ts'
import type { Params } from './messages.ts'
import { escaped, parentOf } from '../schema/walk.ts'

/** One entry of the list `details` of Joi's ValidationError. */
export interface JoiDetail {
  readonly type: string
  readonly path: readonly PropertyKey[]
  readonly context: Params
}

type Rule = readonly [keyword: string, params: (context: Params) => Params]

const none = (): Params => ({})
const limit = ({ limit }: Params): Params => ({ limit })
const rule = (keyword: string, params: (context: Params) => Params = none): Rule => [keyword, params]
const type = (name: string): Rule => ['type', () => ({ type: name })]
const format = (name: string): Rule => ['format', () => ({ format: name })]

/** JSON Schema keywords of Joi's rules, with the params of Ajv. */
const rules: Readonly<Record<string, Rule>> = {
  'any.required': rule('required'),
  'object.unknown': rule('additionalProperties'),
  'any.unknown': rule('additionalProperties'),
  'any.only': rule('enum', ({ valids }) => ({ allowedValues: scalarsOf(valids) })),
  'string.base': type('string'),
  'number.base': type('number'),
  'number.integer': type('integer'),
  'boolean.base': type('boolean'),
  'object.base': type('object'),
  'array.base': type('array'),
  'date.base': format('date-time'),
  'date.format': format('date-time'),
  'string.isoDate': format('date-time'),
  'string.email': format('email'),
  'string.guid': format('uuid'),
  'string.uri': format('uri'),
  'string.hostname': format('hostname'),
  'string.empty': rule('minLength', () => ({ limit: 1 })),
  'string.min': rule('minLength', limit),
  'string.max': rule('maxLength', limit),
  'string.pattern.base': rule('pattern', ({ regex }) => ({ pattern: regex instanceof RegExp ? regex.source : undefined })),
  'number.min': rule('minimum', limit),
  'number.max': rule('maximum', limit),
  'number.greater': rule('exclusiveMinimum', limit),
  'number.less': rule('exclusiveMaximum', limit),
  'number.multiple': rule('multipleOf', ({ multiple }) => ({ multipleOf: multiple })),
  'array.min': rule('minItems', limit),
  'array.max': rule('maxItems', limit),
  'array.unique': rule('uniqueItems'),
  'object.min': rule('minProperties', limit),
  'object.max': rule('maxProperties', limit),
  'alternatives.match': rule('anyOf'),
  'alternatives.types': rule('anyOf')
}

/** The allowed values; `undefined` if one of them is a reference to another field. */
function scalarsOf (valids: unknown): readonly unknown[] | undefined {
  return Array.isArray(valids) && valids.every(value => typeof value !== 'object' || value === null) ? valids : undefined
}

/** Rules that name the invalid member instead of its parent. */
const ofMembers: ReadonlySet<string> = new Set(['required', 'additionalProperties'])

export function isJoiDetail (entry: object): entry is JoiDetail {
  const { type, path, context } = entry as Partial<Record<keyof JoiDetail, unknown>>
  return typeof type === 'string' && Object.hasOwn(rules, type) && Array.isArray(path) && typeof context === 'object' && context !== null
}

/** The violation of an entry of Joi. Joi's own message is not used: it may repeat the client's value. */
export function joiViolations ({ type, path, context }: JoiDetail): Violation[] {
  const pointer = path.map(name => `/${escaped(String(name))}`).join('')
  const [keyword, paramsOf] = rules[type] as Rule
  const params = paramsOf(context)
  return ofMembers.has(keyword) ? [{ at: parentOf(pointer), pointer, keyword, params }] : violationsAt(pointer, { keyword, params })
}
