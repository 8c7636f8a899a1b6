import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Catalog } from '../catalog/catalog.ts'
import { InvalidCatalogError } from '../source/invalidCatalogError.ts'
import { readCatalogs, type CatalogSource } from '../catalog/read.ts'
import type { Produced } from './record.ts'

/** Which codes of a catalog were produced. */
export interface Coverage {
  /** Its name in its file, empty for a single catalog. */
  readonly catalog: string
  /** How many of its codes were produced. */
  readonly produced: number
  /** Every code, in the order of the catalog, with the routes that returned it; none if it was never returned. */
  readonly codes: ReadonlyArray<{ readonly code: string, readonly status: number, readonly routes: readonly string[] }>
}

/**
 * The codes that `record` has written to a folder, by all processes, compared with each catalog of a source.
 *
 * Catalogs are identified by their names.
 *
 * @throws InvalidCatalogError, and Error if nothing was recorded.
 */
export async function readCoverage (catalog: CatalogSource, folder: string): Promise<Coverage[]> {
  const { catalogs, diagnostics } = await readCatalogs(catalog)
  const errors = diagnostics.filter(({ level }) => level === 'error')
  if (errors.length > 0) throw new InvalidCatalogError(errors)
  const all = readRecords(folder)
  return catalogs.map(catalog => toCoverage(catalog, all))
}

function readRecords (folder: string): Produced[] {
  const files = filesIn(folder).filter(name => name.endsWith('.jsonl'))
  if (files.length === 0) {
    throw new Error(
      `nothing was recorded in "${folder}": run the tests with --import fastify-error-catalog/record, or call record("${folder}")`
    )
  }
  return files.flatMap(name => readFileSync(join(folder, name), 'utf8').trim().split('\n').map(line => JSON.parse(line) as Produced))
}

function filesIn (folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function toCoverage ({ name, entries }: Catalog, all: readonly Produced[]): Coverage {
  const own = all.filter(({ catalog }) => catalog === name)
  const codes = [...entries.values()].map(({ code, status }) => ({
    code,
    status,
    routes: [...new Set(own.filter(produced => produced.code === code).map(({ route }) => route))].sort()
  }))
  return { catalog: name, produced: codes.filter(({ routes }) => routes.length > 0).length, codes }
}
