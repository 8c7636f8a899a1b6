import type { Mistake } from '../catalog/diagnostic.ts'
import { hintOf } from '../catalog/nearest.ts'
import { variableOf, variables, type Node, type VariableName } from './node.ts'

/** Where a node is read: its path in the file, whom to tell of mistakes, and whether issues are in reach. */
export interface Reading {
  readonly path: readonly string[]
  readonly report: (mistake: Mistake) => void
  readonly inEach: boolean
}

const nothing: Node = { kind: 'literal', value: null }

/** Read a template into nodes; a part with a mistake is reported and stands as `null`. */
export function parseNode (value: unknown, reading: Reading): Node {
  if (typeof value === 'string') return parseLeaf(value, reading)
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return { kind: 'literal', value }
  if (Array.isArray(value)) {
    return { kind: 'list', items: value.map((item, index) => parseNode(item, below(reading, String(index)))) }
  }
  const entries = Object.entries(value as Record<string, unknown>)
  const form = entries.find(([key]) => key.startsWith('$') && !key.startsWith('$$') && key !== '$optional')?.[0]
  return form === undefined
    ? parseObject(entries, reading)
    : parseForm(form, value as Record<string, unknown>, below(reading, form))
}

function parseLeaf (text: string, { path, report, inEach }: Reading): Node {
  if (!text.startsWith('$')) return { kind: 'literal', value: text }
  if (text.startsWith('$$')) return { kind: 'literal', value: text.slice(1) }
  const name = text.slice(1)
  if (/^details\.[A-Za-z_][\w-]*$/.test(name)) return { kind: 'detail', name: name.slice('details.'.length) }
  if (!Object.hasOwn(variables, name)) {
    report({ path, message: `"${text}" is not a variable of templates${hintOf(name, Object.keys(variables))}: write $$ for the sign itself` })
    return nothing
  }
  if (variableOf(name as VariableName).ofIssue === true && !inEach) {
    report({ path, message: `"${text}" is known only inside $each: issues` })
  }
  return { kind: 'variable', name: name as VariableName }
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
      members.push([key.startsWith('$$') ? key.slice(1) : key, parseNode(value, within)])
    }
  }
  return { kind: 'object', members, optional, ...(spreadAt === undefined ? {} : { spreadAt }) }
}

function parseForm (form: string, value: Record<string, unknown>, reading: Reading): Node {
  if (!Object.hasOwn(forms, form)) {
    reading.report({ path: reading.path, atKey: true, message: `"${form}" is not a form of templates${hintOf(form, Object.keys(forms))}: use ${Object.keys(forms).join(', ')} or $optional` })
    return nothing
  }
  const { keys, parse } = forms[form as keyof typeof forms] as Form
  const above = { ...reading, path: reading.path.slice(0, -1) }
  for (const key of Object.keys(value)) {
    if (key !== form && !keys.includes(key)) {
      reading.report({ path: [...above.path, key], atKey: true, message: `"${key}" is not a part of ${form}${hintOf(key, keys)}` })
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
      if (within.inEach) within.report({ path: within.path, message: '$each must not stand in another $each' })
      if (!('as' in value)) within.report({ path: within.path, atKey: true, message: '$each must have a template under as' })
      if (!['path', undefined].includes(value['by'] as string | undefined)) within.report({ path: [...above.path, 'by'], message: 'by must be path' })
      return { kind: 'each', as: parseNode(value['as'] ?? null, { ...below(above, 'as'), inEach: true }), byPath: value['by'] === 'path' }
    }
  },
  $first: {
    keys: [],
    parse (value, within) {
      const nodes = value['$first']
      if (!Array.isArray(nodes) || nodes.length < 2) {
        within.report({ path: within.path, message: '$first must be a list of two or more templates' })
        return nothing
      }
      return { kind: 'first', nodes: nodes.map((node, index) => parseNode(node, below(within, String(index)))) }
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
