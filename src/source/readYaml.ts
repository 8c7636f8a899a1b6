import { isMap, isSeq, type Document, type Node, type Pair as AnyPair, type Scalar, type YAMLMap } from 'yaml'
import type { Place } from './diagnostic.ts'
import { nodeValue } from './nodeValue.ts'
import { parseYaml } from './parseYaml.ts'
import type { Targets } from './yamlDocument.ts'
import { rangeOf } from './yamlFaults.ts'
import type { Fault, Range } from './yamlSlips.ts'
import type { PlaceOf, Source } from './source.ts'

type Pair = AnyPair<Scalar, Node | null>

/** Parse YAML (or JSON) so that the line and column of every value can be found. */
export function readYaml (text: string, file: string, path: string): Source {
  const { doc, lines, targets, faults: told, isTelling } = parseYaml(text)
  const faults = [...told]
  const value = isTelling ? toValue(doc, targets, faults) : undefined
  const lastWord = Math.max(0, text.trimEnd().length - 1)
  const placeAt = ([offset, end]: Range): Place => {
    // A problem at the end of a text is reported after its last word, not on the empty line below.
    const start = Math.min(offset, lastWord)
    const { line, col } = lines.linePos(start)
    const [source] = /.*/.exec(text.slice(lines.lineStarts[line - 1])) as unknown as [string]
    return { file, line, column: col, source: source.trimEnd(), length: end - start }
  }
  const find = createFind(doc.contents as Node)
  const placeOf: PlaceOf = (keys, atKey = false) => placeAt(rangeOf(find(keys, atKey)))
  return {
    file,
    path,
    value,
    faults: faults.map(({ message, range }) => ({
      level: 'error',
      message,
      path: [],
      place: range === undefined ? { file } : placeAt(range)
    })),
    places: async () => placeOf
  }
}

function toValue (doc: Document, targets: Targets, faults: Fault[]): unknown {
  if (doc.contents === null) {
    faults.push({ message: 'the file is empty: it must contain a mapping with codes or catalogs' })
    return undefined
  }
  try {
    return nodeValue(doc.contents as Node, targets)
  } catch {
    faults.push({ message: 'the aliases of the file expand to too many values: write out the repeated values' })
    return undefined
  }
}

/** Finds the node of a path, or its nearest parent; with `atKey` the last key itself. */
function createFind (root: Node): (keys: readonly string[], atKey: boolean) => Node {
  // Thousands of diagnostics search thousands of keys.
  const pairs = new Map<Node, ReadonlyMap<string, Pair>>()
  const pairOf = (map: YAMLMap<Scalar, Node | null>, key: string) => {
    const known = pairs.get(map) ?? new Map([...map.items].reverse().map(pair => [String(pair.key.value), pair]))
    pairs.set(map, known)
    return known.get(key)
  }
  return (keys, atKey) => {
    let node = root
    for (const [index, key] of keys.entries()) {
      const pair = isMap<Scalar, Node | null>(node) ? pairOf(node, key) : undefined
      const item = isSeq<Node>(node) ? node.items[Number(key)] : pair?.value
      // A key without a value, as in `{ a }`, is its own node.
      if (pair !== undefined && ((atKey && index === keys.length - 1) || pair.value === null)) return pair.key
      if (item == null) return node
      node = item
    }
    return node
  }
}
