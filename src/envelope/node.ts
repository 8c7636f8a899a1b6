/** One node of a template. These types define the whole template grammar. */
export type Node =
  | { readonly kind: 'literal', readonly value: Literal }
  | { readonly kind: 'variable', readonly name: VariableName }
  | DetailNode
  | { readonly kind: 'list', readonly items: readonly Node[] }
  | ObjectNode
  | EachNode
  /** `$first: [A, B]`: the first alternative that is defined. */
  | { readonly kind: 'first', readonly nodes: readonly Node[] }
  /** `$string: $status`: the variable as text. Of an object, each member as text. */
  | { readonly kind: 'string', readonly of: Node }

export type Literal = string | number | boolean | null

/** `$details.NAME`: one detail by name. */
export interface DetailNode {
  readonly kind: 'detail'
  readonly name: string
  /** Whether the detail is text; set only in templates of failures that all have it. */
  readonly required?: 'text' | 'value'
}

export interface ObjectNode {
  readonly kind: 'object'
  readonly members: ReadonlyArray<readonly [name: string, node: Node]>
  /** Index of the template's member before which the details are spread. */
  readonly spreadAt?: number
  /** `$optional: true`: omitted if none of its variables is defined. */
  readonly optional: boolean
}

/** `$each: issues`: an array of one item for each issue, or with `by: path` a map of arrays. */
export interface EachNode {
  readonly kind: 'each'
  readonly as: Node
  readonly byPath: boolean
}

interface Variable {
  readonly type: 'string' | 'integer' | 'object'
  /** Always defined. */
  readonly required?: true
  /** Constant for an entry. */
  readonly constant?: true
  /** Legal only inside `$each`. */
  readonly ofIssue?: true
}

/** Every variable of the grammar, by its name without the `$`. */
export const variables = {
  code: { type: 'string', required: true, constant: true },
  status: { type: 'integer', required: true, constant: true },
  title: { type: 'string', required: true, constant: true },
  canonical: { type: 'string', required: true, constant: true },
  group: { type: 'string', constant: true },
  docs: { type: 'string', constant: true },
  message: { type: 'string', required: true },
  requestId: { type: 'string', required: true },
  timestamp: { type: 'string', required: true },
  details: { type: 'object' },
  param: { type: 'string' },
  retryAfter: { type: 'integer' },
  instance: { type: 'string' },
  'issue.path': { type: 'string', required: true, ofIssue: true },
  'issue.message': { type: 'string', required: true, ofIssue: true },
  'issue.pointer': { type: 'string', ofIssue: true },
  'issue.parameter': { type: 'string', ofIssue: true },
  'issue.header': { type: 'string', ofIssue: true },
  'issue.location': { type: 'string', ofIssue: true },
  'issue.keyword': { type: 'string', ofIssue: true },
  'issue.code': { type: 'string', ofIssue: true }
} as const satisfies Readonly<Record<string, Variable>>

export type VariableName = keyof typeof variables

/** The variables that are literals once the entry is known. */
export type ConstantName = { [K in VariableName]: typeof variables[K] extends { constant: true } ? K : never }[VariableName]

export function variableOf (name: VariableName): Variable {
  return variables[name]
}

/** Whether this node always writes a value. */
export function isAlways (node: Node): boolean {
  switch (node.kind) {
    case 'literal':
    case 'list': return true
    case 'variable': return variableOf(node.name).required === true
    case 'detail': return node.required !== undefined
    case 'each': return false
    case 'object': return !node.optional
    case 'first': return node.nodes.some(isAlways)
    case 'string': return isAlways(node.of)
  }
}

/** The nodes within a node, each with the keys that lead to it in the definition. */
export function childrenOf (node: Node): ReadonlyArray<readonly [keys: readonly string[], node: Node]> {
  switch (node.kind) {
    case 'list': return node.items.map((item, index) => [[String(index)], item])
    case 'object': return node.members.map(([name, member]) => [[name.startsWith('$') ? `$${name}` : name], member])
    case 'each': return [[['as'], node.as]]
    case 'first': return node.nodes.map((inner, index) => [['$first', String(index)], inner])
    case 'string': return [[['$string'], node.of]]
    default: return []
  }
}

/** The leaves that depend on the failure: variables, details by name, spreads (as `details`), all issues as one. */
export function leavesOf (node: Node): Node[] {
  if (node.kind === 'variable' || node.kind === 'detail' || node.kind === 'each') return [node]
  const leaves = childrenOf(node).flatMap(([, inner]) => leavesOf(inner))
  return node.kind === 'object' && node.spreadAt !== undefined ? [...leaves, { kind: 'variable', name: 'details' }] : leaves
}
