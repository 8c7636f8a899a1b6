import { isDeepStrictEqual } from 'node:util'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Entry } from '../catalog/entry.ts'
import { serverAddress, type Format } from '../render/pages/address.ts'
import { toCodePage } from '../render/pages/codePage.ts'
import { llmsText } from '../render/pages/indexMarkdown.ts'
import { everything } from '../render/pages/indexPage.ts'
import type { Pages } from '../render/pages/pages.ts'
import { renderCode, renderIndex } from '../render/pages/renderers.ts'
import { unknownHtml } from '../render/pages/unknownHtml.ts'
import { urlPath } from '../support/urlPath.ts'
import { findPage, type Unknown } from './find.ts'
import { asksForHtml, formatFor, queryOf } from './negotiate.ts'
import { sendContent, toContent } from './send.ts'
import { pagesFor, type Site } from './site.ts'

const contentTypes: Readonly<Record<Format | 'txt', string>> = {
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  txt: 'text/plain; charset=utf-8'
}

type Sent = string | FastifyReply

/** Send the index, filtered by `?q=`, `?status=` and `?group=`. */
export function sendIndex (site: Site, request: FastifyRequest, reply: FastifyReply, format: Format = formatFor(request)): Sent {
  // Relative links would be wrong from a path that ends with a slash.
  if (urlPath(request.url).endsWith('/')) return redirectToIndex(site, request, reply)
  const pages = pagesFor(site, request, 'index')
  const { index, file } = pages.address
  const filter = { q: queryOf(request, 'q').slice(0, maxQuery), status: queryOf(request, 'status'), group: queryOf(request, 'group') }
  const name = isDeepStrictEqual(filter, everything) ? 'index' : undefined
  setLinks(reply, index, file('llms.txt'))
  return sendPages(site, reply, pages, { name, type: format, render: () => renderIndex[format](pages, filter) })
}

/** Longer queries are cut, because the time of the search grows with their length. */
const maxQuery = 200

/** Send the page that a path below the mount names. */
export function sendBelow (site: Site, request: FastifyRequest, reply: FastifyReply): Sent {
  const { mount: { path, scope: { catalog } } } = site
  const name = (request.params as { readonly '*': string })['*']
  if (name === '') return redirectToIndex(site, request, reply)
  const found = findPage(catalog, name)
  switch (found.kind) {
    case 'asset': return sendContent(reply, toContent(found.type, found.text), { cacheControl: 'public, max-age=31536000, immutable' })
    case 'llms': {
      const pages = pagesFor(site, request, 'page')
      return sendPages(site, reply, pages, { name: 'llms', type: 'txt', render: () => llmsText(pages) })
    }
    case 'page': return sendCode(site, request, reply, found)
    case 'alias': return redirect(request, reply, serverAddress(path, 'page').page(found.entry.code, found.format ?? 'html'))
    case 'unknown': return sendUnknown(site, request, reply, found)
  }
}

interface PageRequest {
  readonly entry: Entry
  readonly format?: Format
}

function sendCode (site: Site, request: FastifyRequest, reply: FastifyReply, { entry, format = formatFor(request) }: PageRequest): Sent {
  const pages = pagesFor(site, request, 'page')
  const { address } = pages
  setLinks(reply, form => address.page(entry.code, form), address.file('llms.txt'))
  const render = () => renderCode[format](pages, toCodePage(pages, entry))
  return sendPages(site, reply, pages, { name: `page ${entry.code}`, type: format, render })
}

/** An HTML page for browsers; the failure `notFound` of the catalog for other clients. */
function sendUnknown (site: Site, request: FastifyRequest, reply: FastifyReply, { code, nearest }: Unknown): Sent {
  if (asksForHtml(request)) {
    const pages = pagesFor(site, request, 'page')
    return sendPages(site, reply.code(404), pages, { type: 'html', render: () => unknownHtml(pages, code, nearest) })
  }
  const hint = nearest.length === 0 ? '' : ` Did you mean ${nearest.map(name => `"${name}"`).join(' or ')}?`
  const message = `There is no error code "${code.slice(0, 100)}".${hint}`
  const fail = reply.fail as unknown as (this: FastifyReply, code: string, details: object, options: object) => FastifyReply
  return fail.call(reply, site.mount.scope.catalog.roles.notFound, {}, { message })
}

interface Rendering {
  /** The cache key of the text; without it, the text is not cached. */
  readonly name?: string | undefined
  readonly type: Format | 'txt'
  readonly render: () => string
}

function sendPages ({ cache, settings }: Site, reply: FastifyReply, pages: Pages, { name, type, render }: Rendering): Sent {
  const { catalog: { languages }, language, origin, address } = pages
  const key = name === undefined ? undefined : JSON.stringify([name, type, language, origin, address.index('html')])
  const content = (key === undefined ? undefined : cache.get(key)) ?? toContent(contentTypes[type], render())
  if (key !== undefined) cache.set(key, content)
  if (!settings.indexable) reply.header('x-robots-tag', 'noindex')
  const isOneOfSeveral = languages.length > 1
  if (isOneOfSeveral) reply.header('content-language', language)
  const vary = isOneOfSeveral ? ['Accept', 'Accept-Language'] : ['Accept']
  return sendContent(reply, content, { cacheControl: 'public, max-age=300', vary })
}

function redirectToIndex ({ mount: { path } }: Site, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return redirect(request, reply, serverAddress(path, 'page').index('html'))
}

/** A relative URL, so that it works behind a proxy that strips a prefix. The query is kept. */
function redirect (request: FastifyRequest, reply: FastifyReply, url: string): FastifyReply {
  return reply.header('cache-control', 'public, max-age=300').redirect(`${url}${request.url.slice(urlPath(request.url).length)}`, 301)
}

function setLinks (reply: FastifyReply, formOf: (format: Format) => string, llms: string) {
  const links = [
    [formOf('json'), 'alternate', 'application/json'], [formOf('md'), 'alternate', 'text/markdown'], [llms, 'describedby', 'text/plain']
  ]
  reply.header('link', links.map(([url, rel, type]) => `<${url}>; rel="${rel}"; type="${type}"`).join(', '))
}
