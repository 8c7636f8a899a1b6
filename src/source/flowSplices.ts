import type { Node, Pair, Scalar, YAMLMap } from 'yaml'
import type { Change, Splice } from './splice.ts'
import { rangeOf } from './yamlFaults.ts'

type FlowMap = YAMLMap<Scalar, Node | null>

/** What to write for the changes of a mapping in braces, which is each object of JSON. */
export function flowSplices (
  text: string, map: FlowMap, { changes, depth }: { readonly changes: readonly Change[], readonly depth: number }
): Splice[] {
  const keyOf = ({ path }: Change) => path.at(-1) as string
  const added = changes.filter(({ value }) => value !== undefined)
  const removed = new Set(changes.filter(({ value }) => value === undefined).map(keyOf))
  const spans = (map.items as Array<Pair<Scalar, Node | null>>).map(({ key, value }) => ({
    isRemoved: removed.has(String(key.value)),
    start: rangeOf(key)[0],
    end: value === null ? rangeOf(key)[1] : rangeOf(value)[1]
  }))
  const splices: Splice[] = []
  const lastKept = spans.findLastIndex(({ isRemoved }) => !isRemoved)
  for (const [index, { isRemoved, start }] of spans.entries()) {
    const next = spans[index + 1]
    if (isRemoved && index < lastKept && next !== undefined) splices.push({ start, end: next.start, text: '', depth })
  }
  const [open, close] = rangeOf(map)
  // After the last member that stays: everything from there to the last member is removed.
  const at = spans[lastKept]?.end ?? open + 1
  const end = spans.at(-1)?.end ?? at
  const { indent, inner, outer } = layoutOf(text, [open, close], spans[0]?.start)
  const members = added.map(change => `${JSON.stringify(keyOf(change))}: ${toText(change.value, indent, inner)}`)
  const written = members.map((member, index) => {
    const isFirst = index === 0 && lastKept === -1
    return `${isFirst ? '' : ','}${inner ?? (isFirst ? '' : ' ')}${member}`
  }).join('')
  // The closing brace of an empty mapping moves to the next line.
  splices.push({ start: at, end, text: `${written}${spans.length === 0 && inner !== undefined ? outer : ''}`, depth })
  return splices
}

/** Members in the place of a null, or of no value, in braces. */
export function fillFlowNull (
  text: string, value: Scalar, { added, depth }: { readonly added: Readonly<Record<string, unknown>>, readonly depth: number }
): Splice {
  const [start, end] = rangeOf(value)
  return { start, end, text: `${/[\s]/.test(text[start - 1] as string) ? '' : ' '}${JSON.stringify(added)}`, depth }
}

interface Layout {
  /** The spaces of one level. */
  readonly indent: string
  /** The text before each member if each has a separate line. */
  readonly inner: string | undefined
  /** The text before the closing brace. */
  readonly outer: string
}

function layoutOf (text: string, [open]: readonly [number, number], first: number | undefined): Layout {
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const before = (offset: number) => /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))?.[0]
  // Only a text that is JSON as a whole is written on several lines.
  const isJson = /^\s*\{\s*\n/.test(text)
  const [, indent = '  '] = /\n([ \t]+)/.exec(text) ?? []
  const own = first === undefined ? `${before(open)}${indent}` : before(first)
  const isBroken = isJson && (first === undefined || /\n[ \t]*$/.test(text.slice(open, first)))
  return { indent, inner: isBroken ? `${eol}${own}` : undefined, outer: `${eol}${before(open)}` }
}

/** A value as JSON, on one line or indented below its key. */
function toText (value: unknown, indent: string, inner: string | undefined): string {
  return inner === undefined ? JSON.stringify(value) : JSON.stringify(value, null, indent).replaceAll('\n', inner)
}
