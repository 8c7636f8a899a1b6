import { isDeepStrictEqual } from 'node:util'
import { demandOf, isUnion, meantOf } from './branches.ts'
import { locate, type Subject } from './locate.ts'
import { readOwn } from './read.ts'
import type { Rule } from './rule.ts'
import { escaped, isSchema, segmentsOf, type Schema } from './subschemas.ts'

/** Keywords that end a list of what several schemas have against one value. */
const groups = new Set<string | undefined>(['anyOf', 'oneOf', 'discriminator', 'contains'])

/**
 * Leave out what only branches say that the value was not meant for.
 *
 * Where one branch was meant, its rules are told; else the one thing that the union asks for, or the union itself.
 */
export function withoutNoise (rules: readonly Rule[], subject: Subject | undefined): readonly Rule[] {
  const unions = rules.filter(({ keyword }) => groups.has(keyword))
  if (unions.length === 0) return rules
  // Without the schema its places tell what stands in a branch, but not which one was meant.
  if (!isSchema(subject?.schema)) return rules.filter(({ schemaPath = '' }) => !/\/(?:(?:anyOf|oneOf)\/\d+|contains\/)/.test(schemaPath))
  const said = rules.filter(rule => !unions.some(({ at }) => isWithin(rule.at, at)) || isSaid(rule, subject))
  return said.flatMap(rule => groups.has(rule.keyword) ? toldOf(rule, said, subject) : [rule])
}

function isWithin (pointer: string, of: string): boolean {
  return pointer === of || pointer.startsWith(`${of}/`)
}

/** Whether a schema that speaks about the value has this rule, with what it asks for. */
function isSaid (rule: Rule, subject: Subject): boolean {
  return locate(subject, rule.at).schemas.some(({ schema }) => isOf(schema, rule))
}

const asking = ['limit', 'allowedValue', 'allowedValues', 'pattern', 'format', 'type', 'multipleOf'] as const

function isOf (schema: Schema, { keyword = '', params, at, pointer }: Rule): boolean {
  const asked = schema[keyword]
  if (keyword === 'discriminator') return isUnion({ schema, root: schema })
  if (asked === undefined) return false
  const member = pointer === at ? undefined : segmentsOf(pointer).at(-1) as string
  if (keyword === 'required') return Array.isArray(asked) && asked.includes(member)
  if (keyword === 'additionalProperties') return readOwn(schema['properties'], member as string) === undefined
  const told = asking.map(name => params[name]).find(value => value !== undefined)
  return told === undefined || isDeepStrictEqual(told, asked)
}

/** What is told of a union: nothing itself where a branch was meant, whose rules are told; or what it asks for. */
function toldOf (rule: Rule, said: readonly Rule[], subject: Subject): Rule[] {
  const { at, keyword, params } = rule
  const { schemas, value } = locate(subject, at)
  const { shared } = subject
  const union = schemas.findLast(isUnion)
  // More than one branch fits: none of them has anything against the value.
  const fitsTwice = Array.isArray(params['passingSchemas']) && params['passingSchemas'].length > 0
  if (union === undefined || keyword === 'contains' || fitsTwice) return [rule]
  const isTold = said.some(other => other !== rule && !groups.has(other.keyword) && isWithin(other.at, at))
  if (isTold && meantOf({ at: union, value, shared }) !== undefined) return []
  const demand = demandOf({ at: union, value, shared })
  if (demand === undefined) return [rule]
  const { tag, asked } = demand
  const pointer = tag === undefined ? at : `${at}/${escaped(tag)}`
  return tag !== undefined && readOwn(value, tag) === undefined
    ? [{ at, pointer, keyword: 'required', params: {} }]
    : [{ at: pointer, pointer, keyword: demand.keyword, params: { allowedValues: asked, type: asked } }]
}
