import type { FastifyInstance } from 'fastify'
import { docsUrl } from '../catalog/catalog.ts'
import { publicEntries } from '../render/pages/pages.ts'
import { safeLog } from '../server/forPlugins.ts'
import { urlPath } from '../support/urlPath.ts'
import type { Mount } from './mounts.ts'

/** Log why clients cannot find a page, or the link to it. Call it when the server is ready. */
export function checkMount (app: FastifyInstance, { path, scope: { catalog } }: Mount) {
  const entries = publicEntries(catalog)
  // The route of the pages handles each of these paths, unless a more specific route does.
  const nameAt = (code: string) => (paramsOf(app, `${path}/${encodeURIComponent(code)}`) as Params)['*']
  const hidden = entries.map(({ code }) => code).filter(code => nameAt(code) !== code)
  if (hidden.length > 0) {
    const names = hidden.slice(0, 3).join(', ')
    const remedy = 'register fastify-error-catalog/docs with another prefix'
    safeLog(app, 'warn', { codes: hidden }, `another route takes the place of reference pages under ${path}, of ${names}: ${remedy}`)
  }
  // All catalogs have docs: a catalog without got the URL of the mount.
  const urls = entries.map(entry => docsUrl(catalog, entry) as string)
  const lost = urls.find(url => isPath(url) && paramsOf(app, urlPath(url)) === undefined)
  if (lost !== undefined) {
    const remedy = `remove docs, and failures link to ${path}/{code}`
    safeLog(app, 'warn', { docs: catalog.docs }, `docs of the catalog leads to ${lost}, which no route of this server answers: ${remedy}`)
  }
}

/** A path without a host refers to this server. */
function isPath (url: string): boolean {
  return /^\/(?!\/)/.test(url)
}

type Params = Readonly<Record<string, string>>
type FindRoute = (route: { method: 'GET', url: string, constraints: object }) => { readonly params: Params } | null

/** The parameters of the route that handles a path. */
function paramsOf (app: FastifyInstance, url: string): Params | undefined {
  return (app.findRoute as unknown as FindRoute)({ method: 'GET', url, constraints: {} })?.params
}
