import { isPublic, type Catalog } from '../../catalog/catalog.ts'
import type { Entry } from '../../catalog/entry.ts'
import type { Envelope } from '../../envelope/envelope.ts'
import type { Address, Format } from './address.ts'

/** The reference pages of one catalog: their content and their addresses. */
export interface Pages {
  readonly title: string
  readonly catalog: Catalog
  /** The envelopes in which this API sends failures, the default first. */
  readonly envelopes: readonly Envelope[]
  readonly address: Address
  /** The formats of the pages. */
  readonly formats: readonly Format[]
  /** The language of the messages. */
  readonly language: string
  /** `https://api.example.com`: the server of the example requests. */
  readonly origin: string
  /** Links to other places, such as the documentation of the API. */
  readonly links: readonly PageLink[]
  /** Reference pages of other catalogs. */
  readonly others: readonly PageLink[]
  /** Whether search engines may list the pages. */
  readonly indexable: boolean
  readonly routesOf: (code: string) => Routes
}

export interface PageLink {
  readonly text: string
  readonly href: string
}

/** A route of the API, such as `GET /invoices/:id`. */
export interface Route {
  readonly method: string
  readonly url: string
}

/** The routes that can send a code: a list, or any route. */
export type Routes = readonly Route[] | 'any'

/** The entries that have a page, in the order of the catalog. */
export function publicEntries ({ entries }: Catalog): Entry[] {
  return [...entries.values()].filter(isPublic)
}
