import { findEntry, isPublic, type Catalog } from '../catalog/catalog.ts'
import type { Entry } from '../catalog/entry.ts'
import { formats, type Format } from '../render/pages/address.ts'
import { assets } from '../render/pages/assetNames.ts'
import { publicEntries } from '../render/pages/pages.ts'
import { nearest } from '../support/didYouMean.ts'

/** The page that a path below the mount names. `format` is missing if the client's Accept decides. */
export type PageTarget =
  | { readonly kind: 'asset', readonly type: string, readonly text: string }
  | { readonly kind: 'llms' }
  | { readonly kind: 'page', readonly entry: Entry, readonly format?: Format }
  | { readonly kind: 'alias', readonly entry: Entry, readonly format?: Format }
  | Unknown

export interface Unknown {
  readonly kind: 'unknown'
  readonly code: string
  /** Similar codes. */
  readonly nearest: readonly string[]
}

const suffix = new RegExp(`^(.+)\\.(${formats.join('|')})$`, 's')

/** A code may itself end with `.json`: it takes precedence over the format of another page. */
export function findPage (catalog: Catalog, name: string): PageTarget {
  const asset = assets.get(name)
  if (asset !== undefined) return { kind: 'asset', ...asset }
  if (name === 'llms.txt') return { kind: 'llms' }
  const [, base = name, format] = suffix.exec(name) ?? []
  return pageOf(catalog, name) ??
    pageOf(catalog, base, format as Format | undefined) ??
    { kind: 'unknown', code: base, nearest: namesNear(catalog, base) }
}

function pageOf (catalog: Catalog, name: string, format?: Format): PageTarget | undefined {
  const entry = findEntry(catalog, name)
  if (entry === undefined || !isPublic(entry)) return undefined
  return { kind: entry.code === name ? 'page' : 'alias', entry, ...format === undefined ? {} : { format } }
}

function namesNear (catalog: Catalog, name: string): string[] {
  // The time of the comparison grows with the length, and no code is this long.
  return name.length > 100 ? [] : nearest(name, publicEntries(catalog).map(({ code }) => code))
}
