import type { Catalog } from '../catalog/catalog.ts'
import type { JsonSchema } from '../format/jsonSchema.ts'
import type { Finding } from '../source/diagnostic.ts'
import type { Entry } from '../catalog/entry.ts'
import { createDidYouMean } from '../support/didYouMean.ts'
import { variantOf } from './variantOf.ts'
import { childrenOf, type Node } from './node.ts'
import { distinguishable } from './distinguishable.ts'
import { carriesCode } from './placeOfCode.ts'
import type { EnvelopeDefinition, Variant } from './definition.ts'

type Report = (mistake: Finding) => void

/** Check an envelope against its catalog: every name is declared, and every body decodes in exactly one way. */
export function checkEnvelope (definition: EnvelopeDefinition, catalog: Catalog, report: Report) {
  const names = publicNames(catalog)
  const [suggestName, suggestCode] = [createDidYouMean(() => names), createDidYouMean(() => catalog.entries.keys())]
  for (const variant of definition.variants) {
    checkNames(variant.template, names, { path: variant.path, report, suggest: suggestName })
    for (const [index, code] of (variant.when.codes ?? []).entries()) {
      if (!catalog.entries.has(code)) {
        report({
          path: [...variant.path.slice(0, -1), 'when', 'codes', String(index)],
          message: `"${code}" must be a code of this catalog${suggestCode(code)}`
        })
      }
    }
  }
  checkVariants(definition, catalog, report)
}

function publicNames ({ entries }: Catalog): Set<string> {
  const names = new Set<string>()
  for (const { details } of entries.values()) {
    for (const detail of details) if (!detail.private) names.add(detail.name)
  }
  return names
}

function checkNames (
  node: Node,
  names: ReadonlySet<string>,
  { path, report, suggest }: { path: readonly string[], report: Report, suggest: (name: string) => string }
) {
  if (node.kind === 'detail' && !names.has(node.name)) {
    report({ path, message: `"$details.${node.name}" must name a detail that some code declares${suggest(node.name)}` })
  }
  for (const [keys, inner] of childrenOf(node)) checkNames(inner, names, { path: [...path, ...keys], report, suggest })
}

/** Variants that write no code must differ in status or in structure. */
function checkVariants (definition: EnvelopeDefinition, catalog: Catalog, report: Report) {
  if (definition.variants.length === 1) return
  const statuses = new Map(definition.variants.map(variant => [variant, new Set<number>()]))
  for (const entry of catalog.entries.values()) statuses.get(variantOf(definition, catalog, entry))?.add(entry.status)
  const statusesOf = (variant: Variant) => statuses.get(variant) as Set<number>
  for (const [index, later] of definition.variants.entries()) {
    for (const earlier of definition.variants.slice(0, index)) {
      const shared = [...statusesOf(later)].some(status => statusesOf(earlier).has(status))
      const told = carriesCode(earlier.template) && carriesCode(later.template)
      if (shared && !told && !distinguishable(earlier.template, later.template)) {
        report({
          path: later.path,
          message: `the variants of ${definition.name} must differ in $code, in a constant or in a member that is always there: ` +
            'a body of this one could be read as an earlier one'
        })
      }
    }
  }
}

/**
 * Checks the details of an entry against its variant: no detail may collide with another member or lose its type. Checks each entry once.
 */
export type CheckDetails = (entry: Entry, to: { path: readonly string[], report: Report }) => void

export function createCheckDetails (envelope: string, { template }: Variant): CheckDetails {
  const [taken, texts] = [new Set(namesBesideSpread(template)), textsIn(template)]
  const isWrittenAsText = (name: string) =>
    texts.some(of => of.kind === 'detail' ? of.name === name : of.kind === 'variable' && of.name === 'details')
  const checked = new Set<Entry>()
  return (entry, { path, report }) => {
    if (checked.has(entry)) return
    checked.add(entry)
    for (const { name, required, private: isPrivate, schema } of entry.details) {
      if (isPrivate) continue
      const at = () => [...path, 'codes', entry.code, 'details', required ? name : `${name}?`]
      if (taken.has(name)) {
        report({
          path: at(),
          atKey: true,
          message: `${name} must have another name: envelope ${envelope} writes its own ${name} beside the details`
        })
      }
      if (isWrittenAsText(name) && new Set(typesOf(schema).map(type => type === 'string')).size > 1) {
        report({
          path: at(),
          message: `${name} must be either text or never text: envelope ${envelope} writes it as text, in which "1" and 1 look alike`
        })
      }
    }
  }
}

function namesBesideSpread (node: Node): readonly string[] {
  const own = node.kind === 'object' && node.spreadAt !== undefined ? node.members.map(([name]) => name) : []
  return [...own, ...childrenOf(node).flatMap(([, inner]) => namesBesideSpread(inner))]
}

/** The nodes that a template writes as text (`$string`). */
function textsIn (node: Node): readonly Node[] {
  return node.kind === 'string' ? [node.of] : childrenOf(node).flatMap(([, inner]) => textsIn(inner))
}

/** The types of the values that a schema accepts. A schema without a type accepts all types. */
export function typesOf (schema: JsonSchema): unknown[] {
  const alternatives = (schema['anyOf'] ?? schema['oneOf']) as JsonSchema[] | undefined
  if (alternatives !== undefined) return alternatives.flatMap(typesOf)
  const values = schema['const'] === undefined ? schema['enum'] as unknown[] | undefined : [schema['const']]
  return values?.map(value => typeof value) ?? [schema['type'] ?? ['string', 'any']].flat()
}
