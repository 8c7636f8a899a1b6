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
  if (new Set(present.map(({ pointer }) => pointer)).size === present.length) return present
  const told = new Set<string>()
  return present.filter(violation => {
    const { keyword, pointer } = violation
    if (keyword === undefined) return true
    const key = JSON.stringify([pointer, keyword, messageOf(violation)])
    return !told.has(key) && told.add(key)
  })
}

/** A value with its issues and those of its members. */
interface Node {
  readonly violations: Violation[]
  within: Map<string, Node> | undefined
}

/**
 * One order for all validators: for each value its own rules, then its missing members, then its unknown members, then the
 * issues of its members in the validator's order.
 */
function inOrder (violations: readonly Violation[]): readonly Violation[] {
  if (violations.length < 2) return violations
  const root: Node = { violations: [], within: undefined }
  let [parent, parentNode] = ['', root]
  for (const violation of violations) {
    const { pointer } = violation
    if (pointer === '') {
      root.violations.push(violation)
      continue
    }
    const end = pointer.lastIndexOf('/')
    const above = pointer.slice(0, end)
    // Mostly it is the one of the rule before.
    if (above !== parent) [parent, parentNode] = [above, nodeAt(root, above)]
    nodeIn(parentNode, pointer.slice(end + 1)).violations.push(violation)
  }
  const ordered: Violation[] = []
  flatten(root, ordered)
  return ordered
}

function nodeAt (root: Node, pointer: string): Node {
  return pointer.split('/').slice(1).reduce(nodeIn, root)
}

function nodeIn (node: Node, name: string): Node {
  node.within ??= new Map()
  let next = node.within.get(name)
  if (next === undefined) node.within.set(name, next = { violations: [], within: undefined })
  return next
}

function flatten ({ violations, within }: Node, into: Violation[]) {
  if (violations.length > 1) violations.sort((a, b) => placeOf(a.keyword) - placeOf(b.keyword))
  for (const violation of violations) into.push(violation)
  if (within === undefined) return
  // Items are sorted by position; names keep their order.
  const members = Array.from(within, ([name, node]) => ({ node, place: classOf(node), number: numberOf(name) }))
  members.sort((a, b) => a.place - b.place || a.number - b.number || 0)
  for (const { node } of members) flatten(node, into)
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
