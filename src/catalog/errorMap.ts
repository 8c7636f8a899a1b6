import type { CatalogInput } from '../format/catalogFile.ts'
import type { Finding } from '../source/diagnostic.ts'
import { didYouMean } from '../support/didYouMean.ts'
import type { Entry } from './entry.ts'

/** A detail of a failure, and the path of its value in the thrown error. */
export interface DetailPath {
  readonly name: string
  readonly path: readonly string[]
}

/** What `map.errors` says, by the code, name or class of a thrown error. */
export interface ErrorMap {
  readonly errors: ReadonlyMap<string, string>
  /** The details that are read from the error, for rows that have any. */
  readonly errorDetails: ReadonlyMap<string, readonly DetailPath[]>
}

type Rows = NonNullable<NonNullable<CatalogInput['map']>['errors']>

/** The rows of a catalog and of the one that it extends. A row replaces an inherited row of the same key with its details. */
export function toErrorMap (rows: Rows = {}, parent: ErrorMap | undefined): ErrorMap {
  const errors = new Map(parent?.errors)
  const errorDetails = new Map(parent?.errorDetails)
  for (const [key, row] of Object.entries(rows)) {
    const { code, details = {} } = toRow(row)
    errorDetails.delete(key)
    errors.set(key, code)
    const paths = Object.entries(details).map(([name, path]) => ({ name, path: path.split('.').slice(1) }))
    if (paths.length > 0) errorDetails.set(key, paths)
  }
  return { errors, errorDetails }
}

/** The codes that rows name, each with its position below `map.errors`. */
export function codesOfRows (rows: Rows = {}): Array<readonly [path: readonly string[], code: string]> {
  return Object.entries(rows).map(([key, row]) => typeof row === 'string' ? [[key], row] : [[key, 'code'], row.code])
}

/** Check the details of each row against those that its code declares, where its entry is known. */
export function checkErrorDetails (rows: Rows = {}, entryOf: (code: string) => Entry | undefined, report: (mistake: Finding) => void) {
  for (const [key, row] of Object.entries(rows)) {
    const { code, details } = toRow(row)
    const entry = entryOf(code)
    if (details === undefined || entry === undefined) continue
    const path = ['map', 'errors', key, 'details']
    const declared = entry.details.map(({ name }) => name)
    for (const name of Object.keys(details).filter(name => !declared.includes(name))) {
      const known = declared.length === 0 ? `${code} has none` : `use ${declared.join(', ')}`
      report({ path: [...path, name], atKey: true, message: `"${name}" must be a declared detail${didYouMean(name, declared)}: ${known}` })
    }
    const missing = entry.details.filter(({ name, required }) =>
      required && name !== entry.retryAfterDetail && !Object.hasOwn(details, name))
    if (missing.length > 0) {
      report({
        path,
        atKey: true,
        message: `details must have ${missing.map(({ name }) => name).join(', ')}, which ${code} requires: ` +
          `give the path of each in the error, such as $error.${missing[0]?.name}`
      })
    }
  }
}

function toRow (row: Rows[string]): { readonly code: string, readonly details?: Readonly<Record<string, string>> | undefined } {
  return typeof row === 'string' ? { code: row } : row
}
