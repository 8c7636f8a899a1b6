import { violationsAt, valueAt, type Violation } from './violation.ts'
import { isKeyword } from '../../format/keywords.ts'
import type { Params } from './messages.ts'
import { escaped, parentOf } from '../schema/walk.ts'

/** An issue of Zod: with `path` from Zod itself, with `pointer` from its type provider. */
export interface ZodIssue {
  readonly code: string
  readonly pointer: string
  readonly params: Params
  readonly message?: unknown
}

/** JSON Schema keywords of Zod's codes, with the params of Ajv. */
const codes: Readonly<Record<string, (params: Params) => { keyword: string, params?: Params }>> = {
  invalid_type: ({ expected }) => ({ keyword: 'type', params: { type: types[String(expected)] ?? expected } }),
  invalid_value: ({ values }) => {
    const allowedValues = [values].flat()
    return allowedValues.length === 1
      ? { keyword: 'const', params: { allowedValue: allowedValues[0] } }
      : { keyword: 'enum', params: { allowedValues } }
  },
  invalid_format: ({ format, pattern }) => patterned.has(String(format))
    ? { keyword: 'pattern', params: { pattern: typeof pattern === 'string' ? pattern.replace(/^\/(.*)\/[a-z]*$/s, '$1') : undefined } }
    : { keyword: 'format', params: { format: formats[String(format)] ?? format } },
  too_small: ({ origin, minimum, inclusive }) => ({ keyword: limitOf(origin, 'min', inclusive), params: { limit: minimum } }),
  too_big: ({ origin, maximum, inclusive }) => ({ keyword: limitOf(origin, 'max', inclusive), params: { limit: maximum } }),
  not_multiple_of: ({ divisor }) => ({ keyword: 'multipleOf', params: { multipleOf: divisor } }),
  unrecognized_keys: ({ keys }) => ({ keyword: 'additionalProperties', params: { additionalProperties: keys } }),
  invalid_key: () => ({ keyword: 'propertyNames' }),
  invalid_union: ({ inclusive, options }) => Array.isArray(options)
    ? { keyword: 'enum', params: { allowedValues: options } }
    : { keyword: inclusive === false ? 'oneOf' : 'anyOf' },
  custom: () => ({ keyword: 'custom' })
}

/** Types with other names in JSON Schema; a date is a string until it is read. */
const types: Readonly<Record<string, string>> = {
  int: 'integer',
  record: 'object',
  map: 'object',
  tuple: 'array',
  set: 'array',
  date: 'string',
  nan: 'number'
}

const formats: Readonly<Record<string, string>> = { datetime: 'date-time', url: 'uri', guid: 'uuid' }

const patterned: ReadonlySet<string> = new Set(['regex', 'starts_with', 'ends_with', 'includes', 'lowercase', 'uppercase'])

const nouns: Readonly<Record<string, string>> = {
  string: 'Length',
  array: 'Items',
  set: 'Items',
  object: 'Properties',
  record: 'Properties',
  map: 'Properties'
}

function limitOf (origin: unknown, end: 'min' | 'max', inclusive: unknown): string {
  const noun = nouns[String(origin)]
  if (noun !== undefined) return `${end}${noun}`
  return inclusive === false ? `exclusive${end === 'min' ? 'Min' : 'Max'}imum` : `${end}imum`
}

export function isZodCode (code: unknown): code is string {
  return typeof code === 'string' && Object.hasOwn(codes, code)
}

export function isZodIssue (entry: unknown): entry is Params {
  return typeof entry === 'object' && entry !== null && isZodCode(Reflect.get(entry, 'code')) && Array.isArray(Reflect.get(entry, 'path'))
}

/**
 * The rules of an issue of Zod; `input` is the validated value, if it is known.
 *
 * Zod reports a missing member as one of the wrong type, value or form: the input shows which it is.
 */
export function zodViolations ({ code, pointer, params, message }: ZodIssue, input: { readonly value: unknown } | undefined): Violation[] {
  const isMissing = input === undefined ? tellsMissing(message, params) : pointer !== '' && valueAt(input.value, pointer) === undefined
  if (isMissing && code !== 'custom') return [{ at: parentOf(pointer), pointer, keyword: 'required', params: {} }]
  if (code === 'invalid_union') {
    const branches = branchesOf(params['errors'])
    const branch = branchMeantOf(branches)
    if (branch !== undefined) return branch.flatMap(issue => zodViolations(issueOf(issue, pointer), input))
    const values = branches.flat().flatMap(issue => isOwn(issue, 'invalid_value') ? [issue['values']] : [])
    if (values.length > 0 && values.length === branches.length) {
      return violationsAt(pointer, { keyword: 'enum', params: { allowedValues: values.flat() } })
    }
  }
  const rule = (codes[code] as (params: Params) => { keyword: string, params?: Params })(params)
  const at = code === 'invalid_key' ? parentOf(pointer) : pointer
  if (at !== pointer) return [{ at, pointer, keyword: rule.keyword, params: {} }]
  return violationsAt(at, {
    ...rule,
    params: rule.params ?? {},
    // Only the author of a refinement can describe it.
    ...(isKeyword(rule.keyword) || code !== 'custom' || typeof message !== 'string' ? {} : { message })
  })
}

/** An issue from Zod, within the value at `base`. */
export function issueOf ({ code, path, message, ...params }: Params, base = ''): ZodIssue {
  const names = (path as readonly PropertyKey[]).map(name => `/${escaped(String(name))}`)
  return { code: String(code), pointer: base + names.join(''), message, params }
}

/** As far as the messages show it: a missing value of a few allowed ones looks like another one. */
function tellsMissing (message: unknown, { errors }: Params): boolean {
  return /received undefined$/.test(String(message)) ||
    branchesOf(errors).flat().some(issue => isOwn(issue, 'invalid_type') && tellsMissing(issue['message'], issue))
}

type Branch = readonly Params[]

function branchesOf (errors: unknown): readonly Branch[] {
  return Array.isArray(errors) ? errors : []
}

/** Whether an issue is about the value of a union itself, not about its members; or `depth` names deeper. */
function isOwn ({ code, path }: Params, expected: string, depth = 0): boolean {
  return code === expected && Array.isArray(path) && path.length === depth
}

/** The branch that the client meant: the only one with the right type or value, else the only one with the right tag. */
function branchMeantOf (branches: readonly Branch[]): Branch | undefined {
  const fitting = branches.filter(branch => !branch.some(issue => isOwn(issue, 'invalid_type') || isOwn(issue, 'invalid_value')))
  if (fitting.length === 1) return fitting[0]
  const tagged = fitting.filter(branch => !branch.some(issue => isOwn(issue, 'invalid_value', 1)))
  return tagged.length === 1 ? tagged[0] : undefined
}
