import { isAlias, isMap, isSeq, type Node, type Scalar } from 'yaml'
import type { Targets } from './yamlDocument.ts'

/** Far more values than anyone repeats by aliases, and far fewer than a small file can expand to. */
const maxRepeated = 200_000

/**
 * The value of a node. All aliases of an anchor share one value.
 *
 * In one pass: the time of `Document.toJS` of yaml grows with the square of the number of aliases.
 *
 * @throws RangeError if the aliases expand to more values than a catalog may have.
 */
export function nodeValue (root: Node, targets: Targets): unknown {
  const known = new Map<Node, { readonly value: unknown, readonly size: number }>()
  let repeated = 0
  return read(root).value

  function read (node: Node | null): { readonly value: unknown, readonly size: number } {
    if (isAlias(node)) {
      const target = known.get(targets.get(node) as Node) as { value: unknown, size: number }
      repeated += target.size
      if (repeated > maxRepeated) throw new RangeError('too many aliases')
      return target
    }
    const read = isMap<Scalar, Node | null>(node)
      ? readMap(node.items)
      : isSeq<Node>(node) ? readSeq(node.items) : { value: (node as Scalar | null)?.value ?? null, size: 1 }
    if (node !== null && 'anchor' in node && node.anchor !== undefined) known.set(node, read)
    return read
  }

  function readMap (items: ReadonlyArray<{ readonly key: Scalar, readonly value: Node | null }>) {
    const value: Record<string, unknown> = {}
    let size = 1
    for (const { key, value: node } of items) {
      const part = read(node)
      size += part.size
      // An assignment to `__proto__` would not add a key.
      Object.defineProperty(value, String(key.value), { value: part.value, writable: true, enumerable: true, configurable: true })
    }
    return { value, size }
  }

  function readSeq (items: readonly Node[]) {
    const parts = items.map(read)
    return { value: parts.map(part => part.value), size: parts.reduce((sum, part) => sum + part.size, 1) }
  }
}
