import type { Catalog } from '../catalog/catalog.ts'
import type { Mistake } from '../catalog/diagnostic.ts'
import { hintOf } from '../catalog/nearest.ts'
import { readCatalog, readCatalogs, type CatalogSource, type Check, type Reading } from '../catalog/read.ts'
import { checkStyle } from './checkStyle.ts'
import { createEnvelope, type Envelope } from './envelope.ts'
import { parseStyle, type Style } from './style.ts'
import { styles } from './styles.ts'

/** A catalog with the envelope it is sent in: all a server needs to answer. */
export interface Contract {
  readonly catalog: Catalog
  readonly envelope: Envelope
}

/**
 * Read the one catalog a source names, and compile its envelope.
 *
 * @throws InvalidCatalogError with every mistake in the file: what loads cannot fail at request time.
 */
export async function loadContract (source: CatalogSource): Promise<Contract> {
  const found = new Map<Catalog, Style>()
  const catalog = await readCatalog(source, createCheck(found))
  return { catalog, envelope: createEnvelope(found.get(catalog) as Style, catalog) }
}

/** Read all catalogs of a source and tell everything that is wrong with them. */
export async function lintCatalogs (source: CatalogSource): Promise<Reading> {
  return await readCatalogs(source, createCheck(new Map()))
}

function createCheck (found: Map<Catalog, Style>): Check {
  // By definition, since a child inherits its parent's: mistakes are told once, where they stand.
  const parsed = new Map<unknown, Style | undefined>()
  return (catalog, report, path) => {
    for (const [name, definition] of Object.entries(catalog.envelopes)) {
      if (!parsed.has(definition)) parsed.set(definition, parseStyle(name, definition, [...path, 'envelopes', name], report))
    }
    const definition = catalog.envelopes[catalog.envelope] ?? styles[catalog.envelope]
    if (definition === undefined) {
      reportUnknown(catalog, path, report)
      return
    }
    const style = parsed.get(definition) ?? parseStyle(catalog.envelope, definition, [...path, 'envelope'], () => {})
    if (style === undefined) return
    checkStyle(style, catalog, path, report)
    found.set(catalog, style)
  }
}

function reportUnknown ({ envelope, envelopes }: Catalog, path: readonly string[], report: (mistake: Mistake) => void) {
  const names = [...Object.keys(envelopes), ...Object.keys(styles)]
  const hint = hintOf(envelope, names)
  report({ path: [...path, 'envelope'], message: `envelope must be a style, got "${envelope}"${hint === '' ? `: use ${names.join(', ')}` : hint}` })
}
