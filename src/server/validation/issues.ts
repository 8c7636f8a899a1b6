import { placeOf } from '../../format/keywords.ts'
import type { Part } from '../../format/requestParts.ts'
import { annotationOf } from './annotations.ts'
import { createLocate, type Subject } from '../schema/locate.ts'
import { pruneUnionViolations } from './unionViolations.ts'
import { maxIssues } from './validationOptions.ts'
import type { Violation } from './violation.ts'
import { toMessage } from './messages.ts'
import { toViolations } from './violations.ts'

/** The schema of a part of a request, and whether it has `x-error-code` or `x-error-message`. */
export interface CompiledSchema extends Omit<Subject, 'value'> {
  readonly annotated: boolean
}

/** The same with the validated value. */
export interface ValidationContext extends CompiledSchema {
  readonly value: unknown
}

/** A broken rule with its message, and the facts for the mapping to codes. */
export interface IssueDraft {
  readonly violation: Violation
  readonly part: Part
  readonly message: string
  /** The code that the schema gives it. */
  readonly code: string | undefined
  /** The validated value, if it is known. */
  readonly value: unknown
}

/** The errors of a validator as issues: in one order, with our messages, without the client's values. */
export function toIssues (list: readonly unknown[], part: Part, context: ValidationContext | undefined): IssueDraft[] {
  const violations = inOrder(dedupe(pruneUnionViolations(toViolations(list, context), context))).slice(0, maxIssues)
  const value = context?.value
  if (context?.annotated !== true) {
    return violations.map(violation => ({ violation, part, message: messageOf(violation), code: undefined, value }))
  }
  const locate = createLocate(context)
  const found = violations.map(violation => ({
    violation,
    part,
    message: annotationOf('x-error-message', violation, locate) ?? messageOf(violation),
    code: annotationOf('x-error-code', violation, locate),
    value
  }))
  // One message of the schema may apply to several keywords.
  return found.filter(({ violation: { pointer }, message, code }, index) =>
    index === found.findIndex(other => other.violation.pointer === pointer && other.message === message && other.code === code))
}

function messageOf ({ keyword, params, message }: Violation): string {
  return message ?? toMessage(keyword, params)
}

/** A missing or unknown member has no type and no length: some validators report these too. */
function dedupe (violations: readonly Violation[]): readonly Violation[] {
  if (violations.length < 2) return violations
  const absent = new Set<string>()
  for (const { keyword, at, pointer } of violations) if (keyword === 'required' && at !== pointer) absent.add(pointer)
  if (absent.size === violations.length) return violations
  const present = violations.filter(({ keyword, pointer }) => keyword === 'required' || !absent.has(pointer))
  const told = new Map<string, Violation[]>()
  return present.filter(violation => {
    const { keyword, pointer } = violation
    if (keyword === undefined) return true
    const others = told.get(pointer)
    if (others === undefined) return told.set(pointer, [violation])
    const isTold = others.some(other => other.keyword === keyword && messageOf(other) === messageOf(violation))
    return !isTold && others.push(violation)
  })
}

/** A value with its issues and those of its members. */
interface Node {
  readonly name: string
  readonly violations: Violation[]
  members: Node[] | undefined
  /** The members by name, if there are many. */
  byName: Map<string, Node> | undefined
}

/**
 * One order for all validators: for each value its own rules, then its missing members, then its unknown members, then the
 * issues of its members in the validator's order.
 */
function inOrder (violations: readonly Violation[]): readonly Violation[] {
  if (violations.length < 2) return violations
  const root = createNode('')
  // The nodes above the one before: most are near it.
  const path = [{ pointer: '', node: root }]
  for (const violation of violations) nodeAt(path, violation.pointer).violations.push(violation)
  const ordered: Violation[] = []
  flatten(root, ordered)
  return ordered
}

/** Find or add the node of a pointer, and replace the path with the path to it. */
function nodeAt (path: Array<{ readonly pointer: string, readonly node: Node }>, pointer: string): Node {
  let last = path.at(-1) as typeof path[number]
  while (last.pointer !== '' && last.pointer !== pointer && !(pointer.startsWith(last.pointer) && pointer[last.pointer.length] === '/')) {
    path.pop()
    last = path.at(-1) as typeof path[number]
  }
  while (last.pointer.length < pointer.length) {
    const start = last.pointer.length + 1
    const slash = pointer.indexOf('/', start)
    const end = slash === -1 ? pointer.length : slash
    path.push(last = { pointer: pointer.slice(0, end), node: memberOf(last.node, pointer.slice(start, end)) })
  }
  return last.node
}

function createNode (name: string): Node {
  return { name, violations: [], members: undefined, byName: undefined }
}

/** Most values have few members with issues, for which a Map takes longer. */
const many = 8

function memberOf (node: Node, name: string): Node {
  const members = node.members ??= []
  if (members.length >= many) node.byName ??= new Map(members.map(member => [member.name, member]))
  const found = node.byName === undefined ? members.find(member => member.name === name) : node.byName.get(name)
  if (found !== undefined) return found
  const member = createNode(name)
  members.push(member)
  node.byName?.set(name, member)
  return member
}

function flatten ({ violations, members }: Node, into: Violation[]) {
  if (violations.length > 1) violations.sort((a, b) => placeOf(a.keyword) - placeOf(b.keyword))
  for (const violation of violations) into.push(violation)
  if (members === undefined) return
  // Most validators report in this order.
  if (members.some((member, index) => index > 0 && compare(members[index - 1] as Node, member) > 0)) members.sort(compare)
  for (const member of members) flatten(member, into)
}

/** Items are sorted by position; names keep their order. */
function compare (a: Node, b: Node): number {
  return classOf(a) - classOf(b) || numberOf(a.name) - numberOf(b.name) || 0
}

/** The position that a name stands for, NaN for a name that cannot be one. */
function numberOf (name: string): number {
  return name <= '9' ? Number(name) : NaN
}

const known = placeOf('type')

/** Missing and unknown members come before the issues of existing members. */
function classOf ({ violations: [first] }: Node): number {
  return first === undefined || first.at === first.pointer ? known : Math.min(placeOf(first.keyword), known)
}
