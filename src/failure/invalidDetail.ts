import { types } from 'node:util'
import type { Detail } from '../catalog/detail.ts'
import type { JsonSchema } from '../format/jsonSchema.ts'
import { nearest } from '../support/didYouMean.ts'
import { safeGet } from '../support/safeGet.ts'

/** A detail that was left out: its value is missing or does not fit its type. The value itself is never part of it. */
export interface InvalidDetail {
  readonly name: string
  /** The declared type, such as `string`. */
  readonly expected: string
  /** The type of the value that was given, such as `Date`. */
  readonly given: string
  /** How to pass the value, such as `value.toISOString()`. */
  readonly pass?: string
  /** A given detail of a similar name that is not declared. */
  readonly similar?: string
}

/** How many given names are compared with a missing one. */
const maxNames = 100

/** How to pass values of these types for a detail of a certain type. */
const conversions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  string: {
    Date: 'value.toISOString()',
    bigint: 'String(value)',
    number: 'String(value)',
    boolean: 'String(value)',
    ObjectId: 'value.toHexString()',
    Decimal: 'value.toFixed()',
    Decimal128: 'value.toString()',
    Long: 'value.toString()',
    URL: 'value.href'
  },
  number: {
    Date: 'value.getTime()',
    bigint: 'Number(value)',
    string: 'Number(value)',
    Decimal: 'value.toNumber()',
    Long: 'value.toNumber()'
  }
}

/** Describe why a detail was left out, without its value. */
export function toInvalidDetail ({ name, schema }: Pick<Detail, 'name' | 'schema'>, value: unknown): InvalidDetail {
  const [expected, given] = [typesIn(schema), typeOf(value)]
  const [pass] = expected.flatMap(type => conversions[type === 'integer' ? 'number' : type]?.[given] ?? [])
  return { name, expected: expected.join(' | '), given, ...pass === undefined ? {} : { pass } }
}

/** An invalid detail whose getter threw. */
export function toUnreadableDetail ({ name, schema }: Pick<Detail, 'name' | 'schema'>): InvalidDetail {
  return { name, expected: typesIn(schema).join(' | '), given: 'a value that throws when it is read' }
}

/** Name the given details that are not declared and look like missing ones: misspelled names. */
export function findMisspelled (
  invalid: readonly InvalidDetail[], declared: readonly Pick<Detail, 'name'>[], values: object | null | undefined
): InvalidDetail[] {
  const names = new Set(declared.map(({ name }) => name))
  const others = namesOf(values).filter(name => !names.has(name))
  return invalid.map(detail => {
    const [similar] = detail.given === 'undefined' ? nearest(detail.name, others) : []
    return similar === undefined ? detail : { ...detail, similar }
  })
}

/** The names of the members; none of a proxy that throws. */
function namesOf (values: object | null | undefined): string[] {
  try {
    return Object.keys(values ?? {}).filter(({ length }) => length <= 100).slice(0, maxNames)
  } catch {
    return []
  }
}

/** The types that a schema accepts. */
function typesIn (schema: JsonSchema): string[] {
  if ('const' in schema || 'enum' in schema) return ['one of the declared values']
  const parts = (schema['anyOf'] ?? schema['oneOf']) as JsonSchema[] | undefined
  const types = parts === undefined ? [schema['type'] ?? 'JSON'].flat() as string[] : parts.flatMap(typesIn)
  return [...new Set(types)]
}

function typeOf (value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'number' && !Number.isFinite(value)) return 'NaN or Infinity'
  if (typeof value !== 'object') return typeof value
  if (Array.isArray(value)) return 'array'
  if (types.isDate(value)) return 'Date'
  if (value instanceof URL) return 'URL'
  if (isMethod(value, 'toHexString')) return 'ObjectId'
  const ofBson = safeGet(value, '_bsontype')
  if (ofBson === 'Decimal128' || ofBson === 'Long') return ofBson
  return isMethod(value, 'toFixed') ? 'Decimal' : 'object'
}

function isMethod (value: object, name: string): boolean {
  return typeof safeGet(value, name) === 'function'
}
