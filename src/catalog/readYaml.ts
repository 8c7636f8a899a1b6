import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node, type Pair, type YAMLError } from 'yaml'
import type { Diagnostic, Place } from './diagnostic.ts'
import { hintOf } from './nearest.ts'
import type { Source } from './source.ts'

/** Mistakes of syntax that have a usual cause: what to do about it. */
const remedies: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'every key must be unique: remove or rename one',
  TAB_AS_INDENT: 'indent with spaces',
  BAD_INDENT: 'indent all keys of a mapping alike',
  MULTIPLE_DOCS: 'a catalog is one document: remove the --- between',
  KEY_OVER_1024_CHARS: 'shorten the key'
}
const quoteIt = 'put a text that holds any of { } [ ] , | : # \' in double quotes'

/** Parse YAML (or JSON) so that every value can be found again by line and column. */
export function readYaml (text: string, file: string, path: string): Source {
  const lines = new LineCounter()
  // All keys are strings: `08006` and `1e3` are codes, not numbers (yaml, option stringKeys).
  const doc = parseDocument(text, { lineCounter: lines, stringKeys: true, prettyErrors: false })
  const placeAt = (offset: number, end = offset + 1): Place => {
    const { line, col } = lines.linePos(offset)
    const start = lines.lineStarts[line - 1] as number
    const source = text.slice(start, lines.lineStarts[line]).replace(/[\r\n]+$/, '').replace(/^\uFEFF/, '')
    return { file, line, column: col, source, length: end - offset }
  }
  const faults: Diagnostic[] = [...doc.errors, ...doc.warnings].map(error => ({
    level: 'error', message: messageOf(error), path: [], place: placeAt(Math.min(error.pos[0], text.length), error.pos[1])
  }))
  faults.push(...unresolvedAliases(doc, placeAt))
  if (doc.contents === null) {
    faults.push({ level: 'error', message: 'the file is empty: it must hold a mapping with codes or catalogs', path: [], place: { file } })
  }
  return {
    file,
    path,
    faults,
    value: faults.length === 0 ? toValue(doc) : undefined,
    placeOf (keys, atKey = false) {
      const found = find(doc.contents, keys, atKey)
      const [start, end] = found?.range ?? [0, 1]
      return placeAt(start, end)
    }
  }
}

function toValue (doc: Document): unknown {
  // 100 uses of anchors are plenty for a catalog; more would be a bomb of entities.
  return doc.toJS({ maxAliasCount: 100 })
}

function messageOf ({ code, message }: YAMLError): string {
  return `${message.replace(/[.:]?$/, '')}: ${remedies[code] ?? quoteIt}`
}

function unresolvedAliases (doc: Document, placeAt: (offset: number, end: number) => Place): Diagnostic[] {
  const anchors = new Set<string>()
  const faults: Diagnostic[] = []
  visit(doc, (_, node) => {
    if (isAlias(node) && !anchors.has(node.source)) {
      const [start, end] = node.range ?? [0, 1]
      faults.push({
        level: 'error',
        path: [],
        message: `*${node.source} must name an anchor that stands before it${hintOf(node.source, anchors)}`,
        place: placeAt(start, end)
      })
    } else if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor !== undefined) anchors.add(node.anchor)
    }
  })
  return faults
}

/** The node a path leads to, or the nearest one above it; with `atKey` the last key itself. */
function find (root: Node | null, keys: readonly string[], atKey: boolean): Node | null {
  let node = root
  for (const [index, key] of keys.entries()) {
    const pair: Pair<Node, Node | null> | undefined = isMap<Node, Node | null>(node)
      ? node.items.find(item => isScalar(item.key) && String(item.key.value) === key)
      : undefined
    const last = index === keys.length - 1
    if (pair !== undefined) node = last && (atKey || pair.value === null) ? pair.key : pair.value
    else if (isSeq<Node>(node)) node = node.items[Number(key)] ?? node
    else return node
  }
  return node
}
