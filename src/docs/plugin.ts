import type { FastifyInstance, FastifyRequest, FastifyReply } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { findScope, firstOf, type Scope } from '../server/forPlugins.ts'
import { checkMount } from './checkMount.ts'
import { addMount, type Mount } from './mounts.ts'
import { checkOptions, type ErrorDocsOptions } from './options.ts'
import { sendBelow, sendIndex } from './respond.ts'
import { createSite } from './site.ts'
import { setDocs } from './setDocs.ts'

async function registerPages (app: FastifyInstance, options: ErrorDocsOptions) {
  const { title, prefix, links = [], routes = true, indexable = true } = checkOptions(options)
  // A catalog exists: the plugin depends on fastify-error-catalog.
  const scope = findScope(app) as Scope
  // Without a prefix, the pages are under /errors of the scope.
  const below = prefix === undefined ? '/errors' : ''
  const path = `${app.prefix}${below}`
  checkPath(path)
  const mount: Mount = { path, title: title ?? titleOf(scope), scope }
  addMount(app, mount)
  if (scope.catalog.docs === undefined) setDocs(scope, `${encodeURI(path)}/{code}`)
  const site = createSite(app, mount, { links, routes, indexable })
  addRoute(app, mount, below, async (request, reply) => sendIndex(site, request, reply))
  for (const format of ['json', 'md'] as const) {
    addRoute(app, mount, `${below}.${format}`, async (request, reply) => sendIndex(site, request, reply, format))
  }
  addRoute(app, mount, `${below}/*`, async (request, reply) => sendBelow(site, request, reply))
  app.addHook('onReady', done => {
    checkMount(app, mount)
    done()
  })
}

/** `kyc errors`; for a catalog without a name, `/v1 errors` or `Errors`. */
function titleOf ({ catalog: { name }, prefix }: Scope): string {
  const subject = name === '' ? prefix : name
  return subject === '' ? 'Errors' : `${subject} errors`
}

/** @throws if pages at this path could not be linked. */
function checkPath (path: string) {
  if (path === '' || path.endsWith('/')) {
    throw new Error('fastify-error-catalog/docs needs its own path: register it with { prefix: \'/errors\' }')
  }
  if (/[:*]/.test(path)) {
    throw new Error(`fastify-error-catalog/docs cannot stand under "${path}", which has a parameter: ` +
      'failures could not link to its pages. Register it in a scope without one')
  }
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** @throws if another route has the path. */
function addRoute (app: FastifyInstance, { path, scope }: Mount, url: string, handler: Handler) {
  try {
    const config = { errors: [scope.catalog.roles.notFound] as unknown as [] }
    app.get(url, { exposeHeadRoute: true, schema: { hide: true } as object, config }, handler)
  } catch (error) {
    const message = `fastify-error-catalog/docs cannot stand under ${path}: another route is there already. Register it with another prefix`
    throw new Error(message, { cause: error })
  }
}

const register = async (app: FastifyInstance, options: ErrorDocsOptions) => await firstOf(app, 'docs', registerPages)(app, options)

/** The plugin: reference pages of the catalog of its scope. */
export const errorDocs = fastifyPlugin(register, {
  name: 'fastify-error-catalog-docs', fastify: '5.x', encapsulate: true, dependencies: ['fastify-error-catalog']
})
