import { isDeepStrictEqual } from 'node:util'
import { isCollection, isMap, isPair, isScalar, isSeq, stringify, type Node, type Pair, type Scalar } from 'yaml'
import { nodeValue } from './nodeValue.ts'
import { parseYaml } from './parseYaml.ts'
import { rangeOf, type Range } from './yamlFaults.ts'

/** Set the value at a path, or take out what stands there. */
export interface Edit {
  readonly path: readonly string[]
  /** Nothing takes it out, with all that would be empty without it. */
  readonly value?: string | boolean
  /** The key that a new one is written before. */
  readonly before?: string
}

type Data = Record<string, unknown> | unknown[]

/**
 * The text after some edits, with its comments and its layout; nothing where they cannot be made in it.
 *
 * Only the edited places are written: `Document.toString` of yaml writes the whole file anew, with other spaces and quotes.
 * What comes out is parsed again, and has to say what the edited value says and nothing else.
 */
export function editYaml (text: string, edits: readonly Edit[]): string | undefined {
  let edited: string | undefined = text
  for (const edit of edits) edited = edited === undefined ? undefined : editOnce(edited, edit)
  return edited
}

/** A text as plain data; nothing where it has mistakes. `Document.toJS` of yaml looks for the target of each alias in the whole document. */
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

/** What stands alone in a mapping or a list goes with it. */
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

/** Without order of keys and without shared parts, which an alias makes. */
function toCopy (value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}

type Splice = readonly [start: number, end: number, text: string]

function spliceOf (text: string, { path, value, before }: Edit): Splice | undefined {
  const { doc } = parseYaml(text)
  const holder = doc.getIn(path.slice(0, -1), true)
  // An alias is another's content.
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

/** Quoted as what it stands beside or in place of. */
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
  // Another key or dash on its line belongs to what stays.
  if (!/^ *(- +)?$/.test(text.slice(from, start))) return undefined
  const newline = text.indexOf('\n', end - 1)
  return [from, newline === -1 ? text.length : newline + 1, '']
}

/** From the first to the last character of an item, without the space and the comments behind it. */
function spanOf (text: string, item: unknown): Range {
  const [first, last] = (isPair(item) ? [item.key, item.value ?? item.key] : [item, item]) as [Node, Node]
  const start = rangeOf(first)[0]
  return [start, start + text.slice(start, rangeOf(last)[1]).trimEnd().length]
}

function lineStart (text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

/** A byte order mark is no part of the content. */
function withoutMark (text: string): string {
  return text.replace(/^\uFEFF/, '')
}
