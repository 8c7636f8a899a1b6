import type { Subject } from '../schema/locate.ts'
import { escaped, parentOf, segmentsOf } from '../schema/walk.ts'
import { safeGetOwn } from '../../support/safeGet.ts'
import type { Params } from './messages.ts'
import { valueAt, violationsAt, type Violation } from './violation.ts'

/** An error of Ajv for a schema of JSON Type Definition (RFC 8927). */
export interface JtdError {
  readonly keyword: string
  readonly instancePath: string
  readonly schemaPath: string
  readonly params: Params
}

interface Rule { readonly keyword: string, readonly params: Params }

/** The type that each form of a schema asks for. */
const typeOfForm: Readonly<Record<string, string>> = {
  properties: 'object', optionalProperties: 'object', values: 'object', discriminator: 'object', elements: 'array'
}

const integers: Readonly<Record<string, readonly [min: number, max: number]>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32_768, 32_767],
  uint16: [0, 65_535],
  int32: [-2_147_483_648, 2_147_483_647],
  uint32: [0, 4_294_967_295]
}

const floats = ['float32', 'float64']

/**
 * Places in other schemas begin with `#` or with the id of a schema. The place of an unknown member is that of its object, which may be
 * the root.
 */
export function isJtdError (entry: object): entry is JtdError {
  const { keyword, schemaPath, instancePath, params } = entry as Partial<Record<keyof JtdError, unknown>>
  return typeof keyword === 'string' && typeof schemaPath === 'string' && typeof instancePath === 'string' &&
    typeof params === 'object' && params !== null &&
    (schemaPath.startsWith('/') || (schemaPath === '' && safeGetOwn(params, 'error') === 'additional'))
}

export function jtdViolations ({ keyword, instancePath, schemaPath, params }: JtdError, subject: Subject | undefined): Violation[] {
  const { error, tag, type } = params
  if (error === 'missing') return violationsAt(instancePath, { keyword: 'required', params })
  if (error === 'additional') return [{ at: parentOf(instancePath), pointer: instancePath, keyword: 'additionalProperties', params: {} }]
  if (error === 'tag') return tagViolations(instancePath, String(tag))
  if (error === 'mapping') return violationsAt(instancePath, { keyword: 'enum', params: { allowedValues: tagsIn(schemaPath, subject) } })
  if (keyword === 'enum') return violationsAt(instancePath, { keyword, params })
  const rule = ruleOfType(typeOfForm[keyword] ?? type, valueAt(subject?.value, instancePath))
  const { type: name } = rule.params
  const isNullable = params['nullable'] === true && name !== undefined
  return violationsAt(instancePath, isNullable ? { ...rule, params: { type: [name, 'null'] } } : rule)
}

/** The member that names the form of an object: it is missing, or no text. */
function tagViolations (pointer: string, tag: string): Violation[] {
  return pointer.endsWith(`/${escaped(tag)}`)
    ? violationsAt(pointer, { keyword: 'type', params: { type: 'string' } })
    : violationsAt(pointer, { keyword: 'required', params: { missingProperty: tag } })
}

function tagsIn (schemaPath: string, subject: Subject | undefined): string[] | undefined {
  const mapping = segmentsOf(schemaPath).reduce<unknown>(safeGetOwn, subject?.schema)
  return mapping === undefined ? undefined : Object.keys(mapping as object)
}

function ruleOfType (type: unknown, value: unknown): Rule {
  const range = integers[String(type)]
  if (range !== undefined) return ruleOfInteger(range, value)
  if (type === 'timestamp') return { keyword: 'format', params: { format: 'date-time' } }
  return { keyword: 'type', params: { type: floats.includes(String(type)) ? 'number' : type } }
}

function ruleOfInteger ([min, max]: readonly [min: number, max: number], value: unknown): Rule {
  if (!Number.isInteger(value)) return { keyword: 'type', params: { type: 'integer' } }
  return Number(value) < min ? { keyword: 'minimum', params: { limit: min } } : { keyword: 'maximum', params: { limit: max } }
}
