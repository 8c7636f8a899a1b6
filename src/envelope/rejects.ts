import { isAlways, leavesOf, variableOf, type Node, type ObjectNode } from './node.ts'

/**
 * Can no body that `other` writes be taken for one of `node`?
 *
 * Decided by structure alone: a type, a constant, or a member that `node` needs and `other` never writes.
 */
export function rejects (node: Node, other: Node): boolean {
  if (other.kind === 'first') return other.nodes.every(inner => rejects(node, inner))
  if (node.kind === 'first') return node.nodes.every(inner => rejects(inner, other))
  const types = [typeOf(node), typeOf(other)]
  if (types[0] !== types[1]) return true
  if (node.kind === 'literal') return other.kind === 'literal' && node.value !== other.value
  if (node.kind === 'object' && other.kind === 'object') return rejectsObject(node, other)
  if (types[0] === 'array') return rejectsItems(node, other)
  return false
}

function rejectsObject (node: ObjectNode, other: ObjectNode): boolean {
  const others = new Map(other.members)
  return node.members.some(([name, member]) => {
    const its = others.get(name)
    if (its === undefined) return isAlways(member) && other.spreadAt === undefined
    return rejects(member, its)
  })
}

function rejectsItems (node: Node, other: Node): boolean {
  const [mine, its] = [itemsOf(node), itemsOf(other)]
  return its.length > 0 && mine.length > 0 && its.every(item => mine.every(inner => rejects(inner, item)))
}

function itemsOf (node: Node): readonly Node[] {
  return node.kind === 'each' ? [node.as] : node.kind === 'list' ? node.items : []
}

function typeOf (node: Exclude<Node, { kind: 'first' }>): string {
  switch (node.kind) {
    case 'literal': return node.value === null ? 'null' : typeof node.value === 'number' ? 'integer' : typeof node.value
    case 'variable': return variableOf(node.name).type
    // Any type at all: told apart from nothing.
    case 'detail': return 'any'
    case 'list': return 'array'
    case 'each': return node.byPath ? 'object' : 'array'
    case 'object': return 'object'
    case 'string': return node.of.kind === 'variable' && node.of.name === 'details' ? 'object' : 'string'
  }
}

/** Do these leave out nothing that a decoder has to find again: variables that differ from failure to failure? */
export function carriesNothing (node: Node): boolean {
  return leavesOf(node).every(leaf => leaf.kind === 'variable' && variableOf(leaf.name).constant === true)
}

/**
 * The alternatives in an order in which each one turns away the bodies of all that come after it.
 *
 * `undefined` where there is no such order: then a body could be read in two ways.
 */
export function inOrderOfDecoding (nodes: readonly Node[]): readonly Node[] | undefined {
  if (nodes.every(carriesNothing)) return nodes
  const left = [...nodes]
  const ordered: Node[] = []
  while (left.length > 0) {
    const next = left.findIndex(node => left.every(other => other === node || rejects(node, other)))
    if (next === -1) return undefined
    ordered.push(...left.splice(next, 1))
  }
  return ordered
}
