import type { Failure } from '../failure/failure.ts'
import type { Issue } from '../failure/issue.ts'
import { join, type Part, type Write } from './join.ts'
import { isAlways, leavesOf, type DetailNode, type Node, type ObjectNode } from './node.ts'
import { escape, quote } from './quote.ts'
import { escaped, membersText, valueText, writers, type OptionalName, type WriteOptional } from './variables.ts'

/** Writes a failure as JSON text. */
export type Serialize = (failure: Failure) => string

/** Compile a folded template into the function that writes it: constant parts are joined once. */
export function createSerialize (node: Node): Serialize {
  const write = join(partsOf(node))
  return failure => write(failure, none)
}

/** Outside of `$each` no variable of an issue is read: the parser refuses it. */
const none = {} as Issue

/** The parts of a node that always writes something. */
function partsOf (node: Node): Part[] {
  switch (node.kind) {
    case 'literal': return [JSON.stringify(node.value)]
    case 'list': return listParts(node.items)
    case 'object': return objectParts(node)
    // A part that is always defined is a string. Its quotes are constant, so they are joined with their neighbours.
    case 'variable': return ['"', escaped[node.name] as Write, '"']
    case 'detail': return detailParts(node)
    default: return [createOptional(node) as Write]
  }
}

function createOptional (node: Node): WriteOptional {
  switch (node.kind) {
    case 'variable': {
      const write = escaped[node.name]
      return write === undefined ? writers[node.name as OptionalName] : (failure, issue) => `"${write(failure, issue)}"`
    }
    case 'detail': {
      const { name } = node
      return ({ details }) => Object.hasOwn(details, name) ? valueText(details[name]) : undefined
    }
    case 'each': return node.byPath ? eachByPath(node.as) : each(node.as)
    case 'first': return firstOf(node.nodes.map(createOptional))
    case 'string': return toText(node.of)
    case 'object': {
      const write = join(objectParts(node))
      if (!node.optional) return write
      const leaves = leavesOf(node).map(createOptional)
      return (failure, issue) => leaves.some(leaf => leaf(failure, issue) !== undefined) ? write(failure, issue) : undefined
    }
    default: return join(partsOf(node))
  }
}

function detailParts ({ name, required }: DetailNode): Part[] {
  if (required === 'text') return ['"', ({ details }) => escape(details[name] as string), '"']
  return [({ details }) => valueText(details[name])]
}

/**
 * Every member is written with the comma before it, so that an optional one is nothing or `,"name":value`;
 * the comma of the first one is dropped, at compile time if that one is always defined.
 */
function objectParts ({ members, spreadAt }: ObjectNode): Part[] {
  const parts: Part[] = []
  for (let index = 0; index <= members.length; index++) {
    if (index === spreadAt) parts.push(spread)
    const member = members[index]
    if (member === undefined) break
    const [name, node] = member
    const open = `,${JSON.stringify(name)}:`
    if (isAlways(node)) {
      parts.push(open, ...partsOf(node))
    } else if (node.kind === 'variable' && node.name === 'details') {
      const openAll = `${open}{`
      parts.push(({ details }) => {
        const text = membersText(details, openAll)
        return text === '' ? '' : `${text}}`
      })
    } else {
      const write = createOptional(node)
      parts.push((failure, issue) => {
        const value = write(failure, issue)
        return value === undefined ? '' : open + value
      })
    }
  }
  return enclose('{', parts, '}')
}

function listParts (items: readonly Node[]): Part[] {
  return enclose('[', items.flatMap((item): Part[] => {
    if (isAlways(item)) return [',', ...partsOf(item)]
    const write = createOptional(item)
    return [(failure, issue) => {
      const value = write(failure, issue)
      return value === undefined ? '' : `,${value}`
    }]
  }), ']')
}

function enclose (open: string, parts: Part[], close: string): Part[] {
  const [first, ...rest] = parts
  if (first === undefined) return [open + close]
  if (typeof first === 'string') return [open + first.slice(1), ...rest, close]
  const write = join(parts)
  return [(failure, issue) => open + write(failure, issue).slice(1) + close]
}

const spread: Write = ({ details }) => membersText(details, ',')

/** One item for each issue that has something to write; without any there is no list. */
function each (as: Node): WriteOptional {
  const write = createOptional(as)
  return failure => {
    let text = ''
    for (const issue of failure.issues) {
      const item = write(failure, issue)
      if (item !== undefined) text += (text === '' ? '[' : ',') + item
    }
    return text === '' ? undefined : `${text}]`
  }
}

function eachByPath (as: Node): WriteOptional {
  const write = createOptional(as)
  return failure => {
    const byPath = new Map<string, string[]>()
    for (const issue of failure.issues) {
      const item = write(failure, issue)
      const items = byPath.get(issue.path)
      if (item === undefined) continue
      if (items === undefined) byPath.set(issue.path, [item])
      else items.push(item)
    }
    return byPath.size === 0 ? undefined : `{${Array.from(byPath, ([path, items]) => `${quote(path)}:[${items.join(',')}]`).join(',')}}`
  }
}

function firstOf (writes: readonly WriteOptional[]): WriteOptional {
  return (failure, issue) => {
    for (const write of writes) {
      const value = write(failure, issue)
      if (value !== undefined) return value
    }
    return undefined
  }
}

function toText (of: Node): WriteOptional {
  if (of.kind === 'variable' && of.name === 'details') {
    return ({ details }) => {
      const texts = Object.entries(details).map(([name, value]) => [name, asText(value)])
      return texts.length === 0 ? undefined : JSON.stringify(Object.fromEntries(texts))
    }
  }
  const write = createOptional(of)
  return (failure, issue) => {
    const value = write(failure, issue)
    return value === undefined || value.startsWith('"') ? value : quote(value)
  }
}

function asText (value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
