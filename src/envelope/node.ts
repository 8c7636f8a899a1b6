/** One node of a template. Templates are data: what can be written in one is what these types can hold. */
export type Node =
  | { readonly kind: 'literal', readonly value: string | number | boolean | null }
  | { readonly kind: 'variable', readonly name: VariableName }
  /** `$details.NAME`: one detail by name. */
  | { readonly kind: 'detail', readonly name: string }
  | { readonly kind: 'list', readonly items: readonly Node[] }
  | ObjectNode
  /** `$each: issues`: an array of one item for each issue, or with `by: path` a map of arrays. */
  | { readonly kind: 'each', readonly as: Node, readonly byPath: boolean }
  /** `$first: [A, B]`: the first alternative that is defined. */
  | { readonly kind: 'first', readonly nodes: readonly Node[] }
  /** `$string: $status`: the variable as text; of an object each member as text. */
  | { readonly kind: 'string', readonly of: Node }

export interface ObjectNode {
  readonly kind: 'object'
  readonly members: ReadonlyArray<readonly [name: string, node: Node]>
  /** Where the members of the details go among the template's own: before the member of that index. */
  readonly spreadAt?: number
  /** `$optional: true`: left out when none of its variables is defined. */
  readonly optional: boolean
}

interface Variable {
  readonly type: 'string' | 'integer' | 'object'
  /** Always defined. */
  readonly always?: true
  /** The same in every failure of an entry, so known once the code is. */
  readonly constant?: true
  /** Legal only inside `$each`. */
  readonly ofIssue?: true
}

/** Every variable of the grammar; a name is what stands behind the `$`. */
export const variables = {
  code: { type: 'string', always: true, constant: true },
  status: { type: 'integer', always: true, constant: true },
  title: { type: 'string', always: true, constant: true },
  canonical: { type: 'string', always: true, constant: true },
  group: { type: 'string', constant: true },
  docs: { type: 'string', constant: true },
  message: { type: 'string', always: true },
  requestId: { type: 'string', always: true },
  timestamp: { type: 'string', always: true },
  details: { type: 'object' },
  param: { type: 'string' },
  retryAfter: { type: 'integer' },
  instance: { type: 'string' },
  'issue.path': { type: 'string', always: true, ofIssue: true },
  'issue.message': { type: 'string', always: true, ofIssue: true },
  'issue.pointer': { type: 'string', ofIssue: true },
  'issue.parameter': { type: 'string', ofIssue: true },
  'issue.header': { type: 'string', ofIssue: true },
  'issue.location': { type: 'string', ofIssue: true },
  'issue.keyword': { type: 'string', ofIssue: true },
  'issue.code': { type: 'string', ofIssue: true }
} as const satisfies Readonly<Record<string, Variable>>

export type VariableName = keyof typeof variables

export function variableOf (name: VariableName): Variable {
  return variables[name]
}

/** Does this node always write something? */
export function isAlways (node: Node): boolean {
  switch (node.kind) {
    case 'literal':
    case 'list': return true
    case 'variable': return variableOf(node.name).always === true
    case 'detail':
    case 'each': return false
    case 'object': return !node.optional
    case 'first': return node.nodes.some(isAlways)
    case 'string': return isAlways(node.of)
  }
}

/** The leaves of a node that hold a value of the failure: variables, details by name, spreads (as `details`). */
export function leavesOf (node: Node): Node[] {
  switch (node.kind) {
    case 'literal': return []
    case 'variable':
    case 'detail': return [node]
    case 'list': return node.items.flatMap(leavesOf)
    case 'object': return [
      ...node.members.flatMap(([, member]) => leavesOf(member)),
      ...node.spreadAt === undefined ? [] : [{ kind: 'variable', name: 'details' } as const]
    ]
    case 'each': return leavesOf(node.as)
    case 'first': return node.nodes.flatMap(leavesOf)
    case 'string': return leavesOf(node.of)
  }
}
