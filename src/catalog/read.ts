import { existsSync } from 'node:fs'
import type { Catalog } from './catalog.ts'
import type { CatalogInput } from '../format/catalogFile.ts'
import { inOrderOfPlace, type Diagnostic } from '../source/diagnostic.ts'
import { InvalidCatalogError } from '../source/invalidCatalogError.ts'
import { didYouMean } from '../support/didYouMean.ts'
import { open, type CatalogText } from '../source/open.ts'
import { Reader, type BuiltCatalog, type Check } from './reader.ts'
import { shippedCatalog, shippedNames } from './shipped.ts'

/** Where a catalog is read from: a path with an optional `#name`, a file: URL, or the content itself. */
export type CatalogSource = string | URL | CatalogInput | { readonly catalogs: Readonly<Record<string, CatalogInput>> }

/** What was read. Nothing is thrown for what is wrong in it. */
export interface Reading {
  readonly file: string
  /** The absolute paths of all files that were read, those it extends among them. */
  readonly files: readonly string[]
  /** Empty if one of them is invalid. */
  readonly catalogs: readonly Catalog[]
  readonly diagnostics: readonly Diagnostic[]
  /** The same catalogs and those they extend, with the input of each. */
  readonly built: readonly BuiltCatalog[]
}

/**
 * Read the one catalog a source names.
 *
 * @throws InvalidCatalogError that lists every problem.
 */
export async function readCatalog (from: CatalogSource, check?: Check): Promise<Catalog> {
  const { file, catalogs, diagnostics } = await readCatalogs(from, check)
  if (diagnostics.length > 0) throw new InvalidCatalogError(diagnostics)
  if (catalogs.length === 1) return catalogs[0] as Catalog
  const names = catalogs.map(({ name }) => name)
  throw new InvalidCatalogError([{
    level: 'error',
    path: [],
    place: { file },
    message: `one of its catalogs must be named, such as "${file}#${names[0]}": it holds ${names.join(', ')}`
  }])
}

/** Read every catalog a source names: one where it has a fragment, else all of the file. */
export async function readCatalogs (from: CatalogSource | CatalogText, check: Check = () => {}): Promise<Reading> {
  const reader = new Reader(check)
  const opened = await open(shippedInput(from), reader.files)
  if ('fault' in opened) {
    const { file, fault } = opened
    const message = typeof from === 'string' ? `${fault}${didYouMean(from, shippedNames)}` : fault
    return { file, files: [], catalogs: [], built: [], diagnostics: [{ level: 'error', path: [], place: { file }, message }] }
  }
  const catalogs = await reader.read(opened.source, opened.name)
  const diagnostics = (await Promise.all(reader.diagnostics)).sort(inOrderOfPlace)
  const isSound = diagnostics.length === 0
  const files = [...reader.files.keys()]
  return { file: opened.source.file, files, catalogs: isSound ? catalogs : [], built: isSound ? reader.built : [], diagnostics }
}

/** The content of a shipped catalog where it is named and no file has its name; else what was given. */
function shippedInput (from: CatalogSource | CatalogText): unknown {
  const isShipped = typeof from === 'string' && shippedNames.includes(from) && !existsSync(from)
  return isShipped ? { catalogs: { [from]: shippedCatalog(from) } } : from
}
