import { isDeepStrictEqual } from 'node:util'
import { isCollection, isMap, isPair, isScalar, isSeq, stringify, type Node, type Pair, type Scalar } from 'yaml'
import { nodeValue } from './nodeValue.ts'
import { parseYaml } from './parseYaml.ts'
import { rangeOf, type Range } from './yamlFaults.ts'

/** Set the value at a path, or remove it. */
export interface Edit {
  readonly path: readonly string[]
  /** Without a value the path is removed, with every parent that would be empty. */
  readonly value?: string | boolean
  /** The key that a new one is written before. */
  readonly before?: string
}

type Data = Record<string, unknown> | unknown[]

/**
 * The text after some edits, with its comments and its layout; `undefined` if an edit is not possible.
 *
 * Only the edited places are written: `Document.toString` of yaml would rewrite the whole file, with other spaces and quotes.
 * The result is parsed again and must be equal to the edited value.
 */
export function editYaml (text: string, edits: readonly Edit[]): string | undefined {
  let edited: string | undefined = text
  for (const edit of edits) edited = edited === undefined ? undefined : editOnce(edited, edit)
  return edited
}

/** The text as plain data; `undefined` if it is invalid. `Document.toJS` of yaml would search the document for each alias. */
export function toValue (text: string): unknown {
  const { doc, faults, targets } = parseYaml(withoutMark(text))
  return faults.length > 0 || doc.contents === null ? undefined : nodeValue(doc.contents, targets)
}

function editOnce (text: string, edit: Edit): string | undefined {
  const value = toCopy(toValue(text))
  if (value === undefined) return undefined
  const path = edit.value === undefined ? toRemoval(value, edit.path) : edit.path
  const splice = spliceOf(withoutMark(text), { ...edit, path })
  if (splice === undefined) return undefined
  const mark = text.length - withoutMark(text).length
  const [start, end, put] = splice
  const edited = `${text.slice(0, start + mark)}${put}${text.slice(end + mark)}`
  return isDeepStrictEqual(toCopy(toValue(edited)), withEdit(value, { ...edit, path })) ? edited : undefined
}

/** Parents with a single member are removed with it. */
function toRemoval (value: unknown, path: readonly string[]): readonly string[] {
  const above = path.slice(0, -1)
  return above.length > 0 && Object.keys(at(value, above)).length === 1 ? toRemoval(value, above) : path
}

function withEdit (value: unknown, { path, value: put }: Edit): unknown {
  const [holder, key] = [at(value, path.slice(0, -1)), path.at(-1) as string]
  if (put !== undefined) Object.assign(holder, { [key]: put })
  else if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
  return value
}

function at (value: unknown, path: readonly string[]): Data {
  return path.reduce((holder, key) => (holder as Record<string, unknown>)[key], value) as Data
}

/** Without the order of keys and without the identity of parts that an alias shares. */
function toCopy (value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}

type Splice = readonly [start: number, end: number, text: string]

function spliceOf (text: string, { path, value, before }: Edit): Splice | undefined {
  const { doc } = parseYaml(text)
  const holder = doc.getIn(path.slice(0, -1), true)
  // An alias is the content of another node.
  if (!isCollection(holder)) return undefined
  const key = path.at(-1) as string
  const index = isSeq(holder) ? Number(key) : indexOf(holder.items as Pair[], key)
  const item = holder.items[index]
  if (value === undefined) return item === undefined ? undefined : removal(text, holder, index)
  if (item !== undefined) return isMap(holder) ? replacement(text, (item as Pair).value, value) : undefined
  const next = holder.items[indexOf(holder.items as Pair[], before as string)] as Pair<Scalar> | undefined
  return next === undefined ? undefined : insertion(text, next.key, { key, value, isFlow: holder.flow === true })
}

function indexOf (items: readonly Pair[], key: string): number {
  return items.findIndex(pair => isScalar(pair.key) && String(pair.key.value) === key)
}

function replacement (text: string, node: unknown, value: string | boolean): Splice | undefined {
  if (!isScalar(node)) return undefined
  const [start, end] = rangeOf(node)
  return [start, end, toScalar(value, text[start] as string)]
}

function insertion (text: string, next: Scalar, { key, value, isFlow }: { key: string, value: string | boolean, isFlow: boolean }): Splice {
  const [start] = rangeOf(next)
  const pair = `${toScalar(key, text[start] as string)}: ${toScalar(value, text[start] as string)}`
  return [start, start, `${pair}${isFlow ? ', ' : `${text.includes('\r\n') ? '\r\n' : '\n'}${' '.repeat(start - lineStart(text, start))}`}`]
}

/** Quoted in the same way as the text next to it. */
function toScalar (value: string | boolean, quote: string): string {
  if (typeof value === 'boolean') return String(value)
  return quote === '"' ? JSON.stringify(value) : stringify(value, { singleQuote: true, lineWidth: 0 }).trimEnd()
}

function removal (text: string, holder: { flow?: boolean | undefined, items: readonly unknown[] }, index: number): Splice | undefined {
  const spans = holder.items.map(item => spanOf(text, item))
  const [start, end] = spans[index] as Range
  if (holder.flow === true) {
    const [after, before] = [spans[index + 1], spans[index - 1]]
    if (after !== undefined) return [start, after[0], '']
    return before === undefined ? undefined : [before[1], end, '']
  }
  const from = lineStart(text, start)
  // The line also contains a key or dash that stays.
  if (!/^ *(- +)?$/.test(text.slice(from, start))) return undefined
  const newline = text.indexOf('\n', end - 1)
  return [from, newline === -1 ? text.length : newline + 1, '']
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

/** A byte order mark is not part of the content. */
function withoutMark (text: string): string {
  return text.replace(/^\uFEFF/, '')
}
