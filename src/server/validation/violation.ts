import { safeGetOwn } from '../../support/safeGet.ts'
import type { Params } from './messages.ts'
import { escaped, segmentsOf } from '../schema/walk.ts'

/** A rule of a schema that a value has broken, in the words of JSON Schema, whichever validator told of it. */
export interface Violation {
  /** JSON Pointer of the value that the rule speaks about. */
  readonly at: string
  /** The same, or the member that is missing or not allowed. */
  readonly pointer: string
  readonly keyword?: string | undefined
  readonly params: Params
  /** A sentence that the author of the schema wrote. */
  readonly message?: string | undefined
  /** Where the rule stands in the schema, as far as the validator knows. */
  readonly schemaPath?: string | undefined
}

/** One rule for the value, or one for each member of it that the params name. */
export function violationsAt (at: string, rule: Omit<Violation, 'at' | 'pointer'>): Violation[] {
  const names = namesIn(rule.params)
  return names.length === 0 ? [toRule(at, at, rule)] : names.map(name => toRule(at, `${at}/${escaped(name)}`, rule))
}

/** Member by member: V8 gives each object that is spread together a map of its own, so that whatever reads it misses its cache. */
function toRule (at: string, pointer: string, { keyword, params, message, schemaPath }: Omit<Violation, 'at' | 'pointer'>): Violation {
  return { at, pointer, keyword, params, message, schemaPath }
}

const memberParams = [
  'missingProperty', 'requiredProperties', 'additionalProperty', 'additionalProperties', 'unevaluatedProperty', 'unevaluatedProperties',
  'propertyName', 'propertyNames'
] as const

/** The properties that a keyword is about: Ajv names one of them, TypeBox all. Most keywords are about none. */
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

/** Longer than the path of any field that was thought of; fifty that are as long as the body are too much to send. */
export const longestPointer = 500

/** A place too deep, or under a name too long, is told as the one that holds it. */
export function shortened (rule: Violation): Violation {
  if (rule.pointer.length <= longestPointer) return rule
  const pointer = rule.pointer.slice(0, rule.pointer.lastIndexOf('/', longestPointer))
  return { at: pointer, pointer, params: {} }
}
