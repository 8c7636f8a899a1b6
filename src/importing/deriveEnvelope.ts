import { shippedEnvelopes } from '../envelope/shippedEnvelopes.ts'
import type { FoundEnvelope } from './found.ts'
import type { BodyShape } from './shape.ts'

type Template = unknown

/** The variable that a member of an error body most likely holds, by its name. */
const variables: ReadonlyArray<readonly [name: RegExp, variable: string]> = [
  [/^(?:code|error_?code|problem|error_?type|reason)$/i, '$code'],
  [/^(?:message|msg|error_?message|detail|error_?description)$/i, '$message'],
  [/^(?:status|status_?code|http_?status)$/i, '$status'],
  [/^title$/i, '$title'],
  [/^(?:(?:x-)?request_?id|trace_?id|correlation_?id|reference|log_?id)$/i, '$requestId'],
  [/^(?:param|parameter|field|target)$/i, '$param'],
  [/^(?:details|metadata|meta|context|extra|data)$/i, '$details'],
  [/^(?:doc(?:s|umentation)?_?(?:url|link)?|help|more_?info|info)$/i, '$docs'],
  [/^(?:path|instance)$/i, '$instance'],
  [/^timestamp$/i, '$timestamp'],
  [/^retry_?after$/i, '$retryAfter']
]

const issueVariables: ReadonlyArray<readonly [name: RegExp, variable: string]> = [
  [/^(?:path|field|param|name|property|loc|location|instancePath)$/i, '$issue.path'],
  [/^(?:message|msg|reason|detail|error|description)$/i, '$issue.message'],
  [/^(?:code|type)$/i, '$issue.code'],
  [/^(?:keyword|rule)$/i, '$issue.keyword'],
  [/^in$/i, '$issue.location'],
  [/^pointer$/i, '$issue.pointer']
]

export interface Derived {
  readonly envelope?: FoundEnvelope
  /** Members of the body for which there is no variable. */
  readonly unknown: readonly string[]
}

/** The envelope for bodies with this structure: a shipped one, else a template derived from the names of the members. */
export function deriveEnvelope (shape: BodyShape, contentType: string): Derived {
  const unknown: string[] = []
  if (shape.kind !== 'object') return { unknown }
  const template = toTemplate(shape, '', unknown)
  const leaves = leavesOf(template)
  const has = (variable: string) => [...leaves.values()].includes(variable)
  if (!has('$code') && !has('$message')) return { unknown }
  const shipped = Object.entries(shippedEnvelopes).find(([, { error }]) => error !== undefined && isSame(leaves, leavesOf(error)))
  if (shipped !== undefined) return { envelope: shipped[0], unknown }
  return { envelope: { ...contentType === 'application/json' ? {} : { contentType }, error: template }, unknown }
}

function toTemplate (shape: Extract<BodyShape, { kind: 'object' }>, at: string, unknown: string[]): Template {
  const members: Record<string, Template> = {}
  for (const [name, member] of Object.entries(shape.members)) {
    const path = at === '' ? name : `${at}.${name}`
    const template = toMember(name, member, path, unknown)
    if (template === undefined) unknown.push(path)
    else members[name] = template
  }
  return members
}

function toMember (name: string, member: BodyShape, path: string, unknown: string[]): Template | undefined {
  const [, variable] = variables.find(([pattern]) => pattern.test(name)) ?? []
  if (member.kind === 'array') return toIssues(member.item)
  if (member.kind === 'object' && isByField(name, member.members)) return { $each: 'issues', by: 'path', as: '$issue.message' }
  if (member.kind === 'object') {
    return variable === '$details' || Object.keys(member.members).length === 0 ? '$details' : toTemplate(member, path, unknown)
  }
  const [value] = member.values
  if (typeof value === 'boolean' || (member.isConstant && variable !== '$code' && !(variable === '$status' && typeof value === 'number'))) {
    return typeof value === 'string' ? value.replaceAll('$', '$$$$') : value
  }
  // The problem type of RFC 9457, and the body of Fastify itself, whose `error` is the reason phrase.
  if (name === 'type') return '$docs'
  if (name === 'error') return path.includes('.') ? '$code' : '$title'
  return variable
}

/** `{ email: ['is invalid'] }`. */
function isByField (name: string, members: Readonly<Record<string, BodyShape>>): boolean {
  const shapes = Object.values(members)
  return /^(?:fields|errors|issues)$/i.test(name) && shapes.length > 0 && shapes.every(({ kind }) => kind === 'array')
}

function toIssues (item: BodyShape): Template | undefined {
  if (item.kind === 'leaf') return { $each: 'issues', as: '$issue.message' }
  if (item.kind === 'array') return undefined
  const members = Object.keys(item.members).flatMap(name => {
    const [, variable] = issueVariables.find(([pattern]) => pattern.test(name)) ?? []
    return variable === undefined ? [] : [[name, variable] as const]
  })
  return members.length === 0 ? undefined : { $each: 'issues', as: Object.fromEntries(members) }
}

/** The variables of a template by their paths. */
function leavesOf (template: Template, at = ''): Map<string, unknown> {
  if (typeof template !== 'object' || template === null) return new Map([[at, template]])
  if ('$each' in template) return new Map([[at, '$each']])
  return new Map(Object.entries(template).flatMap(([name, member]) => [...leavesOf(member, `${at}/${name}`)]))
}

/** Members that many bodies lack. */
const optional: ReadonlySet<unknown> = new Set(['$param', '$details', '$each', '$docs', '$instance', '$retryAfter'])

function isSame (found: ReadonlyMap<string, unknown>, shipped: ReadonlyMap<string, unknown>): boolean {
  const isWithin = [...found].every(([path, variable]) => shipped.get(path) === variable)
  return isWithin && [...shipped].every(([path, variable]) => found.has(path) || optional.has(variable))
}
