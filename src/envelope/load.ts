import type { Catalog } from '../catalog/catalog.ts'
import type { Mistake } from '../catalog/diagnostic.ts'
import { hintOf } from '../catalog/nearest.ts'
import type { CatalogText } from '../catalog/open.ts'
import { readCatalog, readCatalogs, type CatalogSource, type Check, type Reading } from '../catalog/read.ts'
import { checkStyle, createCheckDetails, type CheckDetails } from './checkStyle.ts'
import { createEnvelope, variantOf, type Envelope } from './envelope.ts'
import { parseStyle, type Style, type Variant } from './style.ts'
import { styles } from './styles.ts'

/** A catalog with the envelope it is sent in: all a server needs to answer. */
export interface Contract {
  readonly catalog: Catalog
  readonly envelope: Envelope
  /** Problem details of RFC 9457, for clients that prefer them, where the catalog negotiates. */
  readonly problem?: Envelope
}

/**
 * Read the one catalog a source names, and compile its envelope.
 *
 * @throws InvalidCatalogError with every mistake in the file: what loads cannot fail at request time.
 */
export async function loadContract (source: CatalogSource): Promise<Contract> {
  const found = new Map<Catalog, readonly Style[]>()
  const catalog = await readCatalog(source, createCheck(found))
  const [envelope, problem] = (found.get(catalog) as readonly Style[]).map(style => createEnvelope(style, catalog))
  return { catalog, envelope: envelope as Envelope, ...problem === undefined ? {} : { problem } }
}

/** Read all catalogs of a source and tell everything that is wrong with them. */
export async function lintCatalogs (source: CatalogSource | CatalogText): Promise<Reading> {
  return await readCatalogs(source, createCheck(new Map()))
}

/** Parents are checked before their children, who inherit their styles and entries: a mistake is told once, where it stands. */
function createCheck (found: Map<Catalog, readonly Style[]>): Check {
  const parsed = new Map<unknown, Style | undefined>()
  const checks = new Map<Variant, CheckDetails>()
  const told = new Set<string>()
  return (catalog, report, path, unsure) => {
    for (const [name, definition] of Object.entries(catalog.envelopes)) {
      if (!parsed.has(definition)) parsed.set(definition, parseStyle(name, definition, [...path, 'envelopes', name], report))
    }
    if (unsure.has('codes')) return
    const definitions = { ...styles, ...catalog.envelopes }
    if (!Object.hasOwn(definitions, catalog.envelope)) return reportUnknown(catalog, Object.keys(definitions), path, report)
    found.set(catalog, namesOf(catalog).flatMap(name => {
      const definition = definitions[name]
      if (!parsed.has(definition)) parsed.set(definition, parseStyle(name, definition, [...path, 'envelope'], report))
      const style = parsed.get(definition)
      if (style !== undefined) check(style, catalog, { path, report })
      return style ?? []
    }))
  }

  function check (style: Style, catalog: Catalog, { path, report }: { path: readonly string[], report: (mistake: Mistake) => void }) {
    checkStyle(style, catalog, mistake => {
      const key = JSON.stringify(mistake)
      if (!told.has(key)) report(mistake)
      told.add(key)
    })
    for (const entry of catalog.entries.values()) {
      const variant = variantOf(style, catalog, entry)
      const checkDetails = checks.get(variant) ?? createCheckDetails(style.name, variant)
      checks.set(variant, checkDetails)
      checkDetails(entry, { path, report })
    }
  }
}

/** The styles that a catalog which was read without a mistake is sent in. */
export function stylesOf (catalog: Catalog): Style[] {
  const definitions = { ...styles, ...catalog.envelopes }
  return namesOf(catalog).map(name => parseStyle(name, definitions[name], [], () => {}) as Style)
}

function namesOf ({ envelope, negotiate }: Catalog): string[] {
  return negotiate ? [envelope, problemStyle] : [envelope]
}

/** The style that is negotiated for; one of `envelopes` with its name takes its place. */
const problemStyle = 'rfc9457'

function reportUnknown ({ envelope }: Catalog, names: readonly string[], path: readonly string[], report: (mistake: Mistake) => void) {
  const hint = hintOf(envelope, names)
  report({ path: [...path, 'envelope'], message: `envelope must be a style, got "${envelope}"${hint === '' ? `: use ${names.join(', ')}` : hint}` })
}
