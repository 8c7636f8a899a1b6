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

/** The same with the value that was validated. */
export interface ValidationContext extends CompiledSchema {
  readonly value: unknown
}

/** A rule that was broken, with its sentence, and what the mapping to codes looks at. */
export interface Found {
  readonly rule: Violation
  readonly part: Part
  readonly message: string
  /** What the schema itself calls it. */
  readonly code: string | undefined
  /** What was validated, where it is known. */
  readonly value: unknown
}

/** What a validator's list says, in our words and in one order: the client's values are never repeated. */
export function toIssues (list: readonly unknown[], part: Part, context: ValidationContext | undefined): Found[] {
  const rules = inOrder(withoutEchoes(pruneUnionViolations(toViolations(list, context), context))).slice(0, maxIssues)
  const value = context?.value
  if (context?.annotated !== true) return rules.map(rule => ({ rule, part, message: messageOf(rule), code: undefined, value }))
  const locate = createLocate(context)
  const found = rules.map(rule => ({
    rule,
    part,
    message: annotationOf('x-error-message', rule, locate) ?? messageOf(rule),
    code: annotationOf('x-error-code', rule, locate),
    value
  }))
  // One sentence of the schema's own may stand for several keywords.
  return found.filter(({ rule: { pointer }, message, code }, index) =>
    index === found.findIndex(other => other.rule.pointer === pointer && other.message === message && other.code === code))
}

function messageOf ({ keyword, params, message }: Violation): string {
  return message ?? toMessage(keyword, params)
}

/** What is missing, or not known, has no type and no length: some validators tell of these too. */
function withoutEchoes (rules: readonly Violation[]): readonly Violation[] {
  if (rules.length < 2) return rules
  const absent = new Set<string>()
  for (const { keyword, at, pointer } of rules) if (keyword === 'required' && at !== pointer) absent.add(pointer)
  const present = rules.filter(({ keyword, pointer }) => keyword === 'required' || !absent.has(pointer))
  if (new Set(present.map(({ pointer }) => pointer)).size === present.length) return present
  const told = new Set<string>()
  return present.filter(rule => {
    const { keyword, pointer } = rule
    if (keyword === undefined) return true
    const key = JSON.stringify([pointer, keyword, messageOf(rule)])
    return !told.has(key) && told.add(key)
  })
}

/** A value: what is said of it, and of what it holds. */
interface Node {
  readonly rules: Violation[]
  within: Map<string, Node> | undefined
}

/**
 * One order, whichever validator told: of each value its own rules, then what it lacks, then what it must not have,
 * then what it holds, as the validator went through it.
 */
function inOrder (rules: readonly Violation[]): readonly Violation[] {
  if (rules.length < 2) return rules
  const root: Node = { rules: [], within: undefined }
  for (const rule of rules) {
    let node = root
    for (const name of rule.pointer.split('/').slice(1)) {
      node.within ??= new Map()
      let next = node.within.get(name)
      if (next === undefined) node.within.set(name, next = { rules: [], within: undefined })
      node = next
    }
    node.rules.push(rule)
  }
  const ordered: Violation[] = []
  flatten(root, ordered)
  return ordered
}

function flatten ({ rules, within }: Node, into: Violation[]) {
  into.push(...rules.sort((a, b) => placeOf(a.keyword) - placeOf(b.keyword)))
  if (within === undefined) return
  // Of items the number decides; of names, which give none, the order in which they came.
  const members = [...within].sort(([a, one], [b, other]) => classOf(one) - classOf(other) || (Number(a) - Number(b) || 0))
  for (const [, member] of members) flatten(member, into)
}

const known = placeOf('type')

/** Missing and unknown members stand in the table before what is said of those that are there. */
function classOf ({ rules: [first] }: Node): number {
  return first === undefined || first.at === first.pointer ? known : Math.min(placeOf(first.keyword), known)
}
