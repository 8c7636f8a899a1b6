import type { Catalog } from '../catalog/catalog.ts'
import type { JsonSchema } from '../catalog/detail.ts'
import type { Mistake } from '../catalog/diagnostic.ts'
import { hintOf } from '../catalog/nearest.ts'
import { variantOf } from './envelope.ts'
import { leavesOf, type Node } from './node.ts'
import { inOrderOfDecoding, rejects } from './rejects.ts'
import type { Style, Variant } from './style.ts'

type Report = (mistake: Mistake) => void

/** Check a style against the catalog it writes: nothing may be written twice, lost, or read in two ways. */
export function checkStyle (style: Style, catalog: Catalog, path: readonly string[], report: Report) {
  for (const variant of style.variants) {
    checkNode(variant.template, catalog, { path: variant.path, report })
    for (const [index, code] of (variant.when.codes ?? []).entries()) {
      if (!catalog.entries.has(code)) {
        report({ path: [...variant.path.slice(0, -1), 'when', 'codes', String(index)], message: `"${code}" must be a code of this catalog${hintOf(code, catalog.entries.keys())}` })
      }
    }
  }
  checkVariants(style, catalog, report)
  checkSpread(style, catalog, path, report)
}

/** A detail that a spread writes beside a member of the template would be there twice. */
function checkSpread (style: Style, catalog: Catalog, path: readonly string[], report: Report) {
  for (const entry of catalog.entries.values()) {
    const names = namesBesideSpread(variantOf(style, catalog, entry).template)
    for (const { name, required, private: isPrivate } of entry.details) {
      if (names.has(name) && !isPrivate) {
        report({
          path: [...path, 'codes', entry.code, 'details', required ? name : `${name}?`],
          atKey: true,
          message: `${name} must have another name: envelope ${style.name} writes its own ${name} beside the details`
        })
      }
    }
  }
}

function namesBesideSpread (node: Node): Set<string> {
  if (node.kind !== 'object') return new Set()
  if (node.spreadAt !== undefined) return new Set(node.members.map(([name]) => name))
  return new Set(node.members.flatMap(([, member]) => [...namesBesideSpread(member)]))
}

function checkNode (node: Node, catalog: Catalog, at: { path: readonly string[], report: Report }) {
  const { path, report } = at
  switch (node.kind) {
    case 'first':
      if (inOrderOfDecoding(node.nodes) === undefined) {
        report({ path, message: 'the alternatives of a $first must differ in type, in a constant or in a member that is always there: a body of one could be read as another' })
      }
      return node.nodes.forEach(inner => checkNode(inner, catalog, at))
    case 'object': return node.members.forEach(([name, member]) => checkNode(member, catalog, { path: [...path, name], report }))
    case 'list': return node.items.forEach((item, index) => checkNode(item, catalog, { path: [...path, String(index)], report }))
    case 'each': return checkNode(node.as, catalog, at)
    case 'string': return checkText(node.of, catalog, at)
    case 'detail': return checkDetail(node.name, catalog, at)
    default: return undefined
  }
}

function checkDetail (name: string, { entries }: Catalog, { path, report }: { path: readonly string[], report: Report }) {
  const names = new Set([...entries.values()].flatMap(({ details }) => details.filter(detail => !detail.private).map(detail => detail.name)))
  if (!names.has(name)) report({ path, message: `"$details.${name}" must name a detail that some code declares${hintOf(name, names)}` })
}

/** What `$string` writes can be read back only if text and other values cannot be taken for each other. */
function checkText (of: Node, { entries }: Catalog, { path, report }: { path: readonly string[], report: Report }) {
  const isDetails = leavesOf(of).some(leaf => leaf.kind === 'detail' || (leaf.kind === 'variable' && leaf.name === 'details'))
  if (!isDetails) return
  for (const { code, details } of entries.values()) {
    for (const { name, schema } of details) {
      if (new Set(typesOf(schema).map(type => type === 'string')).size > 1) {
        report({ path, message: `$string needs details that are text or never text, but ${name} of ${code} may be either` })
      }
    }
  }
}

function typesOf (schema: JsonSchema): unknown[] {
  const alternatives = [schema['anyOf'] ?? [], schema['oneOf'] ?? []].flat() as JsonSchema[]
  if (alternatives.length > 0) return alternatives.flatMap(typesOf)
  const values = 'const' in schema ? [schema['const']] : schema['enum'] as unknown[] | undefined
  if (values !== undefined) return values.map(value => typeof value)
  return [schema['type'] ?? (Object.keys(schema).length === 0 ? ['string', 'any'] : 'object')].flat()
}

/** Variants that write no code have to be told apart by status or by structure. */
function checkVariants (style: Style, catalog: Catalog, report: Report) {
  const statuses = new Map<Variant, Set<number>>(style.variants.map(variant => [variant, new Set()]))
  for (const entry of catalog.entries.values()) statuses.get(variantOf(style, catalog, entry))?.add(entry.status)
  for (const [index, later] of style.variants.entries()) {
    for (const earlier of style.variants.slice(0, index)) {
      const shared = [...statuses.get(later) ?? []].some(status => statuses.get(earlier)?.has(status))
      const told = carriesCode(earlier.template) && carriesCode(later.template)
      if (shared && !told && !rejects(earlier.template, later.template)) {
        report({ path: later.path, message: `the variants of ${style.name} must differ in $code, in a constant or in a member that is always there: a body of this one could be read as an earlier one` })
      }
    }
  }
}

function carriesCode (node: Node): boolean {
  return leavesOf(node).some(leaf => leaf.kind === 'variable' && leaf.name === 'code')
}
