import type { Catalog } from '../../catalog/catalog.ts'
import { createEnvelope } from '../../envelope/envelope.ts'
import { envelopesOf } from '../../envelope/envelopesOf.ts'
import { fileAddress, fileName, type Format } from './address.ts'
import { assets } from './assetNames.ts'
import { toCodePage } from './codePage.ts'
import { llmsText } from './indexMarkdown.ts'
import { publicEntries, type Pages } from './pages.ts'
import { renderCode, renderIndex } from './renderers.ts'

export interface SiteOptions {
  /** The heading of the index; default: the name of the catalog with "errors". */
  readonly title?: string | undefined
  /** The server of the example requests. */
  readonly origin: string
  readonly formats: readonly Format[]
}

/** The reference pages of catalogs as files: their texts by path. Each of several catalogs has a folder. */
export function toSite (catalogs: readonly Catalog[], options: SiteOptions): Map<string, string> {
  const files = new Map<string, string>()
  for (const catalog of catalogs) {
    const folder = catalogs.length === 1 ? '' : `${encodeURIComponent(catalog.name)}/`
    for (const [name, text] of filesOf(pagesOf(catalog, catalogs, options), options.formats)) files.set(folder + name, text)
  }
  return files
}

function pagesOf (catalog: Catalog, catalogs: readonly Catalog[], { title, origin, formats }: SiteOptions): Pages {
  const index = fileAddress.index(formats[0] as Format)
  const others = catalogs.filter(other => other !== catalog)
  return {
    title: title ?? titleOf(catalog),
    catalog,
    envelopes: envelopesOf(catalog).map(definition => createEnvelope(definition, catalog)),
    address: fileAddress,
    formats,
    language: catalog.language,
    origin,
    links: [],
    others: others.map(other => ({ text: titleOf(other), href: `../${encodeURIComponent(encodeURIComponent(other.name))}/${index}` })),
    indexable: true,
    routesOf: () => []
  }
}

function titleOf ({ name }: Catalog): string {
  return name === '' ? 'Errors' : `${name} errors`
}

function filesOf (pages: Pages, formats: readonly Format[]): Array<readonly [name: string, text: string]> {
  const codes = publicEntries(pages.catalog).map(entry => toCodePage(pages, entry))
  return [
    ...formats.flatMap(format => [
      [`index.${format}`, renderIndex[format](pages)] as const,
      ...codes.map(page => [fileName(page.code, format), renderCode[format](pages, page)] as const)
    ]),
    ...formats.includes('md') ? [['llms.txt', llmsText(pages)] as const] : [],
    ...formats.includes('html') ? [...assets].map(([name, { text }]) => [name, text] as const) : []
  ]
}
