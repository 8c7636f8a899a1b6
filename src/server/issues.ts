import type { Issue, IssueLocation } from '../catalog/issue.ts'
import { annotationOf } from './annotations.ts'
import { createLocate, type Subject } from './locate.ts'
import { withoutNoise } from './noise.ts'
import type { Rule } from './rule.ts'
import { placeOf, toSentence } from './sentences.ts'
import { segmentsOf } from './subschemas.ts'
import { toRules } from './toRules.ts'

/** More issues than anybody reads; a body can hold a hundred thousand. */
export const mostIssues = 50

/** Fastify's names of the parts of a request, and the ones that clients see. */
export const locations = { params: 'path', body: 'body', querystring: 'query', headers: 'header' } as const satisfies Record<string, IssueLocation>

export type Part = keyof typeof locations

/** What a validator was given, and whether its schema says anything of issues. */
export interface Judged extends Subject {
  readonly annotated: boolean
}

/** An issue without its code, and what only the mapping looks at. */
export interface Found {
  readonly issue: Issue
  readonly rule: Rule
  readonly part: Part
  /** What was validated, where it is known. */
  readonly value: unknown
  /** What the schema itself calls it. */
  readonly code: string | undefined
}

/** What a validator's list says, in our words and in one order: the client's values are never repeated. */
export function toIssues (list: readonly unknown[], part: Part, judged: Judged | undefined): Found[] {
  const rules = inOrder(withoutEchoes(withoutNoise(toRules(list, judged), judged))).slice(0, mostIssues)
  if (judged?.annotated !== true) return rules.map(rule => toFound(rule, part, { value: judged?.value }))
  const locate = createLocate(judged)
  const found = rules.map(rule => toFound(rule, part, {
    value: judged.value,
    code: annotationOf('x-error-code', rule, locate),
    message: annotationOf('x-error-message', rule, locate)
  }))
  // One sentence of the schema's own may stand for several keywords.
  return found.filter(({ issue, code }, index) =>
    index === found.findIndex(other => other.issue.pointer === issue.pointer && other.issue.message === issue.message && other.code === code))
}

/** What is known of an issue besides its rule: the value, and what the schema says. */
interface Told {
  readonly value: unknown
  readonly code?: string | undefined
  readonly message?: string | undefined
}

function toFound (rule: Rule, part: Part, { value, code, message: told }: Told): Found {
  const { keyword, pointer, params } = rule
  const location = locations[part]
  const path = segmentsOf(pointer).join('.') || location
  const message = told ?? rule.message ?? toSentence(keyword, params)
  const issue = keyword === undefined ? { path, message, location, pointer } : { path, message, location, pointer, keyword }
  return { issue, rule, part, value, code }
}

/** What is missing, or not known, has no type and no length: some validators tell of these too. */
function withoutEchoes (rules: readonly Rule[]): readonly Rule[] {
  if (rules.length < 2) return rules
  const absent = new Set(rules.filter(({ keyword, at, pointer }) => keyword === 'required' && at !== pointer).map(({ pointer }) => pointer))
  const told = new Set<string>()
  return rules.filter(({ keyword, pointer, params, message }) => {
    if (keyword !== 'required' && absent.has(pointer)) return false
    if (keyword === undefined) return true
    const key = JSON.stringify([pointer, keyword, message ?? toSentence(keyword, params)])
    return !told.has(key) && told.add(key)
  })
}

interface Node {
  readonly rules: Rule[]
  readonly within: Map<string, Node>
}

/**
 * One order, whichever validator told: of each value its own rules, then what it lacks, then what it must not have,
 * then what it holds, as the validator went through it.
 */
function inOrder (rules: readonly Rule[]): readonly Rule[] {
  if (rules.length < 2) return rules
  const root: Node = { rules: [], within: new Map() }
  for (const rule of rules) {
    let node = root
    for (const name of rule.pointer.split('/').slice(1)) {
      const next = node.within.get(name) ?? { rules: [], within: new Map() }
      node.within.set(name, next)
      node = next
    }
    node.rules.push(rule)
  }
  return flatten(root)
}

function flatten ({ rules, within }: Node): Rule[] {
  // Of items the number decides; of names, which give none, the order in which they came.
  const members = [...within].toSorted(([a, one], [b, other]) => classOf(one) - classOf(other) || (Number(a) - Number(b) || 0))
  return [...rules.toSorted((a, b) => placeOf(a.keyword) - placeOf(b.keyword)), ...members.flatMap(([, member]) => flatten(member))]
}

const known = placeOf('type')

/** Missing and unknown members stand in the table before what is said of those that are there. */
function classOf ({ rules: [first] }: Node): number {
  return first === undefined || first.at === first.pointer ? known : Math.min(placeOf(first.keyword), known)
}
