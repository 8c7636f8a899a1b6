import { isDeepStrictEqual } from 'node:util'
import { isMap, isScalar, parseDocument, stringify, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml'
import { groupBy } from '../support/groupBy.ts'
import { memoize } from '../support/memoize.ts'
import type { Finding } from './diagnostic.ts'
import { toValue } from './editYaml.ts'
import { fillFlowNull, flowSplices } from './flowSplices.ts'
import type { Change, Splice } from './splice.ts'
import { rangeOf } from './yamlFaults.ts'

/**
 * The text of a JSON or YAML document with some changes. A mapping that would be empty after a removal is removed too.
 *
 * Only the changed members are written: comments, the order of keys and the style of other values stay. The result is parsed
 * again: if anything else would change, or the text cannot be edited, the problem is returned.
 */
export function editDocument (given: string, changes: readonly Change[]): { readonly text: string } | { readonly problem: Finding } {
  const text = given.replace(/^\uFEFF/, '')
  const mark = given.slice(0, given.length - text.length)
  const before = toCopy(toValue(text)) as Data
  const other = changes.map(({ path }) => otherOn(before, path.slice(0, -1))).find(path => path !== undefined)
  if (other !== undefined) return { problem: { path: other, message: `"${other.join('.')}" must be a mapping` } }
  const all = withEmptied(before, changes)
  const after = all.reduce(withChange, toCopy(before) as Data)
  if (isDeepStrictEqual(before, after)) return { text: given }
  const edited = spliced(text, all)
  if (typeof edited === 'string' && isDeepStrictEqual(toCopy(toValue(edited)), after)) return { text: mark + edited }
  const path = typeof edited === 'string' ? changes.find(({ value }) => value !== undefined)?.path.slice(0, -1) ?? [] : edited
  return { problem: { path, message: cannotEdit } }
}

const cannotEdit = 'this part of the document cannot be edited: write it without an alias, an anchor, a tag or a key with "?"'

/** Data as YAML, without anchors. */
export function toYamlText (value: unknown): string {
  return stringify(value, { aliasDuplicateObjects: false, lineWidth: 0, compat: 'yaml-1.1' })
}

type Data = Record<string, unknown>

/** Without the identity of parts that an alias shares. */
function toCopy (value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}

/** The part of a path that leads to something else than a mapping. */
function otherOn (data: Data, path: readonly string[]): readonly string[] | undefined {
  let at: unknown = data
  for (const [index, key] of path.entries()) {
    at = (at as Data)[key]
    if (at === undefined || at === null) return undefined
    if (typeof at !== 'object' || Array.isArray(at)) return path.slice(0, index + 1)
  }
  return undefined
}

/** The data with one change, in place. */
function withChange (data: Data, { path, value }: Change): Data {
  const key = path.at(-1) as string
  const holder = path.slice(0, -1).reduce((at, name) => (at[name] ??= {}) as Data, data)
  if (value === undefined) delete holder[key]
  else holder[key] = toCopy(value)
  return data
}

/** The changes with the removal of each mapping that would be empty, instead of the removals inside it. */
function withEmptied (data: Data, changes: readonly Change[]): readonly Change[] {
  const added = changes.filter(({ value }) => value !== undefined)
  const kept = new Set(added.flatMap(({ path }) => path.map((_, index) => keyOf(path.slice(0, index)))))
  const removed = new Map(changes.filter(({ value }) => value === undefined).map(({ path }) => [keyOf(path), path]))
  for (let paths = [...removed.values()]; paths.length > 0;) {
    const holders = new Map(paths.map(path => [keyOf(path.slice(0, -1)), path.slice(0, -1)]))
    paths = [...holders].flatMap(([key, holder]) => {
      const members = holder.reduce<unknown>((at, name) => (at as Data)[name], data) as Data
      const isEmpty = holder.length > 0 && !kept.has(key) && Object.keys(members).every(name => removed.has(keyOf([...holder, name])))
      if (isEmpty) removed.set(key, holder)
      return isEmpty ? [holder] : []
    })
  }
  const isInner = (path: readonly string[]) => path.some((_, index) => index > 0 && removed.has(keyOf(path.slice(0, index))))
  return [...added, ...[...removed.values()].filter(path => !isInner(path)).map(path => ({ path }))]
}

function keyOf (path: readonly string[]): string {
  return JSON.stringify(path)
}

/** The text with the changes, or the path of a mapping that cannot be edited. */
function spliced (text: string, changes: readonly Change[]): string | readonly string[] {
  const { contents } = parseDocument<YAMLMap, false>(text, { stringKeys: true })
  const splices: Splice[] = []
  for (const [holder, group] of byHolder(contents, changes)) {
    const made = splicesOf(text, contents, holder, group)
    if (made === undefined) return holder
    splices.push(...made)
  }
  // Where several mappings end at one place, the deepest gets its members first.
  const ordered = splices.sort((a, b) => a.start - b.start || a.end - b.end || b.depth - a.depth)
  const kept = ordered.map(({ start }, index) => text.slice(ordered[index - 1]?.end ?? 0, start))
  return ordered.map(({ text }, index) => `${kept[index]}${text}`).join('') + text.slice((ordered.at(-1) as Splice).end)
}

/** The changes of each mapping that exists, by the path of the mapping; members of missing mappings are merged. */
function byHolder (root: unknown, changes: readonly Change[]): Array<readonly [holder: readonly string[], changes: readonly Change[]]> {
  const holderOf = ({ path }: Change) => {
    const missing = path.slice(0, -1).findIndex((_, index) => pairAt(root, path.slice(0, index + 1)) === undefined)
    return missing === -1 ? path.slice(0, -1) : path.slice(0, missing)
  }
  return [...groupBy(changes, change => keyOf(holderOf(change))).values()].map(group => {
    const holder = holderOf(group[0] as Change)
    const added: Data = {}
    for (const { path, value } of group) if (value !== undefined) withChange(added, { path: path.slice(holder.length), value })
    return [holder, [
      ...group.filter(({ value }) => value === undefined),
      ...Object.entries(added).map(([key, value]) => ({ path: [...holder, key], value }))
    ]]
  })
}

type AnyPair = Pair<Scalar, Node | null>

/** The pairs of a mapping by key. */
const pairsOf = memoize((map: YAMLMap<Scalar, Node | null>): ReadonlyMap<string, AnyPair> =>
  new Map((map.items as AnyPair[]).map(pair => [String(pair.key.value), pair])))

function pairAt (root: unknown, path: readonly string[]): AnyPair | undefined {
  let pair: AnyPair | undefined
  for (const key of path) {
    const map: unknown = pair === undefined ? root : pair.value
    pair = isMap<Scalar, Node | null>(map) ? pairsOf(map).get(key) : undefined
    if (pair === undefined) return undefined
  }
  return pair
}

/** What to write for the changes of one mapping; `undefined` if it is none. */
function splicesOf (text: string, root: YAMLMap, holder: readonly string[], changes: readonly Change[]): readonly Splice[] | undefined {
  const pair = holder.length === 0 ? undefined : pairAt(root, holder) as AnyPair
  const node = pair === undefined ? root : pair.value
  const depth = holder.length
  if (isMap<Scalar, Node | null>(node) && node.flow === true) return flowSplices(text, node, { changes, depth })
  const added = Object.fromEntries(changes.flatMap(({ path, value }) => value === undefined ? [] : [[path.at(-1) as string, value]]))
  if (pair !== undefined && isScalar(node) && node.value === null) {
    const parent = holder.length === 1 ? root : pairAt(root, holder.slice(0, -1))?.value
    if (isMap(parent) && parent.flow === true) return [fillFlowNull(text, node, { added, depth })]
    return fillNull(text, [pair.key, node], { added, depth })
  }
  if (!isMap<Scalar, Node | null>(node)) return undefined
  const removed = changes.flatMap(({ path, value }) =>
    value === undefined ? [removalOf(text, pairAt(root, path) as AnyPair, depth)] : [])
  if (Object.keys(added).length === 0) return removed
  const [first, last] = [node.items[0], node.items.at(-1)] as [AnyPair, AnyPair]
  return [...removed, insertionOf(text, lineEnd(text, endOf(last)), { added, column: columnOf(text, rangeOf(first.key)[0]), depth })]
}

/** Members below a key without a value. A written `null` is removed. */
function fillNull (
  text: string, [key, value]: readonly [key: Scalar, value: Scalar], { added, depth }: { readonly added: Data, readonly depth: number }
): Splice[] {
  const column = columnOf(text, rangeOf(key)[0]) + 2
  const [start, end] = rangeOf(value)
  return [{ start, end, text: '', depth }, insertionOf(text, lineEnd(text, end), { added, column, depth })]
}

/** A pair is removed with its lines. */
function removalOf (text: string, pair: AnyPair, depth: number): Splice {
  return { start: lineStart(text, rangeOf(pair.key)[0]), end: lineEnd(text, endOf(pair)), text: '', depth }
}

function insertionOf (
  text: string, at: number, { added, column, depth }: { readonly added: Data, readonly column: number, readonly depth: number }
): Splice {
  const lines = toYamlText(added).replace(/^(?=.)/gm, ' '.repeat(column))
  const start = text[at - 1] === '\n' ? '' : '\n'
  return { start: at, end: at, text: `${start}${lines}`.replaceAll('\n', text.includes('\r\n') ? '\r\n' : '\n'), depth }
}

function endOf ({ key, value }: AnyPair): number {
  return rangeOf(value ?? key)[1]
}

/** The column of the first character of a line: an anchor, a tag or a question mark may be before a key. */
function columnOf (text: string, offset: number): number {
  const start = lineStart(text, offset)
  return text.slice(start).search(/\S/)
}

function lineStart (text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

function lineEnd (text: string, offset: number): number {
  const newline = text.indexOf('\n', offset - 1)
  return newline === -1 ? text.length : newline + 1
}
