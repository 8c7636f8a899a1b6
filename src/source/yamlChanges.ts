import { isMap, isPair, isScalar, stringify, type Node, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml'
import { rangeOf, type Range } from './yamlFaults.ts'

export type Collection = YAMLMap | YAMLSeq

/** A text in the place of another, or an item of a collection that is removed. */
export type Change =
  | { readonly start: number, readonly end: number, readonly text: string }
  | { readonly holder: Collection, readonly index: number }

interface Place {
  readonly key: string
  /** Without a value the item is removed. */
  readonly value: string | boolean | undefined
  /** The index of the item with the key, -1 without one. */
  readonly index: number
  /** The index of the item that a new one is written before, -1 without one. */
  readonly next: number
}

/** The change of an item of a collection; `undefined` if only other lines could be written. */
export function changeOf (text: string, holder: Collection, { key, value, index, next }: Place): Change | undefined {
  const item = holder.items[index]
  if (value === undefined) return item !== undefined && isRemovable(text, holder, index) ? { holder, index } : undefined
  if (item !== undefined) return isMap(holder) ? replacement(text, (item as Pair).value, value) : undefined
  const before = holder.items[next] as Pair<Scalar> | undefined
  return before === undefined ? undefined : insertion(text, before.key, { key, value, isFlow: holder.flow === true })
}

/** Apply changes. A change within an item that is removed is dropped. */
export function applyChanges (text: string, changes: readonly Change[]): string {
  const removed = new Map<Collection, Set<number>>()
  const splices: Splice[] = []
  for (const change of changes) {
    if ('text' in change) splices.push(change)
    else removed.set(change.holder, (removed.get(change.holder) ?? new Set()).add(change.index))
  }
  for (const [holder, indexes] of removed) splices.push(...removals(text, holder, indexes))
  splices.sort((a, b) => a.start - b.start || a.end - b.end)
  let [edited, at] = ['', 0]
  for (const { start, end, text: put } of splices) {
    if (start < at) continue
    edited += text.slice(at, start) + put
    at = end
  }
  return edited + text.slice(at)
}

interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

function replacement (text: string, node: unknown, value: string | boolean): Change | undefined {
  if (!isScalar(node)) return undefined
  const [start, end] = rangeOf(node)
  return { start, end, text: toScalar(value, text[start] as string) }
}

function insertion (text: string, next: Scalar, { key, value, isFlow }: { key: string, value: string | boolean, isFlow: boolean }): Change {
  const [start] = rangeOf(next)
  const pair = `${toScalar(key, text[start] as string)}: ${toScalar(value, text[start] as string)}`
  const end = isFlow ? ', ' : `${text.includes('\r\n') ? '\r\n' : '\n'}${' '.repeat(start - lineStart(text, start))}`
  return { start, end: start, text: pair + end }
}

/** Quoted in the same way as the text next to it. */
function toScalar (value: string | boolean, quote: string): string {
  if (typeof value === 'boolean') return String(value)
  return quote === '"' ? JSON.stringify(value) : stringify(value, { singleQuote: true, lineWidth: 0 }).trimEnd()
}

/** In a block the line of an item must not contain another key or dash, which stays. */
function isRemovable (text: string, holder: Collection, index: number): boolean {
  if (holder.flow === true) return holder.items.length > 1
  const [start] = spanOf(text, holder.items[index])
  return /^ *(- +)?$/.test(text.slice(lineStart(text, start), start))
}

/** The places of removed items: whole lines, or in braces with the comma between an item and the next one that stays. */
function removals (text: string, { flow, items }: Collection, indexes: ReadonlySet<number>): Splice[] {
  const spans = items.map(item => spanOf(text, item))
  if (flow !== true) {
    return [...indexes].map(index => {
      const [start, end] = spans[index] as Range
      const newline = text.indexOf('\n', end - 1)
      return { start: lineStart(text, start), end: newline === -1 ? text.length : newline + 1, text: '' }
    })
  }
  const last = spans.findLastIndex((_, index) => !indexes.has(index))
  return [...indexes].map(index => index < last
    ? { start: (spans[index] as Range)[0], end: (spans[index + 1] as Range)[0], text: '' }
    : { start: (spans[index - 1] as Range)[1], end: (spans[index] as Range)[1], text: '' })
}

/** From the first to the last character of an item, without the spaces and comments after it. */
function spanOf (text: string, item: unknown): Range {
  const [first, last] = (isPair(item) ? [item.key, item.value ?? item.key] : [item, item]) as [Node, Node]
  const start = rangeOf(first)[0]
  return [start, start + text.slice(start, rangeOf(last)[1]).trimEnd().length]
}

function lineStart (text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}
