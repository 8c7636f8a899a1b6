import type { Issue, IssueLocation } from '../catalog/issue.ts'
import { annotationOf } from './annotations.ts'
import { createLocate, type Locate, type Subject } from './locate.ts'
import { withoutNoise } from './noise.ts'
import { readOwn } from './read.ts'
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

/** An issue with what only the mapping looks at: the part and the field it stands in, and the format that was asked for. */
export interface ValidationIssue extends Issue {
  readonly part: Part
  /** The names on the way to the place: of items of a list not their positions, where the value is known. */
  readonly field: readonly string[]
  readonly format?: string
}

/** What a validator's list says, in our words and in one order: the client's values are never repeated. */
export function toIssues (list: readonly unknown[], part: Part, judged: Judged | undefined): ValidationIssue[] {
  const rules = withoutNoise(toRules(list, judged), judged)
  const locate = judged?.annotated === true ? createLocate(judged) : undefined
  const issues = inOrder(withoutEchoes(rules)).slice(0, mostIssues).map(rule => ({ ...toIssue(rule, part, locate), field: fieldOf(rule.pointer, judged?.value) }))
  // One sentence of the schema's own may stand for several keywords.
  return issues.filter(({ pointer, message, code }, index) =>
    locate === undefined || index === issues.findIndex(other => other.pointer === pointer && other.message === message && other.code === code))
}

function toIssue (rule: Rule, part: Part, locate: Locate | undefined): Omit<ValidationIssue, 'field'> {
  const { keyword, pointer, params, message } = rule
  const says = (name: Parameters<typeof annotationOf>[0]) => locate === undefined ? undefined : annotationOf(name, rule, locate)
  const code = says('x-error-code')
  return {
    path: segmentsOf(pointer).join('.') || locations[part],
    message: says('x-error-message') ?? message ?? toSentence(keyword, params),
    location: locations[part],
    part,
    pointer,
    ...(keyword === undefined ? {} : { keyword }),
    ...(code === undefined ? {} : { code }),
    ...(keyword === 'format' ? { format: String(params['format']) } : {})
  }
}

function fieldOf (pointer: string, value: unknown): string[] {
  let at = value
  return segmentsOf(pointer).filter(name => {
    const isPosition = Array.isArray(at)
    at = readOwn(at, name)
    return !isPosition
  })
}

/** What is missing, or not known, has no type and no length: some validators tell of these too. */
function withoutEchoes (rules: readonly Rule[]): readonly Rule[] {
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
function inOrder (rules: readonly Rule[]): Rule[] {
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
