import { STATUS_CODES } from 'node:http'
import type { Entry } from '../catalog/entry.ts'
import { leavesOf, type Node, type ObjectNode, type VariableName } from './node.ts'

/** The canonical names of google.rpc.Code by HTTP status (AIP-193; google/rpc/code.proto). */
const canonical: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  410: 'NOT_FOUND',
  412: 'FAILED_PRECONDITION',
  416: 'OUT_OF_RANGE',
  422: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED'
}

/** The value of a variable that is the same in every failure of an entry. */
export function constantOf (name: VariableName, entry: Entry, docs: string | undefined): string | number | undefined {
  switch (name) {
    case 'code': return entry.code
    case 'status': return entry.status
    case 'title': return STATUS_CODES[entry.status] ?? `Status ${entry.status}`
    case 'canonical': return canonical[entry.status] ?? (entry.status < 400 ? 'OK' : entry.status < 500 ? 'FAILED_PRECONDITION' : 'INTERNAL')
    case 'group': return entry.group
    case 'docs': return docs?.replaceAll('{code}', encodeURIComponent(entry.code))
    default: return undefined
  }
}

/**
 * A template as it stands for one entry: constant variables are literals, what can never be defined is gone.
 *
 * `undefined` where the whole node is gone.
 */
export function foldNode (node: Node, entry: Entry, docs: string | undefined): Node | undefined {
  const fold = (inner: Node) => foldNode(inner, entry, docs)
  const present = (nodes: readonly Node[]) => nodes.map(fold).filter(inner => inner !== undefined)
  switch (node.kind) {
    case 'literal':
    case 'each': return node.kind === 'each' ? { ...node, as: fold(node.as) ?? { kind: 'literal', value: null } } : node
    case 'variable': {
      if (node.name === 'details') return hasPublic(entry) ? node : undefined
      const value = constantOf(node.name, entry, docs)
      if (value !== undefined) return { kind: 'literal', value }
      return node.name === 'group' || node.name === 'docs' ? undefined : node
    }
    case 'detail': return entry.details.some(detail => detail.name === node.name && !detail.private) ? node : undefined
    case 'list': return { kind: 'list', items: present(node.items) }
    case 'first': {
      const nodes = present(node.nodes)
      return nodes.length > 1 ? { kind: 'first', nodes } : nodes[0]
    }
    case 'string': {
      const of = fold(node.of)
      return of?.kind === 'literal' ? { kind: 'literal', value: String(of.value) } : of && { kind: 'string', of }
    }
    case 'object': return foldObject(node, entry, docs)
  }
}

function foldObject (node: ObjectNode, entry: Entry, docs: string | undefined): Node | undefined {
  let { spreadAt } = node
  const members: Array<readonly [string, Node]> = []
  for (const [index, [name, inner]] of node.members.entries()) {
    if (index === node.spreadAt) spreadAt = members.length
    const folded = foldNode(inner, entry, docs)
    if (folded !== undefined) members.push([name, folded])
  }
  if (node.spreadAt === node.members.length) spreadAt = members.length
  const spread = spreadAt !== undefined && hasPublic(entry) ? { spreadAt } : {}
  const folded: Node = { kind: 'object', members, optional: node.optional, ...spread }
  if (!node.optional) return folded
  const isDefined = (leaf: Node) => leaf.kind === 'variable' && constantOf(leaf.name, entry, docs) !== undefined
  if (leavesOf(node).some(isDefined)) return { ...folded, optional: false }
  return leavesOf(folded).length === 0 ? undefined : folded
}

function hasPublic ({ details }: Entry): boolean {
  return details.some(detail => !detail.private)
}
