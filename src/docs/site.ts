import type { FastifyInstance, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { formats, serverAddress } from '../render/pages/address.ts'
import type { Pages } from '../render/pages/pages.ts'
import { othersOf, type Mount } from './mounts.ts'
import { languageFor } from './negotiate.ts'
import type { ErrorDocsOptions } from './options.ts'
import { routesByCode } from './routes.ts'
import type { Content } from './send.ts'

/** The data of a mount for its handlers. */
export interface Site {
  readonly app: FastifyInstance
  readonly mount: Mount
  readonly settings: Required<Pick<ErrorDocsOptions, 'links' | 'routes' | 'indexable'>>
  /** Rendered texts, by page, format and language. */
  readonly cache: LRUCache<string, Content>
  /** Known once the server is ready. */
  routesOf?: Pages['routesOf']
}

export function createSite (app: FastifyInstance, mount: Mount, settings: Site['settings']): Site {
  return { app, mount, settings, cache: new LRUCache({ max: 500, maxSize: 16 * 2 ** 20, sizeCalculation: ({ text }) => text.length }) }
}

/** The content of an index, or of a page below it, for one client. */
export function pagesFor (site: Site, request: FastifyRequest, from: 'index' | 'page'): Pages {
  const { app, mount, settings: { links, routes, indexable } } = site
  const { catalog, envelope, problem } = mount.scope
  const { language, chosen } = languageFor(request, mount.scope)
  site.routesOf ??= routes ? routesByCode(app, mount.scope) : () => []
  return {
    title: mount.title,
    catalog,
    envelopes: problem === undefined ? [envelope] : [envelope, problem],
    address: serverAddress(mount.path, from, chosen),
    formats,
    language,
    origin: originOf(request),
    links,
    others: othersOf(app, mount, from),
    indexable,
    routesOf: site.routesOf
  }
}

/** The origin of the client's request; an invalid `Host` is ignored. */
function originOf ({ protocol, host }: FastifyRequest): string {
  const isHost = /^([\w.-]+|\[[\da-f:.]+\])(:\d+)?$/i.test(host)
  return `${protocol}://${isHost ? host : 'localhost'}`
}
