import { childrenOf, type Node } from './node.ts'

/** The members that lead to the code; `elsewhere` if the code is in a list or an alternative; `none` if the template writes no code. */
export type PlaceOfCode = readonly string[] | 'elsewhere' | 'none'

/** Where a template writes the code. */
export function placeOfCode (node: Node): PlaceOfCode {
  const path = pathToCode(node)
  // A body that is only the code has no member that leads to it.
  if (path !== undefined && path.length > 0) return path
  return carriesCode(node) ? 'elsewhere' : 'none'
}

function pathToCode (node: Node): readonly string[] | undefined {
  if (node.kind === 'variable') return node.name === 'code' ? [] : undefined
  if (node.kind !== 'object') return undefined
  for (const [name, member] of node.members) {
    const path = pathToCode(member)
    if (path !== undefined) return [name, ...path]
  }
  return undefined
}

/** Whether a template writes the code anywhere. */
export function carriesCode (node: Node): boolean {
  return node.kind === 'variable' ? node.name === 'code' : childrenOf(node).some(([, inner]) => carriesCode(inner))
}
