import type { Catalog } from '../catalog/catalog.ts'
import type { Finding } from '../source/diagnostic.ts'
import { didYouMean } from '../support/didYouMean.ts'
import type { CatalogText } from '../source/open.ts'
import { readCatalog, readCatalogs, type CatalogSource, type Reading } from '../catalog/read.ts'
import type { Check } from '../catalog/reader.ts'
import { checkEnvelope, createCheckDetails, type CheckDetails } from './checkEnvelope.ts'
import { toContract, type Contract } from './contract.ts'
import { variantOf } from './variantOf.ts'
import { parseEnvelope, type EnvelopeDefinition, type Variant } from './definition.ts'
import { namesOf } from './envelopesOf.ts'
import { shippedEnvelopes } from './shippedEnvelopes.ts'

export type { Contract } from './contract.ts'

/**
 * Read the catalog that a source names, and compile its envelope.
 *
 * @throws InvalidCatalogError with every diagnostic of the file: a catalog that loads cannot fail at request time.
 */
export async function loadContract (source: CatalogSource): Promise<Contract> {
  const found = new Map<Catalog, readonly EnvelopeDefinition[]>()
  const catalog = await readCatalog(source, createCheck(found))
  return toContract(catalog, found.get(catalog) as readonly EnvelopeDefinition[])
}

/** Read all catalogs of a source, with all diagnostics. */
export async function lintCatalogs (source: CatalogSource | CatalogText): Promise<Reading> {
  return await readCatalogs(source, createCheck(new Map()))
}

/** Checks parents before their children, which inherit envelopes and entries: each diagnostic is reported once, at its position. */
function createCheck (found: Map<Catalog, readonly EnvelopeDefinition[]>): Check {
  const parsed = new Map<unknown, EnvelopeDefinition | undefined>()
  const checks = new Map<Variant, CheckDetails>()
  const told = new Set<string>()
  return (catalog, report, path, unsure) => {
    for (const [name, definition] of Object.entries(catalog.envelopes)) {
      if (!parsed.has(definition)) parsed.set(definition, parseEnvelope(name, definition, [...path, 'envelopes', name], report))
    }
    if (unsure.has('codes')) return
    const definitions = { ...shippedEnvelopes, ...catalog.envelopes }
    if (!Object.hasOwn(definitions, catalog.envelope)) return reportUnknown(catalog, Object.keys(definitions), path, report)
    found.set(catalog, namesOf(catalog).flatMap(name => {
      const input = definitions[name]
      if (!parsed.has(input)) parsed.set(input, parseEnvelope(name, input, [...path, 'envelope'], report))
      const definition = parsed.get(input)
      if (definition !== undefined) check(definition, catalog, { path, report })
      return definition ?? []
    }))
  }

  function check (
    definition: EnvelopeDefinition, catalog: Catalog, { path, report }: { path: readonly string[], report: (mistake: Finding) => void }
  ) {
    checkEnvelope(definition, catalog, mistake => {
      const key = JSON.stringify(mistake)
      if (!told.has(key)) report(mistake)
      told.add(key)
    })
    for (const entry of catalog.entries.values()) {
      const variant = variantOf(definition, catalog, entry)
      const checkDetails = checks.get(variant) ?? createCheckDetails(definition.name, variant)
      checks.set(variant, checkDetails)
      checkDetails(entry, { path, report })
    }
  }
}

function reportUnknown ({ envelope }: Catalog, names: readonly string[], path: readonly string[], report: (mistake: Finding) => void) {
  const hint = didYouMean(envelope, names)
  report({
    path: [...path, 'envelope'],
    message: `envelope must be the name of an envelope, got "${envelope}"${hint === '' ? `: use ${names.join(', ')}` : hint}`
  })
}
