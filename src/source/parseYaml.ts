import {
  Composer, isAlias, isMap, isNode, isScalar, isSeq, Lexer, LineCounter, Parser, visit, YAMLParseError, type Alias, type Document,
  type Node, type Pair, type Scalar, type YAMLError, type YAMLMap
} from 'yaml'
import { didYouMean } from '../support/didYouMean.ts'

export type Range = readonly [start: number, end: number]

/** One mistake of a text, before its place is known by line and column. */
export interface Fault { readonly message: string, readonly range?: Range }

/** Found in one pass: `Alias.resolve` of yaml walks the whole document for each alias. */
export type Targets = ReadonlyMap<Alias, Node>

export interface Parsed {
  readonly doc: Document
  readonly lines: LineCounter
  readonly faults: readonly Fault[]
  /** What each alias repeats. */
  readonly targets: Targets
  /** Whether the document says what was meant in spite of its faults: then the rest of it can be checked. */
  readonly isTelling: boolean
}

/** Nobody corrects more at a time. */
const maxMistakes = 20

/** Each mistake costs another parse of the whole text: of large texts fewer are reported, so that all of it takes less than a second. */
const maxParsed = 1_000_000

/** After one of these the parser goes on as if nothing had happened. */
const harmless = new Set([
  'NON_STRING_KEY', 'MULTIPLE_DOCS', 'TAG_RESOLVE_FAILED', 'KEY_OVER_1024_CHARS', 'BAD_DQ_ESCAPE', 'BAD_ALIAS', 'BAD_DIRECTIVE'
])

/**
 * Parse a text with all of its mistakes.
 *
 * After most of them the parser stumbles over all that follows. So the first one is noted, the value it stands in is
 * blanked out and the text is parsed again: each mistake is told, and told once.
 */
export function parseYaml (text: string): Parsed {
  const limit = Math.min(maxMistakes, Math.ceil(maxParsed / text.length))
  const faults: Fault[] = []
  const blanked = new Set<number>()
  for (let rest = text; ;) {
    const parsed = parseOnce(rest)
    const { doc, lines } = parsed
    const stumble = doc.errors.find(({ code }) => !harmless.has(code))
    if (stumble === undefined) {
      return { ...parsed, faults: [...faults, ...parsed.faults], isTelling: parsed.isTelling && faults.length === 0 }
    }
    const { line } = lines.linePos(stumble.pos[0])
    if (blanked.has(line)) return { ...parsed, faults, isTelling: false }
    if (faults.length === limit) {
      return {
        ...parsed,
        faults: [...faults, { message: `and more from here on: correct these ${limit} first`, range: stumble.pos }],
        isTelling: false
      }
    }
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
  const composer = new Composer({ stringKeys: true, resolveKnownTags: false, uniqueKeys: false })
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
  if (tooDeep !== undefined) {
    return {
      doc,
      lines,
      targets: new Map(),
      faults: [{ message: `a catalog must not nest this deep: close the brackets, or ${quoteIt}`, range: tooDeep }],
      isTelling: false
    }
  }
  if (second !== undefined) doc.errors.push(new YAMLParseError([...rangeOf(second)], 'MULTIPLE_DOCS', 'Source contains multiple documents'))
  const complaints = [...doc.errors, ...doc.warnings]
  const { faults, targets } = resolveAliases(doc)
  const isTelling = faults.length === 0 && complaints.length === 0
  const repeated = repeatedKeys(doc, isTelling)
  return {
    doc,
    lines,
    targets,
    faults: [...complaints.map(toFault), ...repeated, ...faults, ...withoutMerges(doc, targets, isTelling)],
    isTelling
  }
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

function resolveAliases (doc: Document): { readonly faults: readonly Fault[], readonly targets: Targets } {
  const anchors = new Map<string, Node>()
  const targets = new Map<Alias, Node>()
  const faults: Fault[] = []
  const report = (node: Alias, message: string) => faults.push({ message: `*${node.source} ${message}`, range: rangeOf(node) })
  visit(doc, (_, node, above) => {
    if (isAlias(node)) {
      const name = node.source
      if (name === '') return
      const target = anchors.get(name)
      const isWithin = above.some(each => isNode(each) && 'anchor' in each && each.anchor === name)
      if (isWithin) report(node, 'must not stand within what it repeats')
      else if (target !== undefined) targets.set(node, target)
      // To compare each of thousands of names with thousands of others takes minutes.
      else report(node, `must name an anchor that stands before it${faults.length < maxMistakes ? didYouMean(name, anchors.keys()) : ''}`)
    } else if (isNode(node) && node.anchor !== undefined) anchors.set(node.anchor, node)
  })
  return { faults, targets }
}

type Map = YAMLMap<Scalar, Node | null>

/**
 * Report each key that is in its mapping already. Where the rest can be checked, it is checked with the first of them.
 *
 * The option `uniqueKeys` of yaml compares each key with all others: 6,000 codes took 3 seconds.
 */
function repeatedKeys (doc: Document, isTelling: boolean): Fault[] {
  const faults: Fault[] = []
  visit(doc, {
    Map (_, map) {
      const seen = new Set<unknown>()
      const firsts = (map as Map).items.filter(pair => {
        if (!isScalar(pair.key) || isMerge(pair)) return true
        const isFirst = !seen.has(pair.key.value)
        if (!isFirst) {
          faults.push({ message: 'this key is in the mapping already: remove or rename one of the two', range: rangeOf(pair.key) })
        }
        seen.add(pair.key.value)
        return isFirst
      })
      if (isTelling) map.items = firsts
    }
  })
  return faults
}

/** Report each merge key and put what it merges in its place, so that nothing seems to be missing. */
function withoutMerges (doc: Document, targets: Targets, isTelling: boolean): Fault[] {
  const faults: Fault[] = []
  visit(doc, {
    Map (_, map) {
      const { items } = map as Map
      for (const pair of items.filter(isMerge)) {
        faults.push({
          message: 'a merge key (<<) has no meaning in YAML 1.2: write out the keys it should bring, or repeat a whole value by its alias',
          range: rangeOf(pair.key)
        })
        items.splice(items.indexOf(pair), 1)
        if (isTelling) items.push(...mergedBy(pair, targets).filter(({ key }) => !map.has(key)))
      }
    }
  })
  return faults
}

function isMerge ({ key }: Pair<Scalar, Node | null>): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN'
}

function mergedBy ({ value }: Pair<Scalar, Node | null>, targets: Targets): Map['items'] {
  const sources = isSeq<Node>(value) ? value.items : [value]
  const maps = sources.map(node => isAlias(node) ? targets.get(node) : node)
  return maps.flatMap(node => isMap<Scalar, Node | null>(node) ? node.items : [])
}

export function rangeOf (node: { range?: readonly number[] | null | undefined }): Range {
  const [start, end] = node.range as unknown as Range
  return [start, end]
}
