import { readOwn } from './read.ts'
import type { Params } from './sentences.ts'
import { escaped, segmentsOf } from './subschemas.ts'

/** A rule of a schema that a value has broken, in the words of JSON Schema, whichever validator told of it. */
export interface Rule {
  /** JSON Pointer of the value that the rule speaks about. */
  readonly at: string
  /** The same, or the member that is missing or not allowed. */
  readonly pointer: string
  readonly keyword?: string
  readonly params: Params
  /** A sentence that the author of the schema wrote. */
  readonly message?: string
  /** Where the rule stands in the schema, as far as the validator knows. */
  readonly schemaPath?: string
}

/** The members of `params` in which a keyword names the properties it is about: Ajv one of them, TypeBox all. */
const namingParams = ['missingProperty', 'requiredProperties', 'additionalProperty', 'additionalProperties', 'unevaluatedProperty', 'unevaluatedProperties', 'propertyName', 'propertyNames'] as const

/** One rule for the value, or one for each member of it that the params name. */
export function rulesAt (at: string, rule: Omit<Rule, 'at' | 'pointer'>): Rule[] {
  const names = namingParams.flatMap(name => rule.params[name]).filter(name => typeof name === 'string')
  return names.length === 0
    ? [{ at, pointer: at, ...rule }]
    : names.map(name => ({ at, pointer: `${at}/${escaped(name)}`, ...rule }))
}

export function valueAt (value: unknown, pointer: string): unknown {
  return segmentsOf(pointer).reduce(readOwn, value)
}

/** Longer than the path of any field that was thought of; fifty that are as long as the body are too much to send. */
export const longestPointer = 500

/** A place too deep, or under a name too long, is told as the one that holds it. */
export function shortened (rule: Rule): Rule {
  if (rule.pointer.length <= longestPointer) return rule
  const pointer = rule.pointer.slice(0, rule.pointer.lastIndexOf('/', longestPointer))
  return { at: pointer, pointer, params: {} }
}
