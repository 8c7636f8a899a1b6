import { docsUrl, type Catalog } from '../catalog/catalog.ts'
import { fill } from '../catalog/template.ts'
import type { Failure } from './failure.ts'

export type Header = readonly [name: string, value: string]

/** The headers of every failure: no cache may store it, and browsers must not guess a media type (Fetch, section 3.6). */
export const fixedHeaders: readonly Header[] = [['cache-control', 'no-store'], ['x-content-type-options', 'nosniff']]

/** The headers of a failure that do not depend on the request. */
export function headersOf (failure: Failure, catalog: Catalog): Header[] {
  const { retryAfter } = failure
  return [
    ...fixedHeaders,
    ...retryAfter === undefined ? [] : [['retry-after', String(retryAfter)] as const],
    ...entryHeaders(failure, catalog)
  ]
}

/** The headers that the catalog and the entry declare. */
export function entryHeaders ({ entry, details, language }: Failure, catalog: Catalog): Header[] {
  const { language: own, languages } = catalog
  const docs = docsUrl(catalog, entry)
  const headers: Header[] = []
  if (entry.challenge !== undefined) headers.push(['www-authenticate', entry.challenge])
  if (languages.length > 1) headers.push(['content-language', language ?? own])
  if (docs !== undefined) headers.push(['link', `<${docs}>; rel="help"`])
  // SDKs that Stainless generates obey it.
  if (catalog.retryHeader !== undefined && (entry.retry === 'never' || entry.retry === 'after')) {
    headers.push([catalog.retryHeader.toLowerCase(), String(entry.retry === 'after')])
  }
  for (const [name, template] of entry.headers) headers.push([name, fill(template, details)])
  return headers
}
