import { Composer, Lexer, LineCounter, Parser, YAMLParseError, type Document } from 'yaml'
import { repeatedKeys, resolveAliases, withoutMerges, type Targets } from './yamlDocument.ts'
import { maxMistakes, rangeOf, toFault } from './yamlFaults.ts'
import { quoteIt, type Fault, type Range } from './yamlSlips.ts'

export interface Parsed {
  readonly doc: Document
  readonly lines: LineCounter
  readonly faults: readonly Fault[]
  /** The target of each alias. */
  readonly targets: Targets
  /** Whether the document is complete in spite of its problems: then the rest of it can be checked. */
  readonly isTelling: boolean
}

/** Each problem costs another parse of the whole text: large texts report fewer, so that all of it takes less than a second. */
const maxParsed = 1_000_000

/** After one of these the parser continues normally. */
const harmless = new Set([
  'NON_STRING_KEY', 'MULTIPLE_DOCS', 'TAG_RESOLVE_FAILED', 'KEY_OVER_1024_CHARS', 'BAD_DQ_ESCAPE', 'BAD_ALIAS', 'BAD_DIRECTIVE'
])

/**
 * Parse a text and collect all of its problems.
 *
 * After most problems the parser reports errors for everything that follows. So the first one is kept, its value is
 * blanked out and the text is parsed again: each problem is reported once.
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
        faults: [...faults, { message: `there are more from here on: correct these ${limit} first`, range: stumble.pos }],
        isTelling: false
      }
    }
    blanked.add(line)
    faults.push(toFault(stumble, text))
    // Where an open bracket ends is a guess, and so is everything behind it.
    if (/ and end with a .$/.test(stumble.message)) return { ...parsed, faults, isTelling: false }
    rest = withoutValue(rest, lines.lineStarts[line - 1] as number)
  }
}

/** More levels than a catalog can have; beyond some thousands the recursive composer would overflow the stack. */
const maxLevels = 100

function parseOnce (text: string): Parsed {
  const lines = new LineCounter()
  // All keys are strings: `08006` and `1e3` are codes, not numbers (yaml, option stringKeys).
  const composer = new Composer({ stringKeys: true, resolveKnownTags: false, uniqueKeys: false })
  let tooDeep: Range | undefined
  const docs = composer.compose(tokensOf(text, lines, range => { tooDeep = range }), true, text.length)
  const [doc, second] = [docs.next().value as Document, docs.next().value as Document | undefined]
  if (tooDeep !== undefined) {
    const fault = { message: `a catalog must not nest this deep: close the brackets, or ${quoteIt}`, range: tooDeep }
    return { doc, lines, targets: new Map(), faults: [fault], isTelling: false }
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
    faults: [...complaints.map(complaint => toFault(complaint, text)), ...repeated, ...faults, ...withoutMerges(doc, targets, isTelling)],
    isTelling
  }
}

/** The parser of the package, fed by hand, since its stack says how deep it is before it is too deep. */
function * tokensOf (text: string, lines: LineCounter, onTooDeep: (range: Range) => void) {
  const parser = new Parser(lines.addNewLine)
  lines.addNewLine(0)
  for (const lexeme of new Lexer().lex(text)) {
    yield * parser.next(lexeme)
    if (parser.stack.length <= maxLevels) continue
    const { type } = parser.stack.at(-2) as { type: string }
    const { offset } = parser.stack.find(token => token.type === type) as { offset: number }
    onTooDeep([offset, offset + 1])
    return
  }
  yield * parser.end()
}

/** The text with the value in the line at `start` replaced by as many `x`; a word alone becomes a key, any other line spaces. */
function withoutValue (text: string, start: number): string {
  const [line] = /.*/.exec(text.slice(start)) as unknown as [string]
  const [, key, value = '', tail] = /^(\s*(?:- +)*[^\s:]+:\s+)(.*?)(,?\s*)$/.exec(line) ?? []
  const word = /^ *\w[\w.]*(?=\w\s*$)/.exec(line)?.[0]
  const blank = key !== undefined
    ? `${key}${'x'.repeat(value.length)}${tail}`
    : word === undefined ? ' '.repeat(line.length) : `${word}:`.padEnd(line.length)
  return text.slice(0, start) + blank + text.slice(start + line.length)
}
