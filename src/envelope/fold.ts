import { STATUS_CODES } from 'node:http'
import { docsUrl } from '../catalog/catalog.ts'
import type { Detail } from '../catalog/detail.ts'
import type { JsonSchema } from '../format/jsonSchema.ts'
import type { Entry } from '../catalog/entry.ts'
import { isAlways, leavesOf, variableOf, type ConstantName, type Node, type ObjectNode } from './node.ts'

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

/** The value of a variable that is constant for an entry. */
function constantOf (name: ConstantName, entry: Entry, docs: string | undefined): string | number | undefined {
  switch (name) {
    case 'code': return entry.code
    case 'status': return entry.status
    case 'title': return STATUS_CODES[entry.status] ?? `Status ${entry.status}`
    case 'canonical':
      return canonical[entry.status] ?? (entry.status < 400 ? 'OK' : entry.status < 500 ? 'FAILED_PRECONDITION' : 'INTERNAL')
    case 'group': return entry.group
    case 'docs': return docsUrl({ docs }, entry)
  }
}

/**
 * The template for one entry: constant variables become literals, and nodes that can never be defined are removed.
 *
 * `undefined` if the whole node is removed.
 */
export function foldNode (node: Node, entry: Entry, known: FoldFacts): Node | undefined {
  const fold = (inner: Node) => foldNode(inner, entry, known)
  const present = (nodes: readonly Node[]) => nodes.map(fold).filter(inner => inner !== undefined)
  switch (node.kind) {
    case 'literal': return node
    case 'variable': {
      if (node.name === 'details') return foldDetails(node, entry, known)
      if (node.name === 'param' && known.isPlain) return undefined
      if (node.name === 'message' && known.message !== undefined) return { kind: 'literal', value: known.message }
      if (!isConstant(node)) return node
      const value = constantOf(node.name, entry, known.docs)
      return value === undefined ? undefined : { kind: 'literal', value }
    }
    case 'detail': {
      const detail = publicOf(entry).find(({ name }) => name === node.name)
      return detail && (isFixed(entry, known) ? toNode(detail) : node)
    }
    case 'list': return { kind: 'list', items: present(node.items) }
    case 'each': {
      if (known.isPlain) return undefined
      const as = fold(node.as)
      return as && { ...node, as }
    }
    case 'first': {
      const nodes = present(node.nodes)
      return nodes.length > 1 ? { kind: 'first', nodes } : nodes[0]
    }
    case 'string': {
      // All details as text: they need no separate nodes.
      const isAll = node.of.kind === 'variable' && node.of.name === 'details'
      const of = isAll && publicOf(entry).length > 0 ? node.of : fold(node.of)
      return of?.kind === 'literal' ? { kind: 'literal', value: String(of.value) } : of && { kind: 'string', of }
    }
    case 'object': return foldObject(node, entry, known)
  }
}

/** Facts about the failures that a folded template writes, besides the entry. */
export interface FoldFacts {
  readonly docs: string | undefined
  /** The message text, if it has no placeholders. */
  readonly message?: string | undefined
  /** No issues, no `param`, and all required details are present. */
  readonly isPlain: boolean
}

const allDetails: Node = { kind: 'variable', name: 'details' }

function foldDetails (node: Node, entry: Entry, known: FoldFacts): Node | undefined {
  const details = publicOf(entry)
  if (details.length === 0 || !isFixed(entry, known)) return details.length === 0 ? undefined : node
  return { kind: 'object', members: details.map(detail => [detail.name, toNode(detail)]), optional: false }
}

/** Whether all these failures have the same details in the same order. A detail linked to Retry-After comes last. */
function isFixed ({ details, retryAfterDetail }: Entry, { isPlain }: FoldFacts): boolean {
  return isPlain && retryAfterDetail === undefined && details.every(({ required, private: isPrivate }) => required || isPrivate)
}

function toNode ({ name, schema }: Detail): Node {
  return { kind: 'detail', name, required: isText(schema) ? 'text' : 'value' }
}

/** Whether a schema accepts only text. `const` and `enum` take precedence over `type` (catalog/project.ts). */
function isText (schema: JsonSchema): boolean {
  if ('const' in schema) return typeof schema['const'] === 'string'
  return schema['type'] === 'string' && !('enum' in schema)
}

function foldObject (node: ObjectNode, entry: Entry, known: FoldFacts): Node | undefined {
  const present = (members: ObjectNode['members']) => members.flatMap(([name, inner]) => {
    const folded = foldNode(inner, entry, known)
    return folded === undefined ? [] : [[name, folded] as const]
  })
  const before = present(node.members.slice(0, node.spreadAt))
  const details = node.spreadAt === undefined ? undefined : foldDetails(allDetails, entry, known)
  const members = node.spreadAt === undefined
    ? before
    : [...before, ...details?.kind === 'object' ? details.members : [], ...present(node.members.slice(node.spreadAt))]
  const spread = details === allDetails ? { spreadAt: before.length } : {}
  const folded: Node = { kind: 'object', members, optional: node.optional, ...spread }
  if (!node.optional) return folded
  if (leavesOf(node).some(leaf => present([['', leaf]]).some(([, inner]) => isAlways(inner)))) return { ...folded, optional: false }
  return leavesOf(folded).length === 0 ? undefined : folded
}

function isConstant (node: Node): node is { kind: 'variable', name: ConstantName } {
  return node.kind === 'variable' && variableOf(node.name).constant === true
}

function publicOf ({ details }: Entry): Detail[] {
  return details.filter(detail => !detail.private)
}
