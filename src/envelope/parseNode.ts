import type { Finding } from '../source/diagnostic.ts'
import { didYouMean } from '../support/didYouMean.ts'
import { isAlways, variableOf, variables, type Literal, type Node, type VariableName } from './node.ts'
import { ambiguousItem, inOrderOfDecoding } from './distinguishable.ts'

/** The context of a node: its path in the file, the reporter of findings, and whether `$issue` variables are legal. */
export interface Reading {
  readonly path: readonly string[]
  readonly report: (mistake: Finding) => void
  readonly inEach: boolean
}

const nothing: Node = { kind: 'literal', value: null }
const mustDiffer = 'must differ in type, in a constant or in a member that is always there'

/** Parse a template into nodes. Reports each invalid part and replaces it by `null`. */
export function parseNode (value: unknown, reading: Reading): Node {
  const constant = toConstant(value)
  if (constant !== undefined) return { kind: 'literal', value: constant }
  if (typeof value === 'string') return parseVariable(value, reading)
  if (Array.isArray(value)) return parseList(value, reading)
  if (typeof value !== 'object') {
    reading.report({
      path: reading.path,
      message: `a part of a template must be text, a finite number, true, false, null, a list or a mapping, got ${String(value)}`
    })
    return nothing
  }
  const entries = Object.entries(value as Record<string, unknown>)
  const form = entries.find(([key]) => key.startsWith('$') && !key.startsWith('$$') && key !== '$optional')?.[0]
  return form === undefined
    ? parseObject(entries, reading)
    : parseForm(form, value as Record<string, unknown>, below(reading, form))
}

/** The constant value of a definition; `undefined` for variables, lists and mappings. */
export function toConstant (value: unknown): Literal | undefined {
  if (typeof value === 'string') return value.startsWith('$') && !value.startsWith('$$') ? undefined : unescape(value)
  return typeof value === 'boolean' || value === null || Number.isFinite(value) ? value as Literal : undefined
}

/** `$$` escapes the dollar sign. */
export function unescape (text: string): string {
  return text.startsWith('$$') ? text.slice(1) : text
}

function parseVariable (text: string, { path, report, inEach }: Reading): Node {
  const name = text.slice(1)
  if (/^details\.[A-Za-z_][\w-]*$/.test(name)) return { kind: 'detail', name: name.slice('details.'.length) }
  if (!Object.hasOwn(variables, name)) {
    report({
      path,
      message: `"${text}" is not a variable of templates${didYouMean(name, Object.keys(variables))}: write $$ for the sign itself`
    })
    return nothing
  }
  if (variableOf(name as VariableName).ofIssue === true && !inEach) {
    report({ path, message: `"${text}" is known only inside $each: issues` })
  }
  return { kind: 'variable', name: name as VariableName }
}

function parseList (values: readonly unknown[], reading: Reading): Node {
  const items = values.map((item, index) => parseNode(item, below(reading, String(index))))
  const ambiguous = ambiguousItem(items)
  if (ambiguous !== undefined) {
    reading.report({
      path: [...reading.path, String(ambiguous)],
      message: `an item that may be missing ${mustDiffer} from the items after it: one of them could be read as this one`
    })
  }
  return { kind: 'list', items }
}

function parseObject (entries: ReadonlyArray<[string, unknown]>, reading: Reading): Node {
  const members: Array<readonly [string, Node]> = []
  let spreadAt: number | undefined
  let optional = false
  for (const [key, value] of entries) {
    const within = below(reading, key)
    if (key === '...') {
      if (value !== '$details' || reading.inEach) within.report({ path: within.path, message: '"..." must spread $details, outside $each' })
      spreadAt = members.length
    } else if (key === '$optional') {
      if (value !== true) within.report({ path: within.path, message: '$optional must be true: leave it out otherwise' })
      optional = true
    } else {
      members.push([unescape(key), parseNode(value, within)])
    }
  }
  return { kind: 'object', members, optional, ...(spreadAt === undefined ? {} : { spreadAt }) }
}

function parseForm (form: string, value: Record<string, unknown>, reading: Reading): Node {
  if (!Object.hasOwn(forms, form)) {
    reading.report({
      path: reading.path,
      atKey: true,
      message: `"${form}" is not a form of templates${didYouMean(form, Object.keys(forms))}: ` +
        `use ${Object.keys(forms).join(', ')} or $optional`
    })
    return nothing
  }
  const { keys, parse } = forms[form as keyof typeof forms] as Form
  const above = { ...reading, path: reading.path.slice(0, -1) }
  for (const key of Object.keys(value)) {
    if (key !== form && !keys.includes(key)) {
      reading.report({ path: [...above.path, key], atKey: true, message: `"${key}" is not a part of ${form}${didYouMean(key, keys)}` })
    }
  }
  return parse(value, reading, above)
}

interface Form {
  readonly keys: readonly string[]
  readonly parse: (value: Record<string, unknown>, within: Reading, above: Reading) => Node
}

const forms = {
  $each: {
    keys: ['as', 'by'],
    parse (value, within, above) {
      if (value['$each'] !== 'issues') within.report({ path: within.path, message: '$each must go over issues' })
      if (within.inEach) within.report({ path: within.path, message: '$each must not be in another $each' })
      if (!('as' in value)) within.report({ path: within.path, atKey: true, message: '$each must have a template under as' })
      if (!['path', undefined].includes(value['by'] as string | undefined)) {
        within.report({ path: [...above.path, 'by'], message: 'by must be path' })
      }
      return { kind: 'each', as: parseNode(value['as'] ?? null, { ...below(above, 'as'), inEach: true }), byPath: value['by'] === 'path' }
    }
  },
  $first: {
    keys: [],
    parse (value, within) {
      const values = value['$first']
      if (!Array.isArray(values) || values.length < 2) {
        within.report({ path: within.path, message: '$first must be a list of two or more templates' })
        return nothing
      }
      const nodes = values.map((node, index) => parseNode(node, below(within, String(index))))
      const always = nodes.findIndex(isAlways)
      if (always !== -1 && always < nodes.length - 1) {
        within.report({
          path: [...within.path, String(always + 1)],
          message: 'an alternative of a $first must not come after one that is always there: it would never be written'
        })
      } else if (inOrderOfDecoding(nodes) === undefined) {
        within.report({ path: within.path, message: `the alternatives of a $first ${mustDiffer}: a body of one could be read as another` })
      }
      return { kind: 'first', nodes }
    }
  },
  $string: {
    keys: [],
    parse (value, within) {
      const of = parseNode(value['$string'], within)
      if (of.kind !== 'variable' && of.kind !== 'detail') within.report({ path: within.path, message: '$string must be given a variable' })
      return { kind: 'string', of }
    }
  }
} as const satisfies Record<string, Form>

function below (reading: Reading, key: string): Reading {
  return { ...reading, path: [...reading.path, key] }
}
