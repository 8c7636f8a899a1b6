import { isAlias, isMap, isNode, isSeq, LineCounter, parseDocument, visit, type Document, type Node, type Scalar, type YAMLError } from 'yaml'
import type { Place } from './diagnostic.ts'
import { hintOf } from './nearest.ts'
import type { Source } from './source.ts'

type Range = readonly [start: number, end: number]

/** Parse YAML (or JSON) so that every value can be found again by line and column. */
export function readYaml (given: string, file: string, path: string): Source {
  // Editors do not count a byte order mark as a column.
  const text = given.replace(/^\uFEFF/, '')
  const { doc, lines, faults } = parse(text)
  const value = faults.length === 0 ? toValue(doc, faults) : undefined
  const lastWord = Math.max(0, text.trimEnd().length - 1)
  const placeAt = ([offset, end]: Range): Place => {
    // What is missing at the end of a text is missing behind its last word, not on the empty line below.
    const start = Math.min(offset, lastWord)
    const { line, col } = lines.linePos(start)
    const source = text.slice(lines.lineStarts[line - 1], lines.lineStarts[line]).trimEnd()
    return { file, line, column: col, source, length: end - start }
  }
  return {
    file,
    path,
    value,
    faults: faults.map(({ message, range }) => ({ level: 'error', message, path: [], place: range === undefined ? { file } : placeAt(range) })),
    placeOf: (keys, atKey = false) => placeAt(rangeOf(find(doc.contents as Node, keys, atKey)))
  }
}

interface Fault { readonly message: string, readonly range?: Range }

interface Parsed { readonly doc: Document, readonly lines: LineCounter, readonly faults: Fault[] }

/** More brackets or dashes, one within the other, than the parser has stack for: it would take the process down. */
const deepest = /(?:[[{][^[\]{}]*){100}|(?:[-?] +){100}/

/** After one of these the parser goes on as if nothing had happened. */
const harmless = new Set(['DUPLICATE_KEY', 'NON_STRING_KEY', 'MULTIPLE_DOCS', 'TAG_RESOLVE_FAILED', 'KEY_OVER_1024_CHARS', 'BAD_DQ_ESCAPE', 'BAD_ALIAS', 'BAD_DIRECTIVE'])

/**
 * After any other mistake the parser stumbles over all that follows. So the first one is noted, the value it stands
 * in is blanked out and the text is parsed again: each mistake is told, and told once.
 */
function parse (text: string): Parsed {
  const deep = deepest.exec(text)
  if (deep !== null) return { ...parseOnce(text.replace(/./g, ' ')), faults: [{ message: `a catalog must not nest this deep: close the brackets, or ${quoteIt}`, range: [deep.index, deep.index + 1] }] }
  const faults: Fault[] = []
  const blanked = new Set<number>()
  for (let rest = text; ;) {
    const { doc, lines } = parseOnce(rest)
    const stumble = doc.errors.find(({ code }) => !harmless.has(code))
    if (stumble === undefined) return { doc, lines, faults: [...faults, ...[...doc.errors, ...doc.warnings].map(toFault), ...aliasFaults(doc)] }
    const { line } = lines.linePos(stumble.pos[0])
    if (blanked.has(line)) return { doc, lines, faults }
    blanked.add(line)
    faults.push(toFault(stumble))
    rest = withoutValue(rest, lines.lineStarts[line - 1] as number)
  }
}

function parseOnce (text: string): { doc: Document, lines: LineCounter } {
  const lines = new LineCounter()
  // All keys are strings: `08006` and `1e3` are codes, not numbers (yaml, option stringKeys).
  return { lines, doc: parseDocument(text, { lineCounter: lines, stringKeys: true, resolveKnownTags: false, prettyErrors: false }) }
}

/** The text with the value in the line that begins at `start` replaced by as many `x`; a line without one by spaces. */
function withoutValue (text: string, start: number): string {
  const [line] = /.*/.exec(text.slice(start)) as unknown as [string]
  const [, key, value = '', tail] = /^(\s*(?:- +)*[^\s:]+:\s+)(.*?)(,?\s*)$/.exec(line) ?? []
  const blank = key === undefined ? ' '.repeat(line.length) : `${key}${'x'.repeat(value.length)}${tail}`
  return text.slice(0, start) + blank + text.slice(start + line.length)
}

const quoteIt = 'put a text that holds any of { } [ ] , | : # \' in double quotes'

/** What the parser's usual complaints mean for a catalog, and what to do. */
const sayings: ReadonlyArray<readonly [complaint: RegExp, saying: string]> = [
  [/^Map keys must be unique/, 'this key is in the mapping already: remove or rename one of the two'],
  [/^Tabs are not allowed/, 'a line must be indented with spaces, got a tab'],
  [/^All (mapping|sequence) items/, 'a line must begin at the same column as its siblings: correct the indentation'],
  [/^Source contains multiple documents/, 'a catalog must be one document, got a second: remove the line ---'],
  [/^With stringKeys/, 'a key must be a text: remove its tag, or put it in double quotes'],
  [/^Unresolved tag/, 'a value must have no tag: remove it, or put a text that begins with ! in double quotes'],
  [/ at node end$/, `the value ended before this: ${quoteIt}`],
  [/^Implicit (map )?keys need/, `a key must be followed by a colon and a space: add them, or ${quoteIt}`],
  [/^Nested mappings are not allowed/, `a text must not hold a colon and a space: ${quoteIt}`],
  [/ and end with a (.)$/, `a bracket that was opened must be closed: close it, or ${quoteIt}`],
  [/^Missing closing/, 'a quote that was opened must be closed: close it'],
  [/^Invalid escape sequence/, 'a backslash in double quotes must begin an escape sequence: write two of them'],
  [/^The : indicator must be at most 1024 chars/, 'a key must have at most 1024 characters: shorten it']
]

function toFault ({ message, pos }: YAMLError): Fault {
  const saying = sayings.find(([complaint]) => complaint.test(message))?.[1]
  return { message: saying ?? `${message}: ${quoteIt}`, range: pos }
}

function aliasFaults (doc: Document): Fault[] {
  const anchors = new Set<string>()
  const faults: Fault[] = []
  visit(doc, (_, node, above) => {
    if (isAlias(node)) {
      const name = node.source
      if (name === '') return
      const isWithin = above.some(each => isNode(each) && 'anchor' in each && each.anchor === name)
      if (isWithin) faults.push({ message: `*${name} must not stand within what it repeats`, range: rangeOf(node) })
      else if (!anchors.has(name)) faults.push({ message: `*${name} must name an anchor that stands before it${hintOf(name, anchors)}`, range: rangeOf(node) })
    } else if (isNode(node) && node.anchor !== undefined) anchors.add(node.anchor)
  })
  return faults
}

function toValue (doc: Document, faults: Fault[]): unknown {
  if (doc.contents === null) {
    faults.push({ message: 'the file is empty: it must hold a mapping with codes or catalogs' })
    return undefined
  }
  try {
    // Far more aliases than anybody writes, and far fewer than what blows a small file up.
    return doc.toJS({ maxAliasCount: 10_000 })
  } catch {
    faults.push({ message: 'the aliases of the file must not stand for this many values: write out what they repeat' })
    return undefined
  }
}

function rangeOf (node: Node): Range {
  const [start, end] = node.range as unknown as Range
  return [start, end]
}

/** The node a path leads to, or the nearest one above it; with `atKey` the last key itself. */
function find (root: Node, keys: readonly string[], atKey: boolean): Node {
  let node = root
  for (const [index, key] of keys.entries()) {
    const pair = isMap<Scalar, Node | null>(node) ? node.items.find(item => String(item.key.value) === key) : undefined
    const item = isSeq<Node>(node) ? node.items[Number(key)] : pair?.value
    // A key without a value, as in `{ a }`, stands for it.
    if (pair !== undefined && ((atKey && index === keys.length - 1) || pair.value === null)) return pair.key
    if (item == null) return node
    node = item
  }
  return node
}
