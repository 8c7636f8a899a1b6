import type { BuiltCatalog } from '../../src/catalog/reader.ts'
import type { CatalogSource } from '../../src/catalog/read.ts'
import { lintCatalogs } from '../../src/envelope/load.ts'

/** A catalog in the form that a comparison uses. Its problems fail the test. */
export async function readBuilt (source: CatalogSource): Promise<BuiltCatalog> {
  const { built, catalogs, diagnostics } = await lintCatalogs(source)
  if (catalogs.length !== 1) throw new Error(JSON.stringify(diagnostics.length === 0 ? catalogs.map(({ name }) => name) : diagnostics))
  return built.find(({ catalog }) => catalog === catalogs[0]) as BuiltCatalog
}
