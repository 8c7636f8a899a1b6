import { findEntry, type Catalog } from '../catalog/catalog.ts'
import type { Entry } from '../catalog/entry.ts'
import type { Issue } from '../catalog/issue.ts'
import { isAlways, variableOf, variables, type Node, type ObjectNode } from './node.ts'
import { inOrderOfDecoding } from './rejects.ts'

/** What a body says of the failure it was written from. */
export interface Decoded {
  /** Missing where the style carries no code and the status alone does not tell. */
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

/** Values found in a body by name of the variable. */
export interface Bindings {
  readonly values: Map<string, unknown>
  readonly details: Record<string, unknown>
  /** Members of a spread: details, if the entry declares them. */
  spread: Record<string, unknown>
  readonly issues: Array<Record<string, unknown>>
  /** Details that were written as text. */
  asText: boolean
}

/** Read a body by a template; `undefined` if it is none that the template writes. Members it does not know are let pass. */
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
    case 'each': return node.byPath ? matchMap(node.as, value, to) : matchEach(node.as, value, to)
    case 'first': return (inOrderOfDecoding(node.nodes) ?? node.nodes).some(inner => attempt(inner, value, to, issue))
    case 'string': return matchText(node.of, value, to, issue)
  }
}

/** Match without a trace where it fails. */
function attempt (node: Node, value: unknown, to: Bindings, issue: Record<string, unknown> | undefined): boolean {
  const trial: Bindings = { values: new Map(), details: {}, spread: {}, issues: [], asText: false }
  const trialIssue = issue === undefined ? undefined : {}
  if (!match(node, value, trial, trialIssue)) return false
  for (const [name, found] of trial.values) to.values.set(name, found)
  Object.assign(to.details, trial.details)
  Object.assign(to.spread, trial.spread)
  to.issues.push(...trial.issues)
  to.asText ||= trial.asText
  if (issue !== undefined) Object.assign(issue, trialIssue)
  return true
}

function matchVariable (name: keyof typeof variables, value: unknown, to: Bindings, issue?: Record<string, unknown>): boolean {
  const { type, ofIssue } = variableOf(name)
  const fits = type === 'object' ? isObject(value) : type === 'integer' ? Number.isInteger(value) : typeof value === 'string'
  if (!fits) return false
  if (name === 'details') Object.assign(to.details, value)
  else if (ofIssue === true) (issue as Record<string, unknown>)[name] = value
  else to.values.set(name, value)
  return true
}

function matchObject ({ members, spreadAt }: ObjectNode, value: Record<string, unknown>, to: Bindings, issue?: Record<string, unknown>): boolean {
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

/** Items in the template's order, the optional ones where they are; items it does not know are let pass at the end. */
function matchList (items: readonly Node[], values: readonly unknown[], to: Bindings, issue?: Record<string, unknown>): boolean {
  let at = 0
  for (const item of items) {
    if (at < values.length && attempt(item, values[at], to, issue)) at++
    else if (isAlways(item)) return false
  }
  return true
}

function matchEach (as: Node, value: unknown, to: Bindings): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(item => {
    const issue = {}
    to.issues.push(issue)
    return match(as, item, to, issue)
  })
}

function matchMap (as: Node, value: unknown, to: Bindings): boolean {
  return isObject(value) && Object.entries(value).every(([path, items]) => Array.isArray(items) && items.every(item => {
    const issue = { 'issue.path': path }
    to.issues.push(issue)
    return match(as, item, to, issue)
  }))
}

function matchText (of: Node, value: unknown, to: Bindings, issue?: Record<string, unknown>): boolean {
  const { type } = of.kind === 'variable' ? variableOf(of.name) : { type: 'object' as const }
  if (of.kind === 'detail' || (of.kind === 'variable' && of.name === 'details')) {
    to.asText = true
    return match(of, value, to, issue)
  }
  if (typeof value !== 'string') return false
  return match(of, type === 'integer' ? Number(value) : value, to, issue)
}

/** The failure that the bindings tell of; the entry, where known, says which members are details and of what type. */
export function toDecoded (catalog: Catalog, status: number, entry: Entry | undefined, found: Bindings): Decoded {
  const code = found.values.get('code') ?? entry?.code
  const known = (code === undefined ? undefined : findEntry(catalog, code as string)) ?? entry
  const given = { ...found.spread, ...found.details }
  const details = known === undefined
    ? given
    : Object.fromEntries(known.details.flatMap(({ name, project, private: isPrivate }) => {
      if (isPrivate || !Object.hasOwn(given, name)) return []
      const value = found.asText ? fromText(given[name], project) : given[name]
      return [[name, value]]
    }))
  const carried = ['message', 'requestId', 'param', 'retryAfter', 'instance', 'timestamp']
    .flatMap(name => found.values.has(name) ? [[name, found.values.get(name)]] : [])
  return {
    ...(code === undefined ? {} : { code: code as string }),
    status,
    ...Object.fromEntries(carried) as object,
    details,
    issues: found.issues.map(toIssue)
  }
}

/** A value written by `$string`: the text itself where the type is text, else the JSON in it. */
function fromText (text: unknown, project: (value: unknown) => unknown): unknown {
  if (typeof text !== 'string' || project(text) !== undefined) return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

const locations = { 'issue.pointer': 'body', 'issue.header': 'headers' } as const

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
