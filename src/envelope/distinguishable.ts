import { childrenOf, isAlways, leavesOf, variableOf, type Node, type ObjectNode } from './node.ts'

/**
 * Can no body that `other` writes be taken for one of `node`?
 *
 * Decided by structure alone: a type, a constant, or a member that `node` needs and `other` never writes.
 */
export function distinguishable (node: Node, other: Node): boolean {
  if (other.kind === 'first') return other.nodes.every(inner => distinguishable(node, inner))
  if (node.kind === 'first') return node.nodes.every(inner => distinguishable(inner, other))
  // A detail may be of any type.
  if (node.kind === 'detail' || other.kind === 'detail') return false
  const type = typeOf(node)
  if (type !== typeOf(other)) return true
  if (node.kind === 'literal') return other.kind === 'literal' && node.value !== other.value
  if (node.kind === 'object' && other.kind === 'object') return rejectsObject(node, other)
  return type === 'array' && rejectsItems(node, other)
}

function rejectsObject (node: ObjectNode, other: ObjectNode): boolean {
  const others = new Map(other.members)
  return node.members.some(([name, member]) => {
    const its = others.get(name)
    if (its === undefined) return isAlways(member) && other.spreadAt === undefined
    // Where both may leave it out, a body without it fits both.
    return (isAlways(member) || isAlways(its)) && distinguishable(member, its)
  })
}

/** An item that `node` needs is none of the items of `other`. */
function rejectsItems (node: Node, other: Node): boolean {
  return childrenOf(node).some(([, item]) => (node.kind === 'each' || isAlways(item)) && childrenOf(other).every(([, its]) => distinguishable(item, its)))
}

function typeOf (node: Exclude<Node, { kind: 'first' | 'detail' }>): string {
  switch (node.kind) {
    case 'literal': return node.value === null ? 'null' : typeof node.value === 'number' ? 'integer' : typeof node.value
    case 'variable': return variableOf(node.name).type
    case 'list': return 'array'
    case 'each': return node.byPath ? 'object' : 'array'
    case 'object': return 'object'
    case 'string': return node.of.kind === 'variable' && node.of.name === 'details' ? 'object' : 'string'
  }
}

/** Nothing that a decoder has to find again: only what follows from the code, and not the code itself. */
function carriesNothing (node: Node): boolean {
  return leavesOf(node).every(leaf => leaf.kind === 'variable' && leaf.name !== 'code' && variableOf(leaf.name).constant === true)
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
    const next = left.findIndex(node => left.every(other => other === node || distinguishable(node, other)))
    if (next === -1) return undefined
    ordered.push(...left.splice(next, 1))
  }
  return ordered
}

/** The first item that may be missing and could be read from an item that comes after it. */
export function ambiguousItem (items: readonly Node[]): number | undefined {
  const found = items.findIndex((item, index) => !isAlways(item) && !items.slice(index + 1).every(later => distinguishable(item, later)))
  return found === -1 ? undefined : found
}
