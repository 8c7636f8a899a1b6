import type { Entry } from '../catalog/entry.ts'
import type { Issue } from '../failure/issue.ts'
import { isAlways, variableOf, variables, type EachNode, type Node, type ObjectNode } from './node.ts'
import { inOrderOfDecoding } from './distinguishable.ts'

/** A failure decoded from a response body. */
export interface Decoded {
  /** Undefined if the envelope writes no code and several codes have the status. */
  readonly code?: string
  readonly status: number
  readonly message?: string
  readonly requestId?: string
  readonly details: Readonly<Record<string, unknown>>
  readonly issues: readonly Issue[]
  readonly param?: string
  readonly retryAfter?: number
  readonly instance?: string
  readonly timestamp?: string
}

/** The values found in a body, by variable name. */
export interface Bindings {
  readonly values: Map<string, unknown>
  details: Record<string, unknown>
  /** Members of a spread. They are details if the entry declares them. */
  spread: Record<string, unknown>
  issues: Array<Record<string, unknown>>
  /** Whether details were written as text. */
  asText: boolean
}

/** Decode a body by a template; `undefined` if the template cannot write that body. Ignores unknown members. */
export function matchNode (node: Node, body: unknown): Bindings | undefined {
  const bindings: Bindings = { values: new Map(), details: {}, spread: {}, issues: [], asText: false }
  return match(node, body, bindings) ? bindings : undefined
}

function match (node: Node, value: unknown, to: Bindings, issue?: Record<string, unknown>): boolean {
  switch (node.kind) {
    case 'literal': return value === node.value
    case 'variable': return matchVariable(node.name, value, to, issue)
    case 'detail':
      to.details[node.name] = value
      return true
    case 'list': return Array.isArray(value) && matchList(node.items, value, to, issue)
    case 'object': return isObject(value) && matchObject(node, value, to, issue)
    case 'each': return matchIssues(node, value, to)
    case 'first': return (inOrderOfDecoding(node.nodes) as readonly Node[]).some(inner => attempt(inner, value, to, issue))
    case 'string': return matchText(node.of, value, to, issue)
  }
}

/** Match, and discard all bindings if the match fails. */
function attempt (node: Node, value: unknown, to: Bindings, issue: Record<string, unknown> | undefined): boolean {
  const trial: Bindings = { values: new Map(), details: {}, spread: {}, issues: [], asText: false }
  const trialIssue = issue === undefined ? undefined : {}
  if (!match(node, value, trial, trialIssue)) return false
  for (const [name, found] of trial.values) to.values.set(name, found)
  to.details = { ...to.details, ...trial.details }
  to.spread = { ...to.spread, ...trial.spread }
  if (to.issues.length === 0) to.issues = trial.issues
  to.asText ||= trial.asText
  if (issue !== undefined) Object.assign(issue, trialIssue)
  return true
}

function matchVariable (name: keyof typeof variables, value: unknown, to: Bindings, issue?: Record<string, unknown>): boolean {
  const { type, ofIssue } = variableOf(name)
  const fits = type === 'object' ? isObject(value) : type === 'integer' ? Number.isInteger(value) : typeof value === 'string'
  if (!fits) return false
  if (name === 'details') to.details = { ...to.details, ...value as object }
  else if (ofIssue === true) (issue as Record<string, unknown>)[name] = value
  else to.values.set(name, value)
  return true
}

function matchObject (
  { members, spreadAt }: ObjectNode, value: Record<string, unknown>, to: Bindings, issue?: Record<string, unknown>
): boolean {
  for (const [name, node] of members) {
    if (Object.hasOwn(value, name)) {
      if (!match(node, value[name], to, issue)) return false
    } else if (isAlways(node)) {
      return false
    }
  }
  if (spreadAt !== undefined) {
    const own = new Set(members.map(([name]) => name))
    to.spread = Object.fromEntries(Object.entries(value).filter(([name]) => !own.has(name)))
  }
  return true
}

/** Match items in the template's order. Ignores unknown items. */
function matchList (items: readonly Node[], values: readonly unknown[], to: Bindings, issue?: Record<string, unknown>): boolean {
  let at = 0
  for (const item of items) {
    const found = values.findIndex((value, index) => index >= at && attempt(item, value, to, issue))
    if (found !== -1) at = found + 1
    else if (isAlways(item)) return false
  }
  return true
}

/** If a template writes the issues twice, the first list is used. */
function matchIssues ({ as, byPath }: EachNode, value: unknown, to: Bindings): boolean {
  const issues: Bindings['issues'] = []
  const isItem = (item: unknown, known: Record<string, unknown>) => {
    issues.push(known)
    return match(as, item, to, known)
  }
  const fits = byPath
    ? isObject(value) &&
      Object.entries(value).every(([path, items]) => Array.isArray(items) && items.every(item => isItem(item, { 'issue.path': path })))
    : Array.isArray(value) && value.every(item => isItem(item, {}))
  if (to.issues.length === 0) to.issues = issues
  return fits && issues.length > 0
}

function matchText (of: Node, value: unknown, to: Bindings, issue?: Record<string, unknown>): boolean {
  const isDetails = of.kind === 'variable' && of.name === 'details'
  const texts = isDetails && isObject(value) ? Object.values(value) : [value]
  if (!texts.every(text => typeof text === 'string')) return false
  to.asText ||= isDetails || of.kind === 'detail'
  const isNumber = of.kind === 'variable' && variableOf(of.name).type === 'integer'
  return match(of, isNumber ? toNumber(value as string) : value, to, issue)
}

/** Convert only texts that `$string` writes: `Number` turns an empty text into 0. */
function toNumber (text: string): number {
  return String(Number(text)) === text ? Number(text) : NaN
}

const carried = ['message', 'requestId', 'param', 'retryAfter', 'instance', 'timestamp']

/** Build the failure from the bindings. A known entry declares which members are details, and their types. */
export function toDecoded (status: number, entry: Entry | undefined, found: Bindings): Decoded {
  const code = entry?.code ?? found.values.get('code') as string | undefined
  const given = { ...found.spread, ...found.details }
  const declared = entry?.details.filter(({ name, private: isPrivate }) => !isPrivate && Object.hasOwn(given, name))
  const details = declared?.map(({ name, project }) => [name, found.asText ? fromText(given[name], project) : given[name]] as const)
  return {
    ...(code === undefined ? {} : { code }),
    status,
    ...Object.fromEntries(carried.flatMap(name => found.values.has(name) ? [[name, found.values.get(name)]] : [])) as object,
    details: details === undefined ? given : Object.fromEntries(details),
    issues: found.issues.map(toIssue)
  }
}

/** Parse a value written by `$string`: text stays text, other types are parsed as JSON. */
function fromText (text: unknown, project: (value: unknown) => unknown): unknown {
  if (typeof text !== 'string' || project(text) !== undefined) return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

const locations = { 'issue.pointer': 'body', 'issue.header': 'header' } as const

function toIssue (found: Record<string, unknown>): Issue {
  const issue: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(found)) {
    const member = name.slice('issue.'.length)
    issue[member === 'parameter' || member === 'header' ? 'path' : member] = value
    const location = locations[name as keyof typeof locations]
    if (location !== undefined) issue['location'] ??= location
  }
  return { path: '', message: '', ...issue }
}

function isObject (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
