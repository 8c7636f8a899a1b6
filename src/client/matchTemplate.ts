import type { Template } from './types.ts'

type Values = Readonly<Record<string, unknown>>

/** The values that a template found in a body. */
export interface TemplateMatch {
  /** By the name of the variable. */
  readonly values?: Values
  readonly details?: Values
  /** Members that the template does not name. They are details if the code declares them. */
  readonly spread?: Values
  readonly issues?: readonly Values[]
  /** Whether details were written as text. */
  readonly asText?: boolean
}

/** Read a body by a template; `undefined` if the template cannot write that body. Ignores unknown members. */
export function matchTemplate (node: Template, value: unknown): TemplateMatch | undefined {
  switch (node.kind) {
    case 'literal': return value === node.value ? {} : undefined
    case 'variable':
      if (node.type === 'object') return isObject(value) ? { details: value } : undefined
      return (node.type === 'integer' ? Number.isInteger(value) : typeof value === 'string')
        ? { values: { [node.name]: value } }
        : undefined
    case 'detail': return { details: { [node.name]: value } }
    case 'list': return Array.isArray(value) ? matchItems(node.items, value) : undefined
    case 'object': return isObject(value) ? matchMembers(node, value) : undefined
    case 'each': return matchIssues(node, value)
    case 'first':
      for (const inner of node.nodes) {
        const found = matchTemplate(inner, value)
        if (found) return found
      }
      return undefined
    case 'text': return matchText(node.of, value)
  }
}

/** The values that several nodes found; `undefined` if one of them did not match. */
function join (parts: ReadonlyArray<TemplateMatch | undefined>): TemplateMatch | undefined {
  return parts.reduce((all, part) => all && part && {
    ...all,
    ...part,
    values: { ...all.values, ...part.values },
    details: { ...all.details, ...part.details }
  }, {})
}

function matchMembers ({ members, spread }: Template & { kind: 'object' }, value: Values): TemplateMatch | undefined {
  const parts = Object.keys(members).map(name => matchMember(members[name] as Template, value, name))
  return join(
    spread ? [...parts, { spread: Object.fromEntries(Object.entries(value).filter(([name]) => !Object.hasOwn(members, name))) }] : parts
  )
}

function matchMember (node: Template, value: Values, name: string): TemplateMatch | undefined {
  return Object.hasOwn(value, name) ? matchTemplate(node, value[name]) : node.optional && {}
}

/** Match items in the template's order. Ignores unknown items. */
function matchItems (items: readonly Template[], values: readonly unknown[]): TemplateMatch | undefined {
  let next = 0
  return join(items.map(item => {
    for (let index = next; index < values.length; index++) {
      const found = matchTemplate(item, values[index])
      if (!found) continue
      next = index + 1
      return found
    }
    return item.optional && {}
  }))
}

function matchIssues ({ as, byPath }: Template & { kind: 'each' }, value: unknown): TemplateMatch | undefined {
  const lists = byPath ? isObject(value) && Object.entries(value) : [['', value]] as const
  if (!lists || !lists.every(([, items]) => Array.isArray(items))) return undefined
  const parts = lists.flatMap(([path, items]) =>
    (items as unknown[]).map(item => join([{ values: byPath ? { 'issue.path': path } : {} }, matchTemplate(as, item)])))
  const found = parts.length > 0 ? join(parts) : undefined
  return found && { ...found, issues: parts.map(part => (part as Required<TemplateMatch>).values) }
}

function matchText (of: Template, value: unknown): TemplateMatch | undefined {
  const texts = isObject(value) ? Object.values(value) : [value]
  if (!texts.every(text => typeof text === 'string')) return undefined
  const found = matchTemplate(of, 'type' in of && of.type === 'integer' && `${Number(value)}` === value ? Number(value) : value)
  return found && { ...found, asText: true }
}

export function isObject (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
