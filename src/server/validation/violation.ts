import { safeGetOwn } from '../../support/safeGet.ts'
import type { Params } from './messages.ts'
import { escaped, segmentsOf } from '../schema/walk.ts'

/** A broken rule of a schema, in terms of JSON Schema, for every validator. */
export interface Violation {
  /** JSON Pointer of the value that the rule applies to. */
  readonly at: string
  /** The same, or the missing or unknown member. */
  readonly pointer: string
  readonly keyword?: string | undefined
  readonly params: Params
  /** A sentence that the author of the schema wrote. */
  readonly message?: string | undefined
  /** The place of the rule in the schema, if the validator reports it. */
  readonly schemaPath?: string | undefined
}

/** One violation for the value, or one for each member that the params name. */
export function violationsAt (at: string, violation: Omit<Violation, 'at' | 'pointer'>): Violation[] {
  const names = namesIn(violation.params)
  return names.length === 0 ? [toRule(at, at, violation)] : names.map(name => toRule(at, `${at}/${escaped(name)}`, violation))
}

/** Member by member: V8 gives each object that is built by spreading its own map, so that readers miss their caches. */
function toRule (at: string, pointer: string, { keyword, params, message, schemaPath }: Omit<Violation, 'at' | 'pointer'>): Violation {
  return { at, pointer, keyword, params, message, schemaPath }
}

const memberParams = [
  'missingProperty', 'requiredProperties', 'additionalProperty', 'additionalProperties', 'unevaluatedProperty', 'unevaluatedProperties',
  'propertyName', 'propertyNames'
] as const

/** The properties of a keyword: Ajv names one of them, TypeBox all. Most keywords have none. */
function namesIn (params: Params): readonly string[] {
  for (const name of memberParams) {
    const given = params[name]
    if (typeof given === 'string') return [given]
    if (Array.isArray(given)) return given.filter(name => typeof name === 'string')
  }
  return none
}

const none: readonly string[] = []

export function valueAt (value: unknown, pointer: string): unknown {
  return segmentsOf(pointer).reduce(safeGetOwn, value)
}

/** Longer than the path of any planned field; 20 paths as long as the body are too much to send. */
export const longestPointer = 500

/** A path that is too deep, or under a name that is too long, is reported as its parent. */
export function shortened (violation: Violation): Violation {
  if (violation.pointer.length <= longestPointer) return violation
  const pointer = violation.pointer.slice(0, violation.pointer.lastIndexOf('/', longestPointer))
  return { at: pointer, pointer, params: {} }
}
