import { childrenOf, isAlways, leavesOf, variableOf, type Node, type ObjectNode } from './node.ts'

/**
 * Whether `node` rejects every body that `other` writes.
 *
 * Decided by structure only: by a type, a constant, or a member that `node` requires and `other` never writes.
 */
export function distinguishable (node: Node, other: Node): boolean {
  if (other.kind === 'first') return other.nodes.every(inner => distinguishable(node, inner))
  if (node.kind === 'first') return node.nodes.every(inner => distinguishable(inner, other))
  // A detail can have any type.
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
    // If both can omit the member, a body without it matches both.
    return (isAlways(member) || isAlways(its)) && distinguishable(member, its)
  })
}

/** Whether `node` requires an item that `other` never writes. */
function rejectsItems (node: Node, other: Node): boolean {
  return childrenOf(node).some(([, item]) =>
    (node.kind === 'each' || isAlways(item)) && childrenOf(other).every(([, its]) => distinguishable(item, its)))
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

/** Whether a node writes only values that follow from the code, but not the code itself. A decoder need not read them. */
function carriesNothing (node: Node): boolean {
  return leavesOf(node).every(leaf => leaf.kind === 'variable' && leaf.name !== 'code' && variableOf(leaf.name).constant === true)
}

/**
 * The alternatives in an order in which each one rejects the bodies of all later ones.
 *
 * `undefined` if no such order exists: then a body could be decoded in two ways.
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

/** The first optional item that a later item could be mistaken for. */
export function ambiguousItem (items: readonly Node[]): number | undefined {
  const found = items.findIndex((item, index) => !isAlways(item) && !items.slice(index + 1).every(later => distinguishable(item, later)))
  return found === -1 ? undefined : found
}
