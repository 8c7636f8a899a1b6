import { isMap, isScalar, parseDocument, stringify, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml'
import { groupBy } from '../support/groupBy.ts'
import { rangeOf } from './yamlFaults.ts'

/** Set the value at a path of keys, or remove it if there is no value. */
export interface Change {
  readonly path: readonly string[]
  readonly value?: unknown
}

/**
 * The text of a JSON or YAML document with some changes; `undefined` if they need a place in an alias or in a mapping in braces.
 *
 * Only the changed lines of YAML are written: comments, the order of keys and the style of values stay.
 */
export function editDocument (text: string, changes: readonly Change[]): string | undefined {
  return /^\s*\{/.test(text) ? editJson(text, changes) : editYamlText(text, changes)
}

/** Data as YAML, without anchors. */
export function toYamlText (value: unknown): string {
  return stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 })
}

type Data = Record<string, unknown>

function editJson (text: string, changes: readonly Change[]): string {
  const document = JSON.parse(text) as Data
  for (const { path, value } of changes) {
    const key = path.at(-1) as string
    const holder = path.slice(0, -1).reduce((at, name) => (at[name] ??= {}) as Data, document)
    if (value === undefined) delete holder[key]
    else holder[key] = value
  }
  const [, indent = '  '] = /\n([ \t]+)/.exec(text) ?? []
  return `${JSON.stringify(document, null, indent)}${/\n*$/.exec(text)?.[0]}`
}

interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
  /** How many keys lead to the mapping: where one ends, those around it may end too. */
  readonly depth: number
}

function editYamlText (text: string, changes: readonly Change[]): string | undefined {
  const { contents } = parseDocument<YAMLMap, false>(text)
  const removed = removals(contents, changes)
  const additions = groupBy(
    changes.filter(({ value }) => value !== undefined), ({ path }) => existingPath(contents, path.slice(0, -1)).length
  )
  const splices: Splice[] = removed.map(path => removalOf(text, contents, path))
  for (const [length, group] of additions) {
    for (const [, parts] of groupBy(group, ({ path }) => JSON.stringify(path.slice(0, length)))) {
      const [{ path }] = parts as [Change]
      const splice = insertionOf(text, contents, path.slice(0, length), toObject(parts, length))
      if (splice === undefined) return undefined
      splices.push(splice)
    }
  }
  // From the end, so that offsets stay right. What is added at one place first stands behind what is added later.
  const ordered = splices.sort((a, b) => b.start - a.start || a.depth - b.depth)
  const edited = ordered.reduce((whole, { start, end, text }) => `${whole.slice(0, start)}${text}${whole.slice(end)}`, text)
  return edited
}

/** The paths to remove: a mapping that would be empty goes as a whole. */
function removals (root: unknown, changes: readonly Change[]): ReadonlyArray<readonly string[]> {
  const removed = changes.filter(({ value }) => value === undefined).map(({ path }) => path)
  const isKept = (holder: readonly string[]) =>
    changes.some(({ path, value }) => value !== undefined && holder.every((key, index) => path[index] === key))
  const [empty] = [...groupBy(removed, path => JSON.stringify(path.slice(0, -1))).values()].flatMap(group => {
    const holder = (group[0] as readonly string[]).slice(0, -1)
    return (pairAt(root, holder)?.value as YAMLMap | undefined)?.items.length === group.length && !isKept(holder) ? [holder] : []
  })
  if (empty === undefined) return removed
  const others = changes.filter(({ path, value }) => value !== undefined || !empty.every((key, index) => path[index] === key))
  return removals(root, [...others, { path: empty }])
}

function toObject (parts: readonly Change[], from: number): Data {
  const object: Data = {}
  for (const { path, value } of parts) {
    const holder = path.slice(from, -1).reduce((at, name) => (at[name] ??= {}) as Data, object)
    holder[path.at(-1) as string] = value
  }
  return object
}

/** The part of a path that is in the document already. */
function existingPath (root: unknown, path: readonly string[]): readonly string[] {
  const missing = path.findIndex((_, index) => pairAt(root, path.slice(0, index + 1)) === undefined)
  return missing === -1 ? path : path.slice(0, missing)
}

type AnyPair = Pair<Scalar, Node | null>

function pairAt (root: unknown, path: readonly string[]): AnyPair | undefined {
  let pair: AnyPair | undefined
  for (const key of path) {
    const map: unknown = pair === undefined ? root : pair.value
    pair = isMap<Scalar, Node | null>(map) ? map.items.find(item => String(item.key.value) === key) as AnyPair | undefined : undefined
    if (pair === undefined) return undefined
  }
  return pair
}

/** A pair goes with its lines, and with a mapping that would be empty without it. */
function removalOf (text: string, root: unknown, path: readonly string[]): Splice {
  const { key, value } = pairAt(root, path) as Pair<Scalar, Node>
  return { start: lineStart(text, rangeOf(key)[0]), end: lineEnd(text, rangeOf(value as Node)[1]), text: '', depth: path.length }
}

/** Data goes behind the last member of a mapping, or below the key of an empty one. */
function insertionOf (text: string, root: YAMLMap, path: readonly string[], data: Data): Splice | undefined {
  const pair = path.length === 0 ? undefined : pairAt(root, path) as AnyPair
  const holder = pair === undefined ? root : pair.value
  const isEmpty = pair !== undefined && (holder === null || (isScalar(holder) && holder.value === null))
  if (!isEmpty && (!isMap<Scalar, Node | null>(holder) || holder.flow === true)) return undefined
  const items = isEmpty ? [pair] : (holder as YAMLMap<Scalar, Node | null>).items as AnyPair[]
  const [first, last] = [items[0], items.at(-1)] as [AnyPair, AnyPair]
  const column = rangeOf(first.key)[0] - lineStart(text, rangeOf(first.key)[0]) + (isEmpty ? 2 : 0)
  const at = lineEnd(text, isEmpty ? rangeOf(last.key)[1] : rangeOf(last.value ?? last.key)[1])
  const lines = toYamlText(data).replace(/^(?=.)/gm, ' '.repeat(column))
  const start = text[at - 1] === '\n' ? '' : '\n'
  return { start: at, end: at, text: `${start}${lines}`.replaceAll('\n', text.includes('\r\n') ? '\r\n' : '\n'), depth: path.length }
}

function lineStart (text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

function lineEnd (text: string, offset: number): number {
  const newline = text.indexOf('\n', offset - 1)
  return newline === -1 ? text.length : newline + 1
}
