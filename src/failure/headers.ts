import { docsUrl, type Catalog } from '../catalog/catalog.ts'
import type { Entry } from '../catalog/entry.ts'
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
function entryHeaders (failure: Failure, catalog: Catalog): Header[] {
  const { entry, details } = failure
  return [...checkedHeaders(failure, catalog), ...entry.headers.map(([name, template]) => [name, fill(template, details)] as const)]
}

/** The headers that the catalog declares, and the challenge of the entry. They were checked when the catalog was read. */
export function checkedHeaders ({ entry, language }: Failure, catalog: Catalog): Header[] {
  const { language: own, languages, docs, retryHeader } = catalog
  const headers: Header[] = []
  if (entry.challenge !== undefined) headers.push(['www-authenticate', entry.challenge])
  if (languages.length > 1) headers.push(['content-language', language ?? own])
  if (docs !== undefined && entry.public !== false) headers.push(['link', linkOf(docs, entry)])
  // SDKs that Stainless generates obey it.
  if (retryHeader !== undefined && (entry.retry === 'never' || entry.retry === 'after')) {
    headers.push([retryHeader.toLowerCase(), String(entry.retry === 'after')])
  }
  return headers
}

/** The last link to the page of an entry. Catalogs with other pages may share the entry. */
const links = new WeakMap<Entry, { readonly docs: string, readonly link: string }>()

function linkOf (docs: string, entry: Entry): string {
  const last = links.get(entry)
  if (last?.docs === docs) return last.link
  const link = `<${docsUrl({ docs }, entry) as string}>; rel="help"`
  links.set(entry, { docs, link })
  return link
}
