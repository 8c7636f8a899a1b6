import { Composer, isAlias, isMap, isNode, isScalar, isSeq, Lexer, LineCounter, Parser, visit, YAMLParseError, type Document, type Node, type Pair, type Scalar, type YAMLError, type YAMLMap } from 'yaml'
import { didYouMean } from '../support/didYouMean.ts'

export type Range = readonly [start: number, end: number]

/** One mistake of a text, before its place is known by line and column. */
export interface Fault { readonly message: string, readonly range?: Range }

export interface Parsed {
  readonly doc: Document
  readonly lines: LineCounter
  readonly faults: readonly Fault[]
  /** Whether the document says what was meant in spite of its faults: then the rest of it can be checked. */
  readonly isTelling: boolean
}

/** Each of these costs another parse of the whole text, and nobody corrects more at a time. */
const mostStumbles = 20

/** After one of these the parser goes on as if nothing had happened. */
const harmless = new Set(['DUPLICATE_KEY', 'NON_STRING_KEY', 'MULTIPLE_DOCS', 'TAG_RESOLVE_FAILED', 'KEY_OVER_1024_CHARS', 'BAD_DQ_ESCAPE', 'BAD_ALIAS', 'BAD_DIRECTIVE'])

/**
 * Parse a text with all of its mistakes.
 *
 * After most of them the parser stumbles over all that follows. So the first one is noted, the value it stands in is
 * blanked out and the text is parsed again: each mistake is told, and told once.
 */
export function parseYaml (text: string): Parsed {
  const faults: Fault[] = []
  const blanked = new Set<number>()
  for (let rest = text; ;) {
    const { doc, lines, faults: others, isTelling } = parseOnce(rest)
    const stumble = doc.errors.find(({ code }) => !harmless.has(code))
    if (stumble === undefined) return { doc, lines, faults: [...faults, ...others], isTelling: isTelling && faults.length === 0 }
    const { line } = lines.linePos(stumble.pos[0])
    if (blanked.has(line)) return { doc, lines, faults, isTelling: false }
    if (faults.length === mostStumbles) return { doc, lines, faults: [...faults, { message: `and more from here on: correct these ${mostStumbles} first`, range: stumble.pos }], isTelling: false }
    blanked.add(line)
    faults.push(toFault(stumble))
    rest = withoutValue(rest, lines.lineStarts[line - 1] as number)
  }
}

/** More levels than a catalog can have; beyond some thousands the composer, which recurs, would run out of stack. */
const mostLevels = 100

function parseOnce (text: string): Parsed {
  const lines = new LineCounter()
  const parser = new Parser(lines.addNewLine)
  // All keys are strings: `08006` and `1e3` are codes, not numbers (yaml, option stringKeys).
  const composer = new Composer({ stringKeys: true, resolveKnownTags: false })
  let tooDeep: Range | undefined
  // The parser of the package, fed by hand, since its stack says how deep it is before it is too deep.
  function * tokens () {
    lines.addNewLine(0)
    for (const lexeme of new Lexer().lex(text)) {
      yield * parser.next(lexeme)
      if (parser.stack.length <= mostLevels) continue
      const { type } = parser.stack.at(-2) as { type: string }
      const { offset } = parser.stack.find(token => token.type === type) as { offset: number }
      tooDeep = [offset, offset + 1]
      return
    }
    yield * parser.end()
  }
  const docs = composer.compose(tokens(), true, text.length)
  const [doc, second] = [docs.next().value as Document, docs.next().value as Document | undefined]
  if (tooDeep !== undefined) return { doc, lines, faults: [{ message: `a catalog must not nest this deep: close the brackets, or ${quoteIt}`, range: tooDeep }], isTelling: false }
  if (second !== undefined) doc.errors.push(new YAMLParseError([...rangeOf(second)], 'MULTIPLE_DOCS', 'Source contains multiple documents'))
  const complaints = [...doc.errors, ...doc.warnings]
  const aliases = aliasFaults(doc)
  const isTelling = aliases.length === 0 && complaints.every(({ code }) => code === 'DUPLICATE_KEY')
  if (isTelling && complaints.length > 0) keepFirsts(doc)
  return { doc, lines, faults: [...complaints.map(toFault), ...aliases, ...withoutMerges(doc, isTelling)], isTelling }
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
  [/^Source contains multiple documents/, 'a catalog must be one document, got a second: remove the line ---'],
  [/^All (mapping|sequence) items/, 'a line must begin at the same column as its siblings: correct the indentation'],
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
      else if (!anchors.has(name)) faults.push({ message: `*${name} must name an anchor that stands before it${didYouMean(name, anchors)}`, range: rangeOf(node) })
    } else if (isNode(node) && node.anchor !== undefined) anchors.add(node.anchor)
  })
  return faults
}

type Map = YAMLMap<Scalar, Node | null>

/** Of a key that stands twice, the first one is what the rest of the catalog is checked with. */
function keepFirsts (doc: Document) {
  visit(doc, {
    Map (_, map) {
      const { items } = map as Map
      const firsts = new Map(items.map(pair => [String(pair.key.value), pair] as const).reverse())
      map.items = items.filter(pair => firsts.get(String(pair.key.value)) === pair)
    }
  })
}

/** Tell each merge key and put what it merges in its place, so that nothing seems to be missing. */
function withoutMerges (doc: Document, isTelling: boolean): Fault[] {
  const faults: Fault[] = []
  visit(doc, {
    Map (_, map) {
      const { items } = map as Map
      for (const pair of items.filter(isMerge)) {
        faults.push({ message: 'a merge key (<<) has no meaning in YAML 1.2: write out the keys it should bring, or repeat a whole value by its alias', range: rangeOf(pair.key) })
        items.splice(items.indexOf(pair), 1)
        if (isTelling) items.push(...mergedBy(pair, doc).filter(({ key }) => !map.has(key)))
      }
    }
  })
  return faults
}

function isMerge ({ key }: Pair<Scalar, Node | null>): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN'
}

function mergedBy ({ value }: Pair<Scalar, Node | null>, doc: Document): Map['items'] {
  const sources = isSeq<Node>(value) ? value.items : [value]
  const maps = sources.map(node => isAlias(node) ? node.resolve(doc) : node)
  return maps.flatMap(node => isMap<Scalar, Node | null>(node) ? node.items : [])
}

export function rangeOf (node: { range?: readonly number[] | null | undefined }): Range {
  const [start, end] = node.range as unknown as Range
  return [start, end]
}
