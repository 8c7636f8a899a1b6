import {
  isAlias, isMap, isNode, isScalar, isSeq, visit, type Alias, type Document, type Node, type Pair, type Scalar, YAMLMap
} from 'yaml'
import { didYouMean } from '../support/didYouMean.ts'
import { maxMistakes, rangeOf } from './yamlFaults.ts'
import { toIndent, type Fault } from './yamlSlips.ts'

/** Found in one pass: `Alias.resolve` of yaml walks the whole document for each alias. */
export type Targets = ReadonlyMap<Alias, Node>

/** What each alias repeats, and a fault for each alias that repeats nothing. */
export function resolveAliases (doc: Document): { readonly faults: readonly Fault[], readonly targets: Targets } {
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
      if (isWithin) report(node, 'must not refer to one of its parents')
      else if (target !== undefined) targets.set(node, target)
      // Comparing each of thousands of names with thousands of others takes minutes.
      else report(node, `must name an anchor that stands before it${faults.length < maxMistakes ? didYouMean(name, anchors.keys()) : ''}`)
    } else if (isNode(node) && node.anchor !== undefined) anchors.set(node.anchor, node)
  })
  return { faults, targets }
}

type Mapping = YAMLMap<Scalar, Node | null>
type MapPair = Mapping['items'][number]

/**
 * Report each duplicate key. If the rest can be checked, it is checked with the first value.
 *
 * The option `uniqueKeys` of yaml compares each key with all others: 6,000 codes took 3 seconds.
 */
export function repeatedKeys (doc: Document, isTelling: boolean): Fault[] {
  const faults: Fault[] = []
  visit(doc, {
    Map (_, map) {
      /** The key without a value above the first of each key. */
      const seen = new Map<unknown, MapPair | undefined>()
      const misplaced = new Map<MapPair, MapPair[]>()
      let above: MapPair | undefined
      const firsts = (map as Mapping).items.filter(pair => {
        const { key, value } = pair
        if (!isScalar(key) || isMerge(pair)) return true
        if (value === null || isMap(value) || (isScalar(value) && value.value === null)) above = isMap(value) ? undefined : pair
        if (!seen.has(key.value)) {
          seen.set(key.value, above)
          return true
        }
        if (above !== undefined && above !== pair && (seen.get(key.value) ?? above) !== above) {
          misplaced.set(above, [...misplaced.get(above) ?? [], pair])
        } else faults.push({ message: 'this key exists already in the mapping: remove or rename one of the two', range: rangeOf(key) })
        return false
      })
      faults.push(...Array.from(misplaced, ([parent, members]) => indented(parent, members)))
      if (isTelling) map.items = firsts
    }
  })
  return faults
}

/** Repeated keys that follow keys without values are members of these, whose lines are not indented: move them there. */
function indented (parent: MapPair, members: MapPair[]): Fault {
  const map = new YAMLMap<Scalar, Node | null>()
  map.items = members
  const [start, end] = rangeOf(parent.key)
  map.range = [start, end, end]
  parent.value = map
  return { message: toIndent(String(parent.key.value), members.map(({ key }) => String(key.value))), range: rangeOf(parent.key) }
}

/** Report each merge key and merge its values, so that no key seems to be missing. */
export function withoutMerges (doc: Document, targets: Targets, isTelling: boolean): Fault[] {
  const faults: Fault[] = []
  visit(doc, {
    Map (_, map) {
      const { items } = map as Mapping
      for (const pair of items.filter(isMerge)) {
        faults.push({
          message: 'a merge key (<<) has no meaning in YAML 1.2: write out its keys, or repeat a whole value by an alias',
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

function mergedBy ({ value }: Pair<Scalar, Node | null>, targets: Targets): MapPair[] {
  const sources = isSeq<Node>(value) ? value.items : [value]
  const maps = sources.map(node => isAlias(node) ? targets.get(node) : node)
  return maps.flatMap(node => isMap<Scalar, Node | null>(node) ? node.items : [])
}
