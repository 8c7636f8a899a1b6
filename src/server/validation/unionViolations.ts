import { isDeepStrictEqual } from 'node:util'
import { unionExpectation, isUnion, intendedBranch } from '../schema/unions.ts'
import { createLocate, type Place, type Subject } from '../schema/locate.ts'
import { safeGetOwn } from '../../support/safeGet.ts'
import type { Violation } from './violation.ts'
import { escaped, isSchema, parentOf, segmentsOf, type Schema, type Shared } from '../schema/walk.ts'

/** Keywords that end the violations of several schemas for one value. */
const groups = new Set<string | undefined>(['anyOf', 'oneOf', 'discriminator', 'contains'])

/**
 * Remove the violations of branches that the client did not mean.
 *
 * If one branch was meant, its violations are kept; else the single requirement of the union, or the union itself.
 */
export function pruneUnionViolations (given: readonly Violation[], subject: Subject | undefined): readonly Violation[] {
  const violations = withoutConditions(given)
  if (!violations.some(({ keyword }) => groups.has(keyword))) return violations
  // Without the schema, paths show which violations belong to a branch, but not which branch was meant.
  if (!isSchema(subject?.schema)) {
    return violations.filter(({ schemaPath = '' }) => !/\/(?:(?:anyOf|oneOf)\/\d+|contains\/)/.test(schemaPath))
  }
  const unions = new Set(violations.filter(({ keyword }) => groups.has(keyword)).map(({ at }) => at))
  const locate = createLocate(subject)
  const said = violations.filter(violation =>
    !isWithin(violation.at, unions) || isFrom(locate(violation.at), violation))
  const told = new Set<string>()
  for (const { keyword, at } of said) {
    if (!groups.has(keyword)) addWithParents(told, at)
    else if (at !== '') addWithParents(told, parentOf(at))
  }
  return said.flatMap(violation =>
    groups.has(violation.keyword) ? toldOf(violation, told, locate(violation.at), subject.shared) : [violation])
}

/** An unmet condition is not reported if the violations of `then` or `else` are. */
function withoutConditions (violations: readonly Violation[]): readonly Violation[] {
  if (!violations.some(({ keyword }) => keyword === 'if')) return violations
  const told = new Set<string>()
  for (const { keyword, at } of violations) if (keyword !== 'if' && keyword !== 'false schema') addWithParents(told, at)
  return violations.filter(({ keyword, at }) => keyword !== 'if' || !told.has(at))
}

/** Add a pointer and those of its parents, which are all in the set if one of them is. */
function addWithParents (pointers: Set<string>, pointer: string) {
  for (let at = pointer; !pointers.has(at); at = parentOf(at)) pointers.add(at)
}

/** Whether a pointer or one of its parents is in a set. */
function isWithin (pointer: string, pointers: ReadonlySet<string>): boolean {
  let at = pointer
  while (at !== '' && !pointers.has(at)) at = parentOf(at)
  return pointers.has(at)
}

const asking = ['limit', 'allowedValue', 'allowedValues', 'pattern', 'format', 'type', 'multipleOf'] as const

/** Libraries with other schemas than JSON Schema report only the branch that was meant. */
function isFrom ({ schemas }: Place, rule: Violation): boolean {
  return schemas.length === 0 ? rule.schemaPath === undefined : schemas.some(({ schema }) => isOf(schema, rule))
}

function isOf (schema: Schema, { keyword = '', params, at, pointer }: Violation): boolean {
  const asked = schema[keyword]
  if (keyword === 'discriminator') return isUnion({ schema, root: schema })
  if (asked === undefined) return false
  const member = pointer === at ? undefined : segmentsOf(pointer).at(-1) as string
  if (keyword === 'required') return Array.isArray(asked) && asked.includes(member)
  if (keyword === 'additionalProperties') return safeGetOwn(schema['properties'], member as string) === undefined
  const told = asking.map(name => params[name]).find(value => value !== undefined)
  return told === undefined || isDeepStrictEqual(told, asked)
}

/** The violations of a union: none for the union itself if a branch was meant; else its requirement. */
function toldOf (violation: Violation, told: ReadonlySet<string>, { schemas, value }: Place, shared: Shared): Violation[] {
  const { at, keyword, params } = violation
  const union = schemas.findLast(isUnion)
  // More than one branch matches: none of them has a violation.
  const fitsTwice = Array.isArray(params['passingSchemas']) && params['passingSchemas'].length > 0
  if (union === undefined || keyword === 'contains' || fitsTwice) return [violation]
  if (told.has(at) && intendedBranch({ at: union, value, shared }) !== undefined) return []
  const demand = unionExpectation({ at: union, value, shared })
  if (demand === undefined) return [violation]
  const { tag, expected } = demand
  const pointer = tag === undefined ? at : `${at}/${escaped(tag)}`
  return tag !== undefined && safeGetOwn(value, tag) === undefined
    ? [{ at, pointer, keyword: 'required', params: {} }]
    : [{ at: pointer, pointer, keyword: demand.keyword, params: { allowedValues: expected, type: expected } }]
}
